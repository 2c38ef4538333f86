"""What can still be planned for a company."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from companies.models import Company
from programme.editions.models import Participation
from programme.milestones.models import MilestoneTemplate
from programme.milestones.rules import suggested_due_on


@dataclass(frozen=True)
class Suggestion:
    """A template that the company has not planned yet, with a day that fits."""

    template: MilestoneTemplate
    due_on: dt.date
    one_time_key: uuid.UUID = field(default_factory=uuid.uuid4)


def current_participation(company: Company, *, today: dt.date) -> Participation | None:
    """The participation that runs today, else the latest one."""
    rows = list(company.participations.select_related("programme", "territory").order_by("-programme__starts_on")[:10])
    running = [row for row in rows if row.programme.runs_on(today) and not row.ended_at]
    return next(iter(running or rows), None)


def suggestions(participation: Participation, *, today: dt.date) -> list[Suggestion]:
    """The templates in use that are not planned yet, in their order."""
    planned = participation.milestones.filter(template__isnull=False, dropped_at=None).values("template_id")
    admitted_on = timezone.localdate(participation.admitted_at, participation.territory.zone)
    return [
        Suggestion(
            template,
            suggested_due_on(
                admitted_on=admitted_on,
                days=template.due_after_days,
                today=today,
                ends_on=participation.programme.ends_on,
            ),
        )
        for template in MilestoneTemplate.objects.filter(in_use=True)
        .exclude(pk__in=planned)
        .select_related("indicator")
    ]
