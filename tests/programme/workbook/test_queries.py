"""Every row that a number rests on stands in the workbook, as of the day."""

import datetime as dt
from typing import Any

import pytest

from programme.dashboards.queries import Scope, dashboard_of, scope_for
from programme.models import Decision, EvidenceFile, Indicator, Milestone, Participation, Sending
from programme.workbook.queries import may_have_workbook, workbook_on
from tests import make
from tests.cast import Cast
from tests.programme.counters.records import answered, sent
from tests.programme.dashboards.records import others

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def sheets(scope: Scope) -> dict[str, list[dict[str, Any]]]:
    return {
        sheet.title: [dict(zip([column.title for column in sheet.columns], row, strict=True)) for row in sheet.rows]
        for sheet in workbook_on(scope)
    }


def scope_of(cast: Cast, name: str = "manager", **choice: str) -> Scope:
    scope = scope_for(cast.people[name], "second", now=make.NOW, **choice)
    assert scope
    return scope


@pytest.mark.parametrize(
    ("name", "may"), [("manager", True), ("facilitator", True), ("auditor", True), ("official", False)]
)
def test_who_may_have_it(cast: Cast, name: str, may: bool) -> None:
    assert may_have_workbook(scope_of(cast, name)) is may


def test_the_sheets_hold_all_rows_of_the_day(cast: Cast, kwh: Indicator) -> None:
    others(cast, kwh, 4)
    scope = scope_of(cast)
    found = sheets(scope)
    running = Participation.objects.filter(programme=cast.programme, ended_at=None)
    assert len(found["Companies"]) == running.count() == dashboard_of(scope).companies
    assert len(found["Milestones"]) == Milestone.objects.filter(participation__in=running, dropped_at=None).count()
    assert len(found["Reports"]) == Sending.objects.count() > 0
    assert len(found["Figures"]) == Sending.objects.filter(figures__isnull=False).count() > 0
    assert len(found["Evidence"]) == EvidenceFile.sendings.through.objects.count()
    hashes = {row["SHA-256"] for row in found["Evidence"]}
    assert hashes == set(EvidenceFile.objects.filter(sendings__isnull=False).values_list("sha256", flat=True))


def test_an_answer_that_came_after_the_day_is_not_told(cast: Cast) -> None:
    by = cast.people["facilitator"]
    milestone = make.milestone(Participation.objects.get(company=cast.company_a, programme=cast.programme), by=by)
    answered(sent(milestone, at=make.NOW - 4 * DAY, by=by), at=make.NOW - 2 * DAY, by=by)
    before = sheets(scope_of(cast, day=(make.TODAY - 3 * DAY).isoformat()))["Reports"][-1]
    after = sheets(scope_of(cast))["Reports"][-1]
    assert (before["Answer"], before["Answered"]) == (None, None)
    assert after["Answer"] == str(Decision.Verdict.ACCEPTED.label)
    assert after["Answered"].tzinfo is None
    assert sheets(scope_of(cast, day=(make.TODAY - 5 * DAY).isoformat()))["Reports"] == []


def test_as_many_queries_for_few_rows_as_for_many(cast: Cast, kwh: Indicator, django_assert_num_queries: Any) -> None:
    for more in (1, 4):
        others(cast, kwh, more)
        scope = scope_of(cast)
        with django_assert_num_queries(7):
            sheets(scope)
