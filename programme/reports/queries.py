"""Where milestones stand on a day, and which reports wait for whom."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from companies.models import Company, Territory, User
from companies.people.access import grants_of
from companies.reference.rules import fold
from programme.editions.models import Participation
from programme.milestones.models import Milestone
from programme.milestones.queries import current_participation
from programme.reports.models import ProgressReport, Sending
from programme.reports.states import DUE_SOON_DAYS, ReportState, Standing

# An accepted report is never changed again, so its own columns say what its last sending said.
REACHED = Q(state=ReportState.ACCEPTED, completes=True)


def with_standing(milestones: QuerySet[Milestone], *, today: dt.date) -> QuerySet[Milestone]:
    """Adds `standing` (a Standing), worked out from the reports and from `today`; dropped milestones are left out."""
    achieved = ProgressReport.objects.filter(REACHED, milestone=OuterRef("pk"))
    open_state = ProgressReport.objects.filter(
        milestone=OuterRef("pk"), state__in=[ReportState.SENT, ReportState.RETURNED]
    ).values("state")
    return milestones.filter(
        dropped_at=None
    ).annotate(  # type: ignore[no-redef]
        is_achieved=Exists(achieved),
        open_state=Subquery(open_state[:1]),
        standing=Case(
            When(is_achieved=True, then=Value(Standing.ACHIEVED)),
            When(open_state=ReportState.SENT, then=Value(Standing.WITH_REVIEWER)),
            When(open_state=ReportState.RETURNED, then=Value(Standing.RETURNED)),
            When(due_on__lt=today, then=Value(Standing.OVERDUE)),
            When(due_on__lte=today + dt.timedelta(days=DUE_SOON_DAYS), then=Value(Standing.DUE_SOON)),
            default=Value(Standing.PLANNED),
            output_field=CharField(),
        ),
    )


def overdue(milestones: QuerySet[Milestone], *, today: dt.date) -> QuerySet[Milestone]:
    """Those whose standing is "overdue". Asked in one condition, so that all of a territory are found at once."""
    answered = ProgressReport.objects.filter(
        REACHED | Q(state__in=[ReportState.SENT, ReportState.RETURNED]), milestone=OuterRef("pk")
    )
    return milestones.filter(~Exists(answered), dropped_at=None, due_on__lt=today)


def waiting_for_company(milestones: QuerySet[Milestone], *, today: dt.date) -> QuerySet[Milestone]:
    """Milestones whose next move is the company's: returned, overdue, due soon; the oldest day first."""
    mine = [Standing.RETURNED, Standing.OVERDUE, Standing.DUE_SOON]
    return with_standing(milestones, today=today).filter(standing__in=mine).order_by("due_on", "pk")


def waiting_for_reviewer(user: User) -> QuerySet[ProgressReport]:
    """Reports sent to this person: of companies tutored, or of one's territory (those of a tutor come second)."""
    grants = grants_of(user)
    return ProgressReport.objects.filter(
        Q(milestone__participation__company__in=grants.tutors)
        | Q(milestone__participation__company__territory__in=grants.facilitates),
        state=ReportState.SENT,
    ).order_by("saved_at", "pk")


@dataclass(frozen=True)
class Plan:
    """The milestones of a company in its editions, each with its standing."""

    participation: Participation | None
    milestones: list[Milestone]
    earlier: list[Milestone]

    @property
    def achieved(self) -> int:
        return sum(milestone.standing == Standing.ACHIEVED for milestone in self.milestones)


def plan_of(company: Company, *, today: dt.date) -> Plan:
    """The current edition's milestones by due day, and at most 50 of earlier editions."""
    current = current_participation(company, today=today)
    rows = with_standing(Milestone.objects.filter(participation__company=company), today=today).select_related(
        "indicator", "participation__programme"
    )
    mine = list(rows.filter(participation=current).order_by("due_on", "pk")[:200]) if current else []
    earlier = list(rows.exclude(participation=current).order_by("-due_on", "pk")[:50]) if current else []
    return Plan(current, mine, earlier)


def sendings_of(report: ProgressReport) -> QuerySet[Sending]:
    """Every sending of a report with its figures, files and answer, the latest first."""
    return (
        report.sendings.order_by("-number")
        .select_related("sent_by", "decision__decided_by")
        .prefetch_related("figures__indicator", "evidence")
    )


def narrowed(
    reports: QuerySet[ProgressReport], *, q: str, state: str, territory: Territory | None = None
) -> QuerySet[ProgressReport]:
    """The reports of companies or milestones with these words, in this state, in this territory."""
    if territory:
        reports = reports.filter(milestone__participation__territory=territory)
    if q:
        company = Q(milestone__participation__company__search__contains=fold(q))
        reports = reports.filter(company | Q(milestone__title__icontains=q))
    if state in ReportState.values:
        reports = reports.filter(state=state)
    return reports
