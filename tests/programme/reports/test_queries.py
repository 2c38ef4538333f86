import datetime as dt

import pytest

from programme.models import Decision, Milestone, Sending
from programme.reports.queries import overdue, plan_of, waiting_for_company, waiting_for_reviewer, with_standing
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def sending(report, by, *, verdict=None, completes=True, reviewer=None):
    row = Sending.objects.create(
        report=report, number=report.sendings.count() + 1, text="x", completes=completes, sent_at=make.NOW, sent_by=by
    )
    if verdict:
        Decision.objects.create(sending=row, verdict=verdict, note="n", decided_at=make.NOW, decided_by=reviewer or by)


@pytest.mark.parametrize(("days", "standing"), [(-1, "overdue"), (0, "due_soon"), (14, "due_soon"), (15, "planned")])
def test_without_a_report_the_day_alone_decides(cast, days, standing):
    row = make.milestone(cast.participation_a, by=cast.tutor_a, due_on=make.TODAY + dt.timedelta(days=days))
    assert with_standing(Milestone.objects.all(), today=make.TODAY).get(pk=row.pk).standing == standing


@pytest.mark.parametrize(
    ("state", "verdict", "completes", "standing"),
    [
        ("draft", None, True, "overdue"),
        ("sent", None, True, "with_reviewer"),
        ("returned", "returned", True, "returned"),
        ("accepted", "accepted", True, "achieved"),
        ("accepted", "accepted", False, "overdue"),
    ],
)
def test_the_report_goes_before_the_day(cast, state, verdict, completes, standing):
    row = make.milestone(cast.participation_a, by=cast.tutor_a, due_on=make.TODAY - dt.timedelta(days=9))
    report = make.report(row, by=cast.owner_a, state=state, completes=completes)
    if state != "draft":
        sending(report, cast.owner_a, verdict=verdict, completes=completes)
    assert with_standing(Milestone.objects.all(), today=make.TODAY).get(pk=row.pk).standing == standing
    late = overdue(Milestone.objects.filter(pk=row.pk), today=make.TODAY)
    assert late.exists() == (standing == "overdue")


def test_achieved_stays_achieved_when_more_is_reported_later(cast):
    done = make.report(cast.milestone, by=cast.owner_a, state="accepted", completes=True)
    sending(done, cast.owner_a, verdict="accepted")
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    assert with_standing(Milestone.objects.all(), today=make.TODAY).get().standing == "achieved"


def test_a_dropped_milestone_has_no_standing(cast):
    cast.milestone.dropped_at, cast.milestone.dropped_by = make.NOW, cast.tutor_a
    cast.milestone.save()
    assert not with_standing(Milestone.objects.all(), today=make.TODAY).exists()


def test_what_waits_for_the_company_comes_by_day(cast):
    late = make.milestone(cast.participation_a, by=cast.tutor_a, due_on=make.TODAY - dt.timedelta(days=9))
    soon = make.milestone(cast.participation_a, by=cast.tutor_a, due_on=make.TODAY + dt.timedelta(days=2))
    assert list(waiting_for_company(Milestone.objects.all(), today=make.TODAY)) == [late, soon]


def test_a_sent_report_waits_for_tutor_and_facilitator_only(cast):
    make.report(cast.milestone, by=cast.owner_a, state="sent")
    waiting = {name for name, person in cast.people.items() if waiting_for_reviewer(person).exists()}
    assert waiting == {"tutor_a", "facilitator", "staff_without_factor"}


def test_the_plan_shows_the_running_edition_first_and_the_earlier_ones_apart(cast):
    past = make.programme("first", cast.torino, starts_on=dt.date(2022, 5, 1), ends_on=dt.date(2024, 12, 31))
    old = make.milestone(
        make.participation(cast.company_a, past, by=cast.facilitator), by=cast.tutor_a, due_on=dt.date(2024, 3, 1)
    )
    plan = plan_of(cast.company_a, today=make.TODAY)
    assert plan.milestones == [cast.milestone] and plan.earlier == [old] and plan.achieved == 0
