"""What waits for staff: the queues of a territory, and how the territories stand beside each other."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Membership, Territory, User
from programme.desk.rules import Todo, days_late, waiting_since
from programme.editions.models import Participation
from programme.milestones.models import Milestone
from programme.onboarding.models import Application
from programme.onboarding.states import ApplicationState
from programme.reports.models import ProgressReport
from programme.reports.queries import waiting_for_reviewer, with_standing
from programme.reports.states import ReportState, Standing
from programme.tutors.models import Assignment

SHORT = 5
MINE = 20


@dataclass(frozen=True)
class Queue:
    """Things of one kind that wait for staff: the first few, how many there are, and where all of them are."""

    title: str
    rows: list[Todo]
    count: int
    url: str
    calm: str


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
    today = timezone.localdate(now, territories[0].zone)
    running = Participation.objects.filter(
        territory__in=territories, ended_at=None, programme__starts_on__lte=today, programme__ends_on__gte=today
    ).select_related("company")
    return [
        _applications(territories, now),
        _reports(user, now),
        _without_tutor(running, now),
        _overdue(running, today),
        _out_of_reach(running),
    ]


def _applications(territories: list[Territory], now: dt.datetime) -> Queue:
    rows = Application.objects.filter(territory__in=territories, state=ApplicationState.SENT).order_by("sent_at", "pk")
    todos = [
        Todo(
            str(row),
            reverse("onboarding:detail", args=[row.pk]),
            _("Decide"),
            waiting_since(row.sent_at, now),
            minutes=5,
        )
        for row in rows[:SHORT]
    ]
    return Queue(
        _("To admit"), todos, rows.count(), reverse("onboarding:list"), _("No application waits for an answer.")
    )


def _reports(user: User, now: dt.datetime) -> Queue:
    """Reports of my territory; those of tutored companies too, since silence there is mine to notice."""
    rows = waiting_for_reviewer(user)
    url = f"{reverse('reports:list')}?state=sent"
    return Queue(_("To review"), report_todos(rows, now)[:SHORT], rows.count(), url, _("No report waits for a review."))


def _without_tutor(running: QuerySet[Participation], now: dt.datetime) -> Queue:
    tutored = Assignment.objects.filter(participation=OuterRef("pk"), ended_at=None)
    rows = running.filter(~Exists(tutored)).order_by("admitted_at", "pk")
    todos = [
        Todo(
            row.company.name,
            reverse("tutors:assign", args=[row.company_id]),
            _("Assign"),
            waiting_since(row.admitted_at, now),
            minutes=2,
        )
        for row in rows[:SHORT]
    ]
    return Queue(_("Without a tutor"), todos, rows.count(), reverse("tutors:list"), _("Every company has a tutor."))


def _overdue(running: QuerySet[Participation], today: dt.date) -> Queue:
    rows = with_standing(Milestone.objects.filter(participation__in=running.values("pk")), today=today)
    late = rows.filter(standing=Standing.OVERDUE).select_related("participation__company").order_by("due_on", "pk")
    todos = [
        Todo(
            row.participation.company.name,
            reverse("companyfile:file", args=[row.participation.company_id]),
            _("Open"),
            row.title,
            by=row.due_on,
            late_text=days_late(row.due_on, today),
        )
        for row in late[:SHORT]
    ]
    return Queue(_("Late"), todos, late.count(), reverse("companyfile:list"), _("Nobody is late."))


def _out_of_reach(running: QuerySet[Participation]) -> Queue:
    """Companies for which nobody with an active account speaks: no mail can reach them."""
    reachable = Membership.objects.filter(company=OuterRef("company"), ended_at=None, user__is_active=True)
    rows = running.filter(~Exists(reachable)).order_by("admitted_at", "pk")
    todos = [
        Todo(row.company.name, reverse("directory:people", args=[row.company_id]), _("Invite a person"), minutes=2)
        for row in rows[:SHORT]
    ]
    calm = _("Every company has somebody who can be reached.")
    return Queue(_("Nobody to reach"), todos, rows.count(), reverse("companyfile:list"), calm)


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
    """Every territory with what waits in it; five queries, however many there are."""
    today = timezone.localdate(now)
    running = Participation.objects.filter(
        ended_at=None, programme__starts_on__lte=today, programme__ends_on__gte=today
    )
    sent = Application.objects.filter(state=ApplicationState.SENT).order_by()
    applications = {
        row["territory"]: row for row in sent.values("territory").annotate(count=Count("pk"), oldest=Min("sent_at"))
    }
    reports = _counted(ProgressReport.objects.filter(state=ReportState.SENT), "milestone__participation__territory")
    tutored = Assignment.objects.filter(participation=OuterRef("pk"), ended_at=None)
    alone = _counted(running.filter(~Exists(tutored)), "territory")
    milestones = Milestone.objects.filter(participation__in=running.values("pk"))
    late = _counted(
        with_standing(milestones, today=today).filter(standing=Standing.OVERDUE), "participation__territory"
    )
    return [
        TerritoryRow(
            territory,
            applications.get(territory.pk, {}).get("count", 0),
            applications.get(territory.pk, {}).get("oldest"),
            reports.get(territory.pk, 0),
            alone.get(territory.pk, 0),
            late.get(territory.pk, 0),
        )
        for territory in Territory.objects.all()
    ]


def _counted(rows: QuerySet[Any], territory: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(territory).annotate(Count("pk")))
