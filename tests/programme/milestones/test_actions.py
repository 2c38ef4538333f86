import datetime as dt
import uuid
from decimal import Decimal

import pytest

from companies.journal.states import EventKind
from companies.models import Event
from programme.milestones.actions import drop_milestone, move_due_day, plan_milestone, revise_milestone
from programme.models import Milestone
from sme4green.errors import RuleBroken
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def plan(cast, **columns):
    known = {"one_time_key": uuid.uuid4(), "title": "Less gas", "due_on": make.TODAY + dt.timedelta(days=30)}
    return plan_milestone(cast.participation_a.pk, by=cast.owner_a, now=make.NOW, **(known | columns))


def test_a_planned_milestone_remembers_its_first_day_and_is_in_the_journal(cast):
    milestone = plan(cast)
    assert milestone.original_due_on == milestone.due_on
    event = Event.objects.get()
    assert (event.kind, event.subject_id, event.company) == (EventKind.MILESTONE_PLANNED, milestone.pk, cast.company_a)


def test_the_same_form_sent_twice_plans_one_milestone(cast):
    key = uuid.uuid4()
    assert plan(cast, one_time_key=key).pk == plan(cast, one_time_key=key).pk
    assert Event.objects.count() == 1


def test_a_ready_step_is_planned_once(cast):
    step = make.template("understand")
    plan(cast, template=step)
    with pytest.raises(RuleBroken, match="already planned"):
        plan(cast, template=step)


def test_a_dropped_step_may_be_planned_again(cast):
    step = make.template("understand")
    first = plan(cast, template=step)
    drop_milestone(first.pk, by=cast.facilitator, now=make.NOW, reason="too early")
    assert plan(cast, template=step).pk != first.pk


def test_a_day_after_the_edition_is_refused_with_its_days(cast):
    with pytest.raises(RuleBroken, match="runs from"):
        plan(cast, due_on=cast.programme.ends_on + dt.timedelta(days=1))
    assert not Milestone.objects.exclude(pk=cast.milestone.pk).exists()


def test_the_last_day_of_the_edition_is_still_good(cast):
    assert plan(cast, due_on=cast.programme.ends_on).pk


def test_a_target_needs_an_indicator_and_stays_within_its_bounds(cast):
    share = make.indicator("share", unit="%", highest=Decimal(100))
    with pytest.raises(RuleBroken, match="needs an indicator"):
        plan(cast, target=Decimal(5))
    with pytest.raises(RuleBroken, match="cannot be above 100 %"):
        plan(cast, indicator=share, target=Decimal(101))


def test_nothing_is_planned_for_a_company_that_left(cast):
    cast.participation_a.ended_at, cast.participation_a.ended_by = make.NOW, cast.facilitator
    cast.participation_a.save()
    with pytest.raises(RuleBroken, match="no longer takes part"):
        plan(cast)


def revise(cast, **columns):
    known = {"version": 1, "title": "Changed", "description": "", "indicator": None, "baseline": None, "target": None}
    return revise_milestone(cast.milestone.pk, by=cast.owner_a, now=make.NOW, **(known | columns))


def test_a_stale_edit_is_refused_and_the_first_one_stays(cast):
    revise(cast, title="By the owner")
    with pytest.raises(RuleBroken, match="meanwhile"):
        revise(cast, title="By a colleague who looked away")
    cast.milestone.refresh_from_db()
    assert cast.milestone.title == "By the owner"


def test_moving_a_day_keeps_the_first_and_the_former_day(cast):
    first = cast.milestone.due_on
    for days in (10, 20):
        move_due_day(
            cast.milestone.pk, by=cast.tutor_a, now=make.NOW, due_on=first + dt.timedelta(days=days), reason="late part"
        )
    cast.milestone.refresh_from_db()
    assert cast.milestone.original_due_on == first
    assert [move.former_due_on for move in cast.milestone.moves.all()] == [first, first + dt.timedelta(days=10)]


def test_moving_to_the_same_day_says_so(cast):
    with pytest.raises(RuleBroken, match="already due on that day"):
        move_due_day(cast.milestone.pk, by=cast.tutor_a, now=make.NOW, due_on=cast.milestone.due_on, reason="x")


def test_a_dropped_milestone_no_longer_changes(cast):
    drop_milestone(cast.milestone.pk, by=cast.tutor_a, now=make.NOW, reason="machine not bought")
    with pytest.raises(RuleBroken, match="dropped"):
        revise(cast)


def test_nothing_planned_changes_after_the_company_left(cast):
    cast.participation_a.ended_at, cast.participation_a.ended_by = make.NOW, cast.facilitator
    cast.participation_a.save()
    asked = {"by": cast.tutor_a, "now": make.NOW}
    with pytest.raises(RuleBroken, match="no longer takes part"):
        move_due_day(cast.milestone.pk, due_on=make.TODAY, reason="x", **asked)
    with pytest.raises(RuleBroken, match="no longer takes part"):
        drop_milestone(cast.milestone.pk, reason="x", **asked)


def test_a_milestone_is_searched_by_its_title_as_it_is_now(cast):
    milestone = plan(cast, title="Schimbă Cuptorul")
    assert milestone.search == "schimba cuptorul"
    revised = revise_milestone(
        milestone.pk,
        by=cast.tutor_a,
        now=make.NOW,
        version=1,
        title="ﷺ" * 150,
        description="",
        indicator=None,
        baseline=None,
        target=None,
    )
    revised.refresh_from_db()
    assert len(revised.search) == 300
