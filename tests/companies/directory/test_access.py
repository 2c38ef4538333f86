"""Who sees the people of a company, and who may change them: the whole table."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from companies.directory import access
from companies.directory.states import JoinState
from companies.models import Membership, User
from companies.people.states import Role
from tests import make

pytestmark = pytest.mark.django_db

Cast = dict[str, User]


@pytest.fixture
def scene() -> dict[str, Any]:
    torino, ilfov = make.territory("torino"), make.territory("ilfov")
    cast = {name: make.user(name) for name in ("owner", "contributor", "consultant", "former", "stranger", "disabled")}
    company = make.company("Alfa", territory=torino, owner=cast["owner"])
    make.membership(cast["contributor"], company)
    make.membership(cast["consultant"], company, role=Membership.Role.CONSULTANT)
    make.membership(cast["former"], company, ended_at=make.NOW)
    make.membership(cast["disabled"], company, role=Membership.Role.OWNER)
    User.objects.filter(pk=cast["disabled"].pk).update(is_active=False)
    for name, role, where in (
        ("facilitator", Role.FACILITATOR, {"territory": torino}),
        ("facilitator elsewhere", Role.FACILITATOR, {"territory": ilfov}),
        ("official", Role.OFFICIAL, {"territory": torino}),
        ("tutor", Role.TUTOR, {"company": company}),
        ("other tutor", Role.TUTOR, {"territory": torino}),
        ("manager", Role.MANAGER, {}),
        ("auditor", Role.AUDITOR, {}),
    ):
        cast[name] = make.user(name)
        make.grant(cast[name], role, **where)
    return {"cast": {name: User.objects.get(pk=user.pk) for name, user in cast.items()}, "company": company}


def those(scene: dict[str, Any], may: Any) -> set[str]:
    return {name for name, user in scene["cast"].items() if may(user)}


MEMBERS = {"owner", "contributor", "consultant"}


def test_who_sees_name_and_stage_of_a_company(scene: dict[str, Any]) -> None:
    seen = those(scene, lambda user: access.companies_visible_to(user).exists())
    assert seen == MEMBERS | {"facilitator", "official", "tutor", "manager", "auditor"}


def test_who_opens_the_file_of_a_company(scene: dict[str, Any]) -> None:
    seen = those(scene, lambda user: access.companies_readable_by(user).exists())
    assert seen == MEMBERS | {"facilitator", "tutor", "manager", "auditor"}


def test_who_sees_its_people(scene: dict[str, Any]) -> None:
    company = scene["company"]
    expected = MEMBERS | {"facilitator", "tutor", "manager", "auditor"}
    assert those(scene, lambda user: access.may_see_people(user, company)) == expected
    assert those(scene, lambda user: access.memberships_visible_to(user).exists()) == expected


def test_who_invites(scene: dict[str, Any]) -> None:
    assert those(scene, lambda user: access.may_invite(user, scene["company"])) == {"owner", "facilitator"}


def test_who_changes_a_role_and_who_ends_a_membership(scene: dict[str, Any]) -> None:
    row = Membership.objects.select_related("company").get(user=scene["cast"]["contributor"])
    assert those(scene, lambda user: access.may_change_people(user, row)) == {"owner", "facilitator"}
    assert those(scene, lambda user: access.may_end(user, row)) == {"owner", "facilitator", "contributor"}
    assert those(scene, lambda user: access.may_hand_over(user, row)) == {"owner"}


def test_nobody_hands_over_to_oneself(scene: dict[str, Any]) -> None:
    row = Membership.objects.select_related("company").get(user=scene["cast"]["owner"])
    assert not access.may_hand_over(scene["cast"]["owner"], row)


def test_the_owner_answers_a_request_to_join_and_the_facilitator_only_reads_it(scene: dict[str, Any]) -> None:
    asked = make.join_request(scene["cast"]["stranger"], scene["company"])
    assert those(scene, lambda user: access.join_requests_answerable_by(user).exists()) == {"owner"}
    seen = those(scene, lambda user: access.join_requests_visible_to(user).exists())
    assert seen == {"owner", "stranger", "facilitator"}
    assert those(scene, lambda user: access.may_answer_join(user, asked)) == {"owner", "facilitator"}


def test_where_nobody_speaks_for_a_company_the_facilitator_of_its_territory_decides(scene: dict[str, Any]) -> None:
    Membership.objects.exclude(user=scene["cast"]["disabled"]).update(ended_at=make.NOW)
    make.join_request(scene["cast"]["stranger"], scene["company"])
    people = {name: User.objects.get(pk=user.pk) for name, user in scene["cast"].items()}
    answering = {name for name, user in people.items() if access.join_requests_answerable_by(user).exists()}
    assert answering == {"facilitator"}


def test_nobody_answers_ones_own_request(scene: dict[str, Any]) -> None:
    Membership.objects.update(ended_at=make.NOW)
    facilitator = User.objects.get(pk=scene["cast"]["facilitator"].pk)
    asked = make.join_request(facilitator, scene["company"])
    assert not access.join_requests_answerable_by(facilitator).exists()
    assert not access.may_answer_join(facilitator, asked)
    assert asked.state == JoinState.WAITING


@pytest.mark.parametrize(
    ("invited", "held", "verified", "open_to"),
    [
        ("anna@example.org", "Anna@Example.org", True, True),
        ("ANNA@example.org", "anna@example.org", True, True),
        ("anna@example.org", "anna@example.org", False, False),
        ("anna@example.org", "else@example.org", True, False),
    ],
)
def test_an_invitation_is_for_whoever_proved_to_hold_the_address(
    scene: dict[str, Any], invited: str, held: str, verified: bool, open_to: bool
) -> None:
    person = scene["cast"]["stranger"]
    EmailAddress.objects.create(user=person, email=held, verified=verified)
    make.invitation(scene["company"], by=scene["cast"]["owner"], email=invited)
    assert access.invitations_acceptable_by(person).exists() is open_to
    assert not access.invitations_acceptable_by(scene["cast"]["former"]).exists()


def test_a_cancelled_or_accepted_invitation_is_open_to_nobody(scene: dict[str, Any]) -> None:
    person, owner = scene["cast"]["stranger"], scene["cast"]["owner"]
    EmailAddress.objects.create(user=person, email="anna@example.org", verified=True)
    make.invitation(scene["company"], by=owner, email="anna@example.org", cancelled_at=make.NOW)
    make.invitation(scene["company"], by=owner, email="anna@example.org", accepted_at=make.NOW, accepted_by=person)
    assert not access.invitations_acceptable_by(person).exists()


def test_whoever_knows_the_number_may_ask_to_join_and_nobody_else(scene: dict[str, Any]) -> None:
    stranger, number = scene["cast"]["stranger"], scene["company"].identifiers.get().normalised
    assert access.companies_joinable_by(stranger, number=number).exists()
    assert not access.companies_joinable_by(stranger, number="").exists()
    assert access.companies_joinable_by(scene["cast"]["official"], number="").exists()
