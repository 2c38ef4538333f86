"""How people come to a company, change and leave."""

import pytest

from companies.directory import actions
from companies.directory.states import JoinState
from companies.models import Company, Event, Invitation, JoinRequest, Membership, User
from companies.people.states import Role
from sme4green.errors import RuleBroken
from tests import make
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
OWNER, CONTRIBUTOR = Membership.Role.OWNER, Membership.Role.CONTRIBUTOR


@pytest.fixture
def owner() -> User:
    return make.user("Olga")


@pytest.fixture
def company(owner: User) -> Company:
    return make.company("Alfa", territory=make.territory("torino"), owner=owner)


@pytest.fixture
def facilitator(company: Company) -> User:
    person = make.user("Fabio")
    make.grant(person, Role.FACILITATOR, territory=company.territory)
    return person


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_an_invited_person_acts_for_the_company_after_accepting(company: Company, owner: User) -> None:
    invited = actions.invite_person(company.pk, by=owner, now=make.NOW, email=" Anna@Example.org", role=CONTRIBUTOR)
    assert invited.email == "anna@example.org"
    anna = make.user("Anna")
    membership = actions.accept_invitation(invited.pk, by=anna, now=make.NOW)
    assert (membership.user, membership.role, membership.since_at) == (anna, CONTRIBUTOR, make.NOW)
    assert events() == ["member_invited", "member_added"]


@pytest.mark.parametrize("email", ["anna@example.org", "ANNA@example.org"])
def test_an_address_is_invited_once(company: Company, owner: User, email: str) -> None:
    actions.invite_person(company.pk, by=owner, now=make.NOW, email="anna@example.org", role=CONTRIBUTOR)
    with pytest.raises(RuleBroken, match="already invited"):
        actions.invite_person(company.pk, by=owner, now=make.NOW, email=email, role=OWNER)


def test_somebody_who_is_in_is_not_invited(company: Company, owner: User) -> None:
    with pytest.raises(RuleBroken, match="already acts"):
        actions.invite_person(company.pk, by=owner, now=make.NOW, email=owner.email.upper(), role=CONTRIBUTOR)


def test_the_first_person_of_a_company_is_invited_as_owner(facilitator: User) -> None:
    empty = make.company(territory=make.territory())
    with pytest.raises(RuleBroken, match="as its owner"):
        actions.invite_person(empty.pk, by=facilitator, now=make.NOW, email="a@example.org", role=CONTRIBUTOR)
    assert actions.invite_person(empty.pk, by=facilitator, now=make.NOW, email="a@example.org", role=OWNER)


def test_a_cancelled_invitation_cannot_be_accepted_nor_cancelled_again(company: Company, owner: User) -> None:
    invited = make.invitation(company, by=owner)
    actions.cancel_invitation(invited.pk, by=owner, now=make.NOW)
    with pytest.raises(RuleBroken, match="was cancelled"):
        actions.accept_invitation(invited.pk, by=make.user(), now=make.NOW)
    with pytest.raises(RuleBroken, match="was cancelled"):
        actions.cancel_invitation(invited.pk, by=owner, now=make.NOW)
    assert events() == ["invitation_cancelled"]


def test_an_invitation_is_accepted_once(company: Company, owner: User) -> None:
    invited = make.invitation(company, by=owner)
    actions.accept_invitation(invited.pk, by=make.user(), now=make.NOW)
    with pytest.raises(RuleBroken, match="already accepted"):
        actions.accept_invitation(invited.pk, by=make.user(), now=make.NOW)


def test_a_member_cannot_accept_a_second_invitation(company: Company, owner: User) -> None:
    invited = make.invitation(company, by=owner)
    with pytest.raises(RuleBroken, match="already acts"):
        actions.accept_invitation(invited.pk, by=owner, now=make.NOW)
    assert Invitation.objects.get().accepted_at is None


def test_an_owner_lets_a_person_in_with_the_role_chosen(company: Company, owner: User) -> None:
    anna = make.user("Anna")
    asked = actions.ask_to_join(company.pk, by=anna, now=make.NOW, message="I keep the books.")
    actions.accept_join(asked.pk, by=owner, now=make.NOW, role=Membership.Role.CONSULTANT)
    assert Membership.objects.get(user=anna).role == Membership.Role.CONSULTANT
    assert JoinRequest.objects.get().state == JoinState.ACCEPTED
    assert events() == ["join_asked", "join_accepted"]


