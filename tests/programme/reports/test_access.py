import pytest

from programme.reports.access import may_decide, may_write, reports_visible_to
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db

# person: (sees a draft of A, sees what A sent, may write for A, may decide what A sent)
TRUTH = {
    "owner_a": (True, True, True, False),
    "member_a": (True, True, True, False),
    "tutor_a": (False, True, False, True),
    "facilitator": (False, True, False, True),
    "manager": (False, True, False, False),
    "auditor": (False, True, False, False),
    "official": (False, False, False, False),
    "member_b": (False, False, False, False),
    "other_tutor": (False, False, False, False),
    "facilitator_ilfov": (False, False, False, False),
    "stranger": (False, False, False, False),
}


def test_who_sees_writes_and_decides():
    cast = assemble()
    draft = make.report(cast.milestone, by=cast.owner_a)
    sent = make.report(make.milestone(cast.participation_a, by=cast.tutor_a), by=cast.owner_a, state="sent")
    found = {}
    for name in TRUTH:
        person = cast.people[name]
        seen = set(reports_visible_to(person))
        found[name] = (draft in seen, sent in seen, may_write(person, cast.milestone), may_decide(person, sent))
    assert found == TRUTH


def test_a_facilitator_who_also_acts_for_the_company_does_not_decide():
    cast = assemble()
    make.membership(cast.facilitator, cast.company_a)
    sent = make.report(cast.milestone, by=cast.owner_a, state="sent")
    assert not may_decide(cast.facilitator, sent)
