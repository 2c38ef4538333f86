"""Roles are given and end, accounts are opened and closed; the portal always has a manager."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

from companies.journal.states import EventKind
from companies.models import Event, RoleGrant, User
from companies.people.access import grants_of, may_close, may_end_role, people_visible_to, role_grants_visible_to
from companies.people.actions import (
    close_account,
    end_role,
    grant_role,
    open_account,
    open_account_with_role,
    reopen_account,
)
from companies.people.states import Role
from sme4green.errors import RuleBroken
from tests import make
from tests.at_once import at_once
from tests.cast import assemble

pytestmark = pytest.mark.django_db
LONG_AGO = make.NOW - dt.timedelta(days=900)
DAY = dt.timedelta(days=1)
NEW = {"name": "Nuova Persona", "language": "it", "zone_name": "Europe/Rome"}


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def a_manager(name: str = "") -> User:
    person = make.user(name)
    make.grant(person, Role.MANAGER)
    return person


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


# --- giving and ending -------------------------------------------------------------------------


def test_a_role_that_is_taken_away_is_gone_at_the_next_request() -> None:
    person, torino = make.user(), make.territory("torino")
    grant = grant_role(person.pk, role=Role.FACILITATOR, territory=torino, by=make.user(), now=LONG_AGO, note="New")
    assert grants_of(fresh(person)).facilitates == {torino.pk}
    end_role(grant.pk, by=make.user(), now=LONG_AGO + DAY, note="Left")
    assert not grants_of(fresh(person)).any
    assert kinds() == [EventKind.ROLE_GRANTED, EventKind.ROLE_ENDED]
    assert list(Event.objects.order_by("pk").values_list("note", "person")) == [("New", person.pk), ("Left", person.pk)]


def test_a_role_ends_once() -> None:
    grant = grant_role(make.user().pk, role=Role.OFFICIAL, territory=make.territory(), by=make.user(), now=LONG_AGO)
    end_role(grant.pk, by=make.user(), now=LONG_AGO + DAY)
    with pytest.raises(RuleBroken, match="already ended"):
        end_role(grant.pk, by=make.user(), now=LONG_AGO + 2 * DAY)


def test_a_role_that_is_held_is_not_given_again_but_elsewhere_or_afterwards_it_is() -> None:
    person, torino, by = make.user(), make.territory("torino"), make.user()
    given = grant_role(person.pk, role=Role.OFFICIAL, territory=torino, by=by, now=LONG_AGO)
    with pytest.raises(RuleBroken, match="already has this role"):
        grant_role(person.pk, role=Role.OFFICIAL, territory=torino, by=by, now=LONG_AGO + DAY)
    grant_role(person.pk, role=Role.OFFICIAL, territory=make.territory("ilfov"), by=by, now=LONG_AGO + DAY)
    end_role(given.pk, by=by, now=LONG_AGO + DAY)
    grant_role(person.pk, role=Role.OFFICIAL, territory=torino, by=by, now=LONG_AGO + 2 * DAY)


@pytest.mark.parametrize(
    ("role", "columns", "said"),
    [
        (Role.AUDITOR, {}, "last day"),
        (Role.MANAGER, {"territory": "torino"}, "bound"),
        (Role.FACILITATOR, {}, "bound"),
        (Role.MANAGER, {"ends_at": LONG_AGO}, "ends after it begins"),
    ],
)
def test_what_the_database_would_refuse_is_said_in_a_sentence(role: Role, columns: dict, said: str) -> None:
    given = {**columns, "territory": make.territory("torino")} if "territory" in columns else columns
    with pytest.raises(RuleBroken, match=said):
        grant_role(make.user().pk, role=role, by=make.user(), now=LONG_AGO, **given)
    assert not RoleGrant.objects.exists()


def test_a_right_that_comes_from_an_assignment_is_not_ended_here() -> None:
    torino = make.territory("torino")
    grant = make.grant(make.user(), Role.TUTOR, company=make.company(territory=torino))
    with pytest.raises(RuleBroken, match="release the tutor"):
        end_role(grant.pk, by=make.user(), now=make.NOW)


# --- somebody who was never here ---------------------------------------------------------------


def test_an_account_is_opened_without_a_password_together_with_its_role() -> None:
    torino, by = make.territory("torino"), make.user()
    grant = open_account_with_role(
        "Nuova@Example.org", by=by, now=make.NOW, role=Role.OFFICIAL, territory=torino, **NEW
    )
    assert (grant.user.email, grant.user.has_usable_password(), grant.user.language) == (
        "nuova@example.org",
        False,
        "it",
    )
    assert EmailAddress.objects.filter(user=grant.user, primary=True, verified=False).exists()
    assert kinds() == [EventKind.ACCOUNT_OPENED, EventKind.ROLE_GRANTED]


def test_neither_account_nor_role_is_left_when_the_role_cannot_be_given() -> None:
    with pytest.raises(RuleBroken, match="bound"):
        open_account_with_role("new@example.org", by=make.user(), now=make.NOW, role=Role.OFFICIAL, **NEW)
    assert not User.objects.filter(email="new@example.org").exists()
    assert kinds() == []


def test_an_address_has_one_account() -> None:
    make.user(email="anna@example.org")
    with pytest.raises(RuleBroken, match="already an account"):
        open_account("ANNA@example.org", by=make.user(), now=make.NOW, **NEW)


# --- a manager is always left ------------------------------------------------------------------


def test_the_last_manager_stays() -> None:
    only, official = a_manager(), make.user()
    make.grant(make.user(is_active=False), Role.MANAGER)  # cannot sign in and therefore does not count
    for end in (
        lambda: end_role(only.grants.get().pk, by=official, now=make.NOW),
        lambda: close_account(only.pk, by=official, now=make.NOW, note="Left"),
    ):
        with pytest.raises(RuleBroken, match="always has a manager"):
            end()
    assert grants_of(fresh(only)).manager


def test_nobody_ends_the_own_last_role_of_manager_but_another_manager_does() -> None:
    one, other = a_manager(), a_manager()
    with pytest.raises(RuleBroken, match="lock yourself out"):
        end_role(one.grants.get().pk, by=one, now=make.NOW)
    end_role(one.grants.get().pk, by=other, now=make.NOW)
    assert not grants_of(fresh(one)).any


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_end_each_other_at_once_leave_one() -> None:
    one, other = a_manager(), a_manager()
    first, second = one.grants.get().pk, other.grants.get().pk
    done = at_once(
        [
            lambda: end_role(first, by=other, now=make.NOW),
            lambda: end_role(second, by=one, now=make.NOW),
        ]
    )
    assert sorted(done) == ["done", "refused"]
    assert RoleGrant.objects.filter(role=Role.MANAGER, ends_at=None).count() == 1


# --- somebody who left -------------------------------------------------------------------------


def test_a_closed_account_holds_no_role_and_keeps_its_history() -> None:
    by, person, torino = a_manager(), make.user(), make.territory("torino")
    make.grant(person, Role.FACILITATOR, territory=torino)
    make.grant(person, Role.OFFICIAL, territory=torino)
    close_account(person.pk, by=by, now=make.NOW, note="Retired")
    assert not fresh(person).is_active
    assert set(person.grants.values_list("ends_at", flat=True)) == {make.NOW}
    event = Event.objects.get()
    assert (event.kind, event.person, event.note) == (EventKind.ACCOUNT_CLOSED, person, "Retired")
    with pytest.raises(RuleBroken, match="already closed"):
        close_account(person.pk, by=by, now=make.NOW, note="Again")
    with pytest.raises(RuleBroken, match="closed"):
        grant_role(person.pk, role=Role.OFFICIAL, territory=torino, by=by, now=make.NOW)


def test_a_tutor_is_released_before_the_account_is_closed() -> None:
    person, torino = make.user(), make.territory("torino")
    make.grant(person, Role.TUTOR, company=make.company(territory=torino))
    with pytest.raises(RuleBroken, match="Release the tutor"):
        close_account(person.pk, by=a_manager(), now=make.NOW, note="Left")
    assert fresh(person).is_active


def test_whoever_comes_back_signs_in_and_gets_roles_anew() -> None:
    by, person = a_manager(), make.user()
    make.grant(person, Role.OFFICIAL, territory=make.territory())
    close_account(person.pk, by=by, now=make.NOW, note="Left")
    reopen_account(person.pk, by=by, now=make.NOW + DAY)
    assert fresh(person).is_active
    assert not grants_of(fresh(person)).any
    with pytest.raises(RuleBroken, match="is open"):
        reopen_account(person.pk, by=by, now=make.NOW + DAY)


# --- who may -----------------------------------------------------------------------------------


def test_managers_alone_see_and_change_the_roles_of_people() -> None:
    cast = assemble()
    place, company = (RoleGrant.objects.filter(company=company).first() for company in (None, cast.company_a))
    for name, user in cast.people.items():
        is_manager = name == "manager"
        assert people_visible_to(user).exists() is is_manager, name
        assert role_grants_visible_to(user).exists() is is_manager, name
        assert may_end_role(user, place) is is_manager, name
        assert may_end_role(user, company) is False, name
        assert may_close(user, cast.owner_a) is is_manager, name
        assert may_close(user, user) is False, name
    assert not may_close(cast.manager, make.user(is_superuser=True))
