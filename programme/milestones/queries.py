"""What can still be planned for a company, and which milestones bear a word."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from companies.models import Company
from companies.reference.rules import fold
from programme.editions.models import Participation
from programme.milestones.models import Milestone, MilestoneTemplate
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


def keys_by_word(q: str, *, titles: QuerySet[Milestone]) -> list[QuerySet[Any]]:
    """For each word the keys of the milestones that have it in their title, or in name or number of their company.

    Two searches in one set of keys, so that each uses its own index. `titles` are told to the reader.
    """
    found = []
    for word in fold(q).split():
        of_company = Milestone.objects.filter(participation__company__search__contains=word).order_by()
        found.append(of_company.values("pk").union(titles.filter(search__contains=word).order_by().values("pk")))
    return found
