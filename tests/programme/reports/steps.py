"""Milestones of two companies, asked for as the list asks."""

import datetime as dt
from typing import Any

from django.utils import timezone

from companies.models import User
from programme.models import Milestone
from programme.reports.queries import milestone_rows
from tests import make
from tests.cast import Cast, assemble

TODAY = timezone.localdate()


def planned() -> Cast:
    """The cast in an edition that runs today; the milestone of company A is due in forty days."""
    cast = assemble()
    cast.programme.starts_on, cast.programme.ends_on = TODAY - dt.timedelta(300), TODAY + dt.timedelta(300)
    cast.programme.save()
    Milestone.objects.update(due_on=TODAY + dt.timedelta(40))
    return cast


def titles(user: User, **wanted: Any) -> list[str]:
    return [row.title for row in milestone_rows(user, today=TODAY, **wanted)]


def step(
    cast: Cast, title: str, days: int, *, of: str = "participation_b", state: str = "", **columns: Any
) -> Milestone:
    """A milestone due in so many days; `state` is that of its report, with "!" where it reaches the milestone."""
    due_on = TODAY + dt.timedelta(days)
    row = make.milestone(getattr(cast, of), by=cast.facilitator, title=title, due_on=due_on, **columns)
    if state:
        make.report(row, by=cast.member_b, state=state.removesuffix("!"), completes=state.endswith("!"))
    return row
