"""The pages on which managers give and end roles."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Event, RoleGrant, Territory, User
from companies.people.queries import people_registered
from companies.people.states import Role, Standing
from programme.models import Mail
from programme.notices.actions import tell
from tests import make

pytestmark = pytest.mark.django_db
REGISTER, GRANT = "/people/", "/people/grant/"


@pytest.fixture
def torino() -> Territory:
    return make.territory("torino")


@pytest.fixture
def marta(client: Client) -> User:
    marta = make.user("Marta", from_demo=True)
    make.grant(marta, Role.MANAGER)
    client.force_login(marta)
    return marta


def text_of(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def found(**asked: Any) -> list[str]:
    return [person.name for person in people_registered(User.objects.all(), now=make.NOW, **asked).order_by("name")]


# --- the list ----------------------------------------------------------------------------------


def test_the_register_finds_people_by_name_role_territory_and_standing(torino: Territory) -> None:
    ilfov = make.territory("ilfov")
    anna, ion, old, gone, tutor = (make.user(name) for name in ("Anna Neri", "Ștefan Ion", "Old", "Gone", "Tutor"))
    make.user("Plain", email="plain@example.org")
    make.grant(anna, Role.FACILITATOR, territory=torino)
    make.grant(ion, Role.OFFICIAL, territory=ilfov)
    make.grant(old, Role.OFFICIAL, territory=torino, ends_at=make.NOW - dt.timedelta(days=1))
    make.grant(gone, Role.OFFICIAL, territory=torino)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    make.grant(tutor, Role.TUTOR, company=make.company(territory=torino))
    assert found() == ["Anna Neri", "Tutor", "Ștefan Ion"]
    assert found(q="stefan") == found(q="ȘTEFAN ion") == ["Ștefan Ion"]
    assert found(role=Role.OFFICIAL) == ["Ștefan Ion"]
    assert found(territory=torino) == ["Anna Neri", "Tutor"]
    assert found(standing=Standing.PAST) == ["Old"]
    assert found(standing=Standing.CLOSED) == ["Gone"]
    assert found(standing=Standing.ALL) == ["Anna Neri", "Gone", "Old", "Tutor", "Ștefan Ion"]
    assert found(q="plain") == []
    assert found(q="PLAIN@example.org") == ["Plain"]


def test_a_list_without_anybody_says_what_was_searched(client: Client, marta: User) -> None:
    assert "Nobody matches" in text_of(client, REGISTER, q="zzz")
    assert "Marta" in text_of(client, REGISTER, standing="nonsense", role="x", territory="99")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_asks_the_same_however_many_people(
    client: Client, marta: User, torino: Territory, django_assert_num_queries: Any, rows: int
) -> None:
    for _row in range(rows):
        make.grant(make.user(), Role.FACILITATOR, territory=torino)
    with django_assert_num_queries(8):
        client.get(REGISTER)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_person_asks_the_same_however_many_roles(
    client: Client, marta: User, torino: Territory, django_assert_num_queries: Any, rows: int
) -> None:
    person = make.user()
    for _row in range(rows):
        grant = make.grant(person, Role.TUTOR, company=make.company(territory=torino))
        make.grant(person, Role.OFFICIAL, territory=make.territory(), ends_at=make.NOW)
        Event.objects.create(
            kind="role_granted", at=make.NOW, person=person, subject_kind="rolegrant", subject_id=grant.pk
        )
    with django_assert_num_queries(10):
        client.get(reverse("people:person", args=[person.pk]))


# --- giving ------------------------------------------------------------------------------------


def said(**changed: Any) -> dict[str, Any]:
    words = {"email": "new@example.org", "name": "Nuova", "language": "it", "role": "official", "note": "She joined us"}
    return {**words, **changed}


def test_a_known_person_gets_a_role_with_a_last_day_of_the_territory(
    client: Client, marta: User, torino: Territory
) -> None:
    anna = make.user("Anna", email="anna@example.org")
    day = timezone.localdate() + dt.timedelta(days=30)
    answer = client.post(GRANT, said(email="ANNA@example.org", name="", territory=torino.pk, until_on=day.isoformat()))
    assert answer.headers["Location"] == reverse("people:person", args=[anna.pk])
    grant = anna.grants.get()
    assert (grant.role, grant.territory, grant.granted_by) == (Role.OFFICIAL, torino, marta)
    assert grant.ends_at.astimezone(torino.zone) == dt.datetime.combine(
        day + dt.timedelta(days=1), dt.time(), torino.zone
    )
    page = text_of(client, answer.headers["Location"])
    assert "She joined us" in page
    assert "Role granted: City official, Torino" in page


def test_somebody_who_was_never_here_gets_an_account(client: Client, marta: User, torino: Territory) -> None:
    asked = client.post(GRANT, said(name="", territory=torino.pk))
    assert "type the person’s name" in asked.content.decode()
    assert "She joined us" in asked.content.decode()
    client.post(GRANT, said(territory=torino.pk))
    assert RoleGrant.objects.get(user__email="new@example.org").territory == torino


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"role": ""}, "role"),
        ({"role": "emperor"}, "role"),
        ({"territory": ""}, "territory"),
        ({"territory": "99999"}, "territory"),
        ({"role": "manager"}, "territory"),
        ({"role": "auditor", "territory": ""}, "until_on"),
        ({"until_on": "2020-01-01"}, "until_on"),
        ({"until_on": "soon"}, "until_on"),
        ({"note": " "}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Client, marta: User, torino: Territory, changed: dict[str, str], field: str
) -> None:
    answer = client.post(GRANT, {**said(territory=torino.pk), **changed})
    assert answer.status_code == 200
    assert field in answer.context["page"]["form"].errors
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_wrong_moment_is_said_on_the_page(client: Client, marta: User) -> None:
    answer = client.post(GRANT, said(email=marta.email, role="manager"))
    assert "already has this role" in answer.content.decode()


# --- ending ------------------------------------------------------------------------------------


def test_a_role_ends_with_a_reason(client: Client, marta: User, torino: Territory) -> None:
    grant = make.grant(make.user("Anna"), Role.OFFICIAL, territory=torino)
    path = reverse("people:end_role", args=[grant.pk])
    assert "City official, Torino" in text_of(client, path)
    assert "note" in client.post(path, {"note": ""}).context["page"]["form"].errors
    answer = client.post(path, {"note": "Elections"}, follow=True)
    assert "The role of Anna has ended." in answer.content.decode()
    assert "Elections" in answer.content.decode()
    assert "already ended" in client.post(path, {"note": "Again"}, follow=True).content.decode()


def test_what_may_not_end_here_has_no_button(client: Client, marta: User, torino: Territory) -> None:
    grant = make.grant(make.user("Anna"), Role.TUTOR, company=make.company(territory=torino))
    page = text_of(client, reverse("people:person", args=[grant.user_id]))
    assert "Ends with the assignment." in page
    assert client.get(reverse("people:end_role", args=[grant.pk])).status_code == 403


def test_an_account_is_closed_and_opened_again(client: Client, marta: User) -> None:
    anna = make.user("Anna")
    close, reopen = (reverse(f"people:{verb}", args=[anna.pk]) for verb in ("close", "reopen"))
    assert "note" in client.post(close, {"note": ""}).context["page"]["form"].errors
    assert "This account is closed" in client.post(close, {"note": "Left"}, follow=True).content.decode()
    assert "may sign in again" in client.post(reopen, follow=True).content.decode()
    assert "is open" in client.post(reopen, follow=True).content.decode()
    assert client.post(reverse("people:close", args=[marta.pk]), {"note": "Bye"}).status_code == 403


def test_who_was_given_an_account_is_told_how_to_get_in_and_gets_in(
    client: Client, marta: User, torino: Territory, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "programme.notices.gateway.OutboxBackend"
    client.post(GRANT, said(territory=torino.pk, language="en"))
    tell(now=timezone.now())
    told = Mail.objects.get(to="new@example.org")
    ask = reverse("account_request_login_code")
    assert "You need no password" in told.text
    assert settings.SITE_URL + ask in told.text
    assert "She joined us" in told.text
    new = Client()
    new.post(ask, {"email": "new@example.org"})
    letter = Mail.objects.exclude(pk=told.pk).get().text
    code = next(line for line in letter.splitlines() if line.isupper() and " " not in line)
    assert new.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 302
    assert new.get(reverse("home:home")).headers["Location"] == reverse("people:second_factor")
    assert new.get(reverse("mfa_add_webauthn")).status_code == 200
