import pytest

from programme.milestones.access import may_move, may_plan, milestones_visible_to
from tests.cast import assemble

pytestmark = pytest.mark.django_db

# person: (sees the milestone of A, may plan for A, may move its day)
TRUTH = {
    "owner_a": (True, True, False),
    "member_a": (True, True, False),
    "tutor_a": (True, True, True),
    "facilitator": (True, True, True),
    "manager": (True, False, False),
    "auditor": (True, False, False),
    "official": (False, False, False),
    "member_b": (False, False, False),
    "other_tutor": (False, False, False),
    "facilitator_ilfov": (False, False, False),
    "stranger": (False, False, False),
}


def test_who_sees_plans_and_moves():
    cast = assemble()
    found = {
        name: (
            milestones_visible_to(cast.people[name]).filter(pk=cast.milestone.pk).exists(),
            may_plan(cast.people[name], cast.company_a),
            may_move(cast.people[name], cast.company_a),
        )
        for name in TRUTH
    }
    assert found == TRUTH
