"""What waits for staff: the queues of a territory, and how the territories stand beside each other."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from companies.models import Membership, Territory, User
from companies.people.access import grants_of
from programme.desk.rules import Todo, days_late, waiting_since
from programme.editions.models import Participation, Programme
from programme.milestones.models import Milestone
from programme.onboarding.models import Application
from programme.onboarding.states import ApplicationState
from programme.reports.models import ProgressReport
from programme.reports.queries import overdue, waiting_for_reviewer
from programme.reports.states import ReportState
from programme.tutors.models import Assignment

SHORT = 5
MINE = 20
MOST = 1000  # beyond that the exact number says no more, and costs the more the longer the queue is


@dataclass(frozen=True)
class Queue:
    """Things of one kind that wait for staff: the first few, how many there are, and where all of them are."""

    title: str
    rows: list[Todo]
    count: int
    url: str
    calm: str

    @property
    def how_many(self) -> str:
        """1.000+ where nobody counted further."""
        return number_format(min(self.count, MOST), force_grouping=True) + "+" * (self.count > MOST)


def report_todos(reports: QuerySet[Any], now: dt.datetime) -> list[Todo]:
    """Reports to review, the longest wait first."""
    rows = reports.select_related("milestone__participation__company")
    return [
        Todo(
            title=row.milestone.title,
            url=reverse("reports:detail", args=[row.pk]),
            action=_("Review"),
            why=f"{row.milestone.participation.company.name}, {waiting_since(row.saved_at, now)}",
            minutes=5,
        )
        for row in rows[:MINE]
    ]


def queues_of(territories: list[Territory], user: User, *, now: dt.datetime) -> list[Queue]:
    """What waits for a decision in my territories, and who is late or out of reach."""
    desk = Desk(territories, user, now)
    return [
        _applications(desk),
        Queue(
            _("To review"),
            report_todos(waiting_for_reviewer(user), now)[:SHORT],
            _count(waiting_for_reviewer(user)),
            f"{reverse('reports:list')}?state=sent",
            _("No report waits for a review."),
        ),
        *(_shortened(line, name) for name, line in ((name, line(desk)) for name, line in LINES.items())),
    ]


def _count(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("pk")[: MOST + 1].count()


@dataclass(frozen=True)
class Desk:
    """Where and when a facilitator looks."""

    territories: list[Territory]
    user: User
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now, self.territories[0].zone)

    @cached_property
    def editions(self) -> list[int]:
        """Those that run. They are asked for first: what is named by its key is found by index, in its order."""
        return _running_editions(self.today)

    @property
    def running(self) -> QuerySet[Participation]:
        rows = Participation.objects.filter(programme__in=self.editions, territory__in=self.territories, ended_at=None)
        return rows.select_related("company")


@dataclass(frozen=True)
class Line:
    """A whole queue: its rows, the key they are ordered by, and how one of them is told."""

    title: str
    rows: QuerySet[Any]
    keys: tuple[str, ...]
    told: Callable[[Any], Todo]
    calm: str


def _shortened(line: Line, name: str) -> Queue:
    todos = [line.told(row) for row in line.rows.order_by(*line.keys)[:SHORT]]
    return Queue(line.title, todos, _count(line.rows), reverse("desk:queue", args=[name]), line.calm)


def _applications(desk: Desk) -> Queue:
    rows = Application.objects.filter(territory__in=desk.territories, state=ApplicationState.SENT)
    todos = [
        Todo(
            str(row),
            reverse("onboarding:detail", args=[row.pk]),
            _("Decide"),
            waiting_since(row.sent_at or row.saved_at, desk.now),
            minutes=5,
        )
        for row in rows.order_by("sent_at", "pk")[:SHORT]
    ]
    return Queue(
        _("To admit"), todos, _count(rows), reverse("onboarding:list"), _("No application waits for an answer.")
    )


def late(desk: Desk) -> Line:
    """Milestones whose day is over without a report, the oldest first."""
    rows = _late(desk.editions, today=desk.today).filter(participation__territory__in=desk.territories)

    def told(row: Milestone) -> Todo:
        return Todo(
            row.participation.company.name,
            reverse("companyfile:file", args=[row.participation.company_id]),
            _("Open"),
            row.title,
            by=row.due_on,
            late_text=days_late(row.due_on, desk.today),
        )

    return Line(_("Late"), rows.select_related("participation__company"), ("due_on", "pk"), told, _("Nobody is late."))


def without_tutor(desk: Desk) -> Line:
    """Companies that take part and have no tutor, the longest wait first."""
    tutored = Assignment.objects.filter(participation=OuterRef("pk"), ended_at=None)

    def told(row: Participation) -> Todo:
        mine = row.territory_id in grants_of(desk.user).facilitates
        url = reverse("tutors:assign" if mine else "companyfile:file", args=[row.company_id])
        action = _("Assign") if mine else _("Open")
        return Todo(
            row.company.name, url, action, waiting_since(row.admitted_at, desk.now), minutes=2 if mine else None
        )

    rows = desk.running.filter(~Exists(tutored))
    return Line(_("Without a tutor"), rows, ("admitted_at", "pk"), told, _("Every company has a tutor."))


def out_of_reach(desk: Desk) -> Line:
    """Companies for which nobody with an active account speaks: no mail can reach them."""
    reachable = Membership.objects.filter(company=OuterRef("company"), ended_at=None, user__is_active=True)

    def told(row: Participation) -> Todo:
        return Todo(row.company.name, reverse("directory:people", args=[row.company_id]), _("See its people"))

    calm = _("Every company has somebody who can be reached.")
    return Line(_("Nobody to reach"), desk.running.filter(~Exists(reachable)), ("admitted_at", "pk"), told, calm)


# The queues that have a page of their own, by the name in its address.
LINES: dict[str, Callable[[Desk], Line]] = {
    "late": late,
    "without-tutor": without_tutor,
    "out-of-reach": out_of_reach,
}


@dataclass(frozen=True)
class TerritoryRow:
    """One territory at a glance."""

    territory: Territory
    applications: int
    oldest: dt.datetime | None
    reports: int
    without_tutor: int
    late: int


def overview(*, now: dt.datetime) -> list[TerritoryRow]:
    """Every territory with what waits in it; six queries, however many there are."""
    today = timezone.localdate(now)
    editions = _running_editions(today)
    running = Participation.objects.filter(programme__in=editions, ended_at=None)
    sent = Application.objects.filter(state=ApplicationState.SENT).order_by()
    rows = sent.values_list("territory").annotate(Count("pk"), Min("sent_at"))
    applications = {territory: (count, oldest) for territory, count, oldest in rows}
    reports = _counted(ProgressReport.objects.filter(state=ReportState.SENT), "milestone__participation__territory")
    tutored = Assignment.objects.filter(participation=OuterRef("pk"), ended_at=None)
    alone = _counted(running.filter(~Exists(tutored)), "territory")
    late = _counted(_late(editions, today=today), "participation__territory")
    return [
        TerritoryRow(
            territory,
            *applications.get(territory.pk, (0, None)),
            reports.get(territory.pk, 0),
            alone.get(territory.pk, 0),
            late.get(territory.pk, 0),
        )
        for territory in Territory.objects.all()
    ]


def _running_editions(today: dt.date) -> list[int]:
    return list(Programme.objects.filter(starts_on__lte=today, ends_on__gte=today).values_list("pk", flat=True))


def _late(editions: list[int], *, today: dt.date) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(participation__programme__in=editions, participation__ended_at=None)
    return overdue(rows, today=today)


def _counted(rows: QuerySet[Any], territory: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(territory).annotate(Count("pk")))
