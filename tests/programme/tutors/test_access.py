import pytest

from companies.models import User
from companies.people.states import Role
from programme.tutors.access import assignments_visible_to, may_assign, may_see_tutors, tutors_visible_to
from tests import make

# may see the page, sees the tutor of Torino, sees the assignment in Torino, may assign in Torino
EXPECTED = {
    "nobody": (False, False, False, False),
    "member": (False, False, False, False),
    "the tutor": (False, False, False, False),
    "facilitator of torino": (True, True, True, True),
    "facilitator of ilfov": (True, False, False, False),
    "official of torino": (False, False, False, False),
    "manager": (True, True, True, False),
    "auditor": (True, True, True, False),
}


@pytest.fixture
def people(db: None) -> dict[str, User]:
    torino, ilfov = make.territory("torino"), make.territory("ilfov")
    people = {name: make.user(name) for name in EXPECTED}
    make.grant(people["the tutor"], Role.TUTOR, territory=torino)
    make.grant(people["facilitator of torino"], Role.FACILITATOR, territory=torino)
    make.grant(people["facilitator of ilfov"], Role.FACILITATOR, territory=ilfov)
    make.grant(people["official of torino"], Role.OFFICIAL, territory=torino)
    make.grant(people["manager"], Role.MANAGER)
    make.grant(people["auditor"], Role.AUDITOR)
    company = make.company(territory=torino, owner=people["member"])
    participation = make.participation(company, make.programme("two", torino, ilfov), by=people["nobody"])
    make.assignment(participation, make.tutor(people["the tutor"]), by=people["nobody"])
    return people


@pytest.mark.parametrize("name", EXPECTED)
def test_who_sees_tutors_and_who_assigns(people: dict[str, User], name: str) -> None:
    user = User.objects.get(pk=people[name].pk)
    participation = make.Participation.objects.get()
    assert (
        may_see_tutors(user),
        tutors_visible_to(user).exists(),
        assignments_visible_to(user).exists(),
        may_assign(user, participation),
    ) == EXPECTED[name]
