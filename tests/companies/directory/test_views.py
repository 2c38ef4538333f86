"""Pages about the people of a company."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies.directory.states import JoinState
from companies.models import Company, Invitation, JoinRequest, Membership, User
from companies.people.states import Role
from tests import make

pytestmark = pytest.mark.django_db
OWNER, CONTRIBUTOR = Membership.Role.OWNER, Membership.Role.CONTRIBUTOR


@pytest.fixture
def owner() -> User:
    return make.user("Olga Owner")


@pytest.fixture
def company(owner: User) -> Company:
    return make.company("Alfa", territory=make.territory("torino"), owner=owner)


@pytest.fixture
def facilitator(company: Company) -> User:
    person = make.user("Fabio", from_demo=True)
    make.grant(person, Role.FACILITATOR, territory=company.territory)
    return person


def url(name: str, pk: int) -> str:
    return reverse(f"directory:{name}", args=[pk])


def test_the_people_page_names_members_invitations_and_requests(client: Any, company: Company, owner: User) -> None:
    make.invitation(company, by=owner, email="invited@example.org")
    make.join_request(make.user("Anna Asks"), company, message="I keep the books")
    make.membership(make.user("Lello Left"), company, ended_at=make.NOW)
    client.force_login(owner)
    text = client.get(url("people", company.pk)).content.decode()
    for word in ("Olga Owner", "invited@example.org", "Anna Asks", "I keep the books", "Lello Left"):
        assert word in text


def test_a_contributor_sees_the_people_but_no_buttons_to_change_them(client: Any, company: Company) -> None:
    person = make.user()
    make.membership(person, company)
    client.force_login(person)
    text = client.get(url("people", company.pk)).content.decode()
    assert "Olga Owner" in text
    assert url("invite", company.pk) not in text
    assert client.get(url("invite", company.pk)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_people_page_costs_the_same_however_many_people(
    client: Any, company: Company, owner: User, rows: int
) -> None:
    for _n in range(rows):
        make.membership(make.user(), company)
        make.membership(make.user(), company, ended_at=make.NOW)
        make.invitation(company, by=owner)
        make.join_request(make.user(), company)
    client.force_login(owner)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url("people", company.pk)).status_code == 200
    assert len(queries) <= 12, [query["sql"] for query in queries]


def test_an_owner_invites_and_is_told_at_the_field_when_that_is_done_already(
    client: Any, company: Company, owner: User
) -> None:
    client.force_login(owner)
    said = {"email": "anna@example.org", "role": CONTRIBUTOR}
    assert client.post(url("invite", company.pk), said).status_code == 302
    answer = client.post(url("invite", company.pk), said)
    assert answer.status_code == 200
    assert "already invited" in answer.content.decode()
    assert 'value="anna@example.org"' in answer.content.decode()
    assert Invitation.objects.count() == 1


def test_for_a_company_nobody_speaks_for_only_an_owner_can_be_invited(
    client: Any, company: Company, facilitator: User
) -> None:
    Membership.objects.update(ended_at=make.NOW)
    client.force_login(facilitator)
    client.post(url("invite", company.pk), {"email": "anna@example.org", "role": CONTRIBUTOR})
    assert not Invitation.objects.exists()
    client.post(url("invite", company.pk), {"email": "anna@example.org", "role": OWNER})
    assert Invitation.objects.get().role == OWNER


def test_an_invitation_is_accepted_by_a_click_and_a_mail_scanner_burns_nothing(
    client: Any, company: Company, owner: User
) -> None:
    anna = make.user("Anna")
    EmailAddress.objects.create(user=anna, email="Anna@example.org", verified=True, primary=True)
    invited = make.invitation(company, by=owner, email="anna@example.org")
    client.force_login(anna)
    page = client.get(url("invitation", invited.pk))
    assert "Olga Owner" in page.content.decode()
    assert not Membership.objects.filter(user=anna).exists()
    assert client.post(url("invitation", invited.pk)).status_code == 302
    assert Membership.objects.get(user=anna).role == CONTRIBUTOR
    assert client.post(url("invitation", invited.pk)).status_code == 404


def test_an_invitation_of_somebody_else_does_not_exist(client: Any, company: Company, owner: User) -> None:
    client.force_login(make.user())
    assert client.get(url("invitation", make.invitation(company, by=owner).pk)).status_code == 404


def test_an_owner_cancels_an_invitation(client: Any, company: Company, owner: User) -> None:
    invited = make.invitation(company, by=owner)
    client.force_login(make.user())
    assert client.post(url("cancel_invitation", invited.pk)).status_code == 404
    client.force_login(owner)
    client.post(url("cancel_invitation", invited.pk))
    invited.refresh_from_db()
    assert invited.cancelled_at


def test_the_join_page_does_not_name_a_company_to_whoever_only_knows_its_number(client: Any, company: Company) -> None:
    client.force_login(make.user("Anna"))
    assert client.get(url("join", company.pk)).status_code == 404
    address = f"{url('join', company.pk)}?number={company.identifiers.get().normalised}"
    page = client.get(address).content.decode()
    assert "Alfa" not in page
    assert company.identifiers.get().normalised in page
    answer = client.post(address, {"message": "I keep the books"}, follow=True)
    assert "waits for an answer" in answer.content.decode()
    assert JoinRequest.objects.get().message == "I keep the books"
    again = client.post(address, {"message": "Hello?"}, follow=True)
    assert "already asked" in again.content.decode()
    assert JoinRequest.objects.count() == 1


def test_a_member_who_asks_to_join_is_led_to_the_people(client: Any, company: Company, owner: User) -> None:
    client.force_login(owner)
    assert client.get(url("join", company.pk)).headers["Location"] == url("people", company.pk)


@pytest.mark.parametrize(
    ("said", "state", "role"),
    [
        ({"answer": "accept", "role": "consultant"}, JoinState.ACCEPTED, "consultant"),
        ({"answer": "refuse", "note": "Unknown"}, JoinState.REFUSED, None),
        ({"answer": "refuse"}, JoinState.WAITING, None),
        ({"answer": "accept", "role": ""}, JoinState.WAITING, None),
        ({}, JoinState.WAITING, None),
    ],
)
def test_an_owner_answers_a_request(
    client: Any, company: Company, owner: User, said: dict[str, str], state: str, role: str | None
) -> None:
    anna = make.user("Anna")
    asked = make.join_request(anna, company)
    client.force_login(owner)
    client.post(url("answer_join", asked.pk), said)
    asked.refresh_from_db()
    assert asked.state == state
    assert Membership.objects.filter(user=anna).values_list("role", flat=True).first() == role


def test_a_person_reads_the_answer_to_ones_own_request_and_cannot_give_it(client: Any, company: Company) -> None:
    anna = make.user("Anna")
    asked = make.join_request(anna, company)
    client.force_login(anna)
    assert client.get(url("answer_join", asked.pk)).status_code == 200
    assert client.post(url("answer_join", asked.pk), {"answer": "accept", "role": OWNER}).status_code == 403
    client.force_login(make.user())
    assert client.get(url("answer_join", asked.pk)).status_code == 404


def test_a_facilitator_who_comes_after_an_owner_is_told_so(client: Any, company: Company, facilitator: User) -> None:
    asked = make.join_request(make.user(), company)
    client.force_login(facilitator)
    answer = client.post(url("answer_join", asked.pk), {"answer": "accept", "role": OWNER}, follow=True)
    assert "its owner answers this request" in answer.content.decode()


def test_roles_change_and_people_leave_by_buttons(client: Any, company: Company, owner: User) -> None:
    anna = make.user("Anna")
    row = make.membership(anna, company)
    client.force_login(owner)
    client.post(url("change_role", row.pk), {"role": "consultant"})
    row.refresh_from_db()
    assert row.role == "consultant"
    client.post(url("change_role", row.pk), {"role": "king"})
    refused = client.post(url("leave", company.pk), follow=True)
    assert "always has an owner" in refused.content.decode()
    client.post(url("hand_over", row.pk))
    row.refresh_from_db()
    assert row.role == OWNER
    assert client.post(url("end_membership", row.pk)).status_code == 403
    assert client.post(url("leave", company.pk)).status_code == 302
    assert Membership.objects.get(user=owner).ended_at


@pytest.mark.parametrize("name", ["change_role", "hand_over", "end_membership"])
def test_the_people_of_another_company_do_not_exist(client: Any, company: Company, name: str) -> None:
    stranger = make.user()
    make.company(territory=company.territory, owner=stranger)
    client.force_login(stranger)
    assert client.post(url(name, company.memberships.get().pk), {"role": OWNER}).status_code == 404


def test_leaving_a_company_that_one_does_not_act_for_is_no_page(client: Any, company: Company) -> None:
    client.force_login(make.user())
    assert client.post(url("leave", company.pk)).status_code == 404