def test_a_refused_person_is_told_why_and_may_ask_again(company: Company, owner: User) -> None:
    anna = make.user("Anna")
    asked = actions.ask_to_join(company.pk, by=anna, now=make.NOW, message="Hello")
    actions.refuse_join(asked.pk, by=owner, now=make.NOW, note="We do not know you.")
    assert Event.objects.get(kind="join_refused").note == "We do not know you."
    assert not Membership.objects.filter(user=anna).exists()
    assert actions.ask_to_join(company.pk, by=anna, now=make.NOW, message="It is me")


def test_asking_twice_and_asking_as_a_member_is_refused(company: Company, owner: User) -> None:
    anna = make.user("Anna")
    actions.ask_to_join(company.pk, by=anna, now=make.NOW, message="Hello")
    with pytest.raises(RuleBroken, match="already asked"):
        actions.ask_to_join(company.pk, by=anna, now=make.NOW, message="Hello?")
    with pytest.raises(RuleBroken, match="already act"):
        actions.ask_to_join(company.pk, by=owner, now=make.NOW, message="Hello")


def test_the_facilitator_who_decides_a_claim_makes_the_first_person_owner(facilitator: User) -> None:
    empty = make.company(territory=facilitator.grants.get().territory)
    asked = actions.ask_to_join(empty.pk, by=make.user(), now=make.NOW, message="It is mine.")
    membership = actions.accept_join(asked.pk, by=facilitator, now=make.NOW, role=CONTRIBUTOR)
    assert membership.role == OWNER


def test_once_somebody_speaks_for_a_company_its_owner_answers(company: Company, facilitator: User) -> None:
    asked = make.join_request(make.user(), company)
    with pytest.raises(RuleBroken, match="its owner answers"):
        actions.accept_join(asked.pk, by=facilitator, now=make.NOW, role=CONTRIBUTOR)


def test_whoever_answers_second_is_told_who_was_first(company: Company, owner: User) -> None:
    other = make.user("Piero")
    make.membership(other, company, role=OWNER)
    asked = make.join_request(make.user(), company)
    actions.refuse_join(asked.pk, by=owner, now=make.NOW, note="No")
    with pytest.raises(RuleBroken, match="Olga has already answered"):
        actions.accept_join(asked.pk, by=other, now=make.NOW, role=CONTRIBUTOR)


def test_the_last_owner_can_neither_leave_nor_be_demoted(company: Company, owner: User) -> None:
    make.membership(make.user(), company)
    gone = make.user(is_active=False)
    make.membership(gone, company, role=OWNER)
    own = Membership.objects.get(user=owner)
    for act in (
        lambda: actions.end_membership(own.pk, by=owner, now=make.NOW),
        lambda: actions.change_role(own.pk, by=owner, now=make.NOW, role=CONTRIBUTOR),
    ):
        with pytest.raises(RuleBroken, match="always has an owner"):
            act()
    own.refresh_from_db()
    assert (own.role, own.ended_at, events()) == (OWNER, None, [])


def test_a_company_is_handed_over_in_one_step(company: Company, owner: User) -> None:
    anna = make.membership(make.user("Anna"), company)
    actions.hand_over(anna.pk, by=owner, now=make.NOW)
    roles = dict(Membership.objects.values_list("user__name", "role"))
    assert roles == {"Anna": OWNER, "Olga": CONTRIBUTOR}
    assert events() == ["member_role_changed"]
    with pytest.raises(RuleBroken, match="no longer owner"):
        actions.hand_over(anna.pk, by=owner, now=make.NOW)


def test_a_second_owner_may_be_made_and_the_first_may_leave(company: Company, owner: User) -> None:
    anna = make.membership(make.user("Anna"), company)
    actions.change_role(anna.pk, by=owner, now=make.NOW, role=OWNER)
    actions.change_role(anna.pk, by=owner, now=make.NOW, role=OWNER)  # nothing to do, nothing written
    own = actions.end_membership(Membership.objects.get(user=owner).pk, by=owner, now=make.NOW)
    assert own.ended_at == make.NOW
    assert events() == ["member_role_changed", "member_left"]
    with pytest.raises(RuleBroken, match="no longer acts"):
        actions.end_membership(own.pk, by=owner, now=make.NOW)


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_in_the_same_second_do_not_leave_a_company_without_one() -> None:
    first, second = make.user("First"), make.user("Second")
    company = make.company(territory=make.territory(), owner=first)
    rows = [Membership.objects.get(user=first), make.membership(second, company, role=OWNER)]
    outcomes = at_once([lambda row=row: actions.end_membership(row.pk, by=row.user, now=make.NOW) for row in rows])
    assert sorted(outcomes) == ["done", "refused"]
    assert company.memberships.filter(ended_at=None, role=OWNER).count() == 1
