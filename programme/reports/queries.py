"""Where milestones stand on a day, and which reports wait for whom."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from companies.directory.access import companies_visible_to, is_readable
from companies.models import Company, Territory, User
from companies.people.access import grants_of
from programme.editions.models import Participation
from programme.editions.queries import admitted_then, day_end, days_ago
from programme.editions.rules import end_of_day
from programme.milestones.access import milestones_visible_to
from programme.milestones.models import DueMove, Milestone
from programme.milestones.queries import current_participation, keys_by_word
from programme.reports.access import reports_visible_to
from programme.reports.models import Decision, ProgressReport, Sending
from programme.reports.rules import MILESTONE_ORDERS, REPORT_ORDERS
from programme.reports.states import DUE_SOON_DAYS, ReportState, Standing
from programme.tutors.queries import READERS_ONLY, about_company
from sme4green.paging import counted

# The zones where a day ends first and last.
AHEAD, BEHIND = ZoneInfo("Etc/GMT-14"), ZoneInfo("Etc/GMT+12")
WAITING = {Standing.WITH_REVIEWER: ReportState.SENT, Standing.RETURNED: ReportState.RETURNED}


def with_standing(milestones: QuerySet[Milestone], *, today: dt.date) -> QuerySet[Milestone]:
    """Adds `standing` (a Standing), worked out from the reports and from `today`; dropped milestones are left out."""
    reports = ProgressReport.objects.filter(milestone=OuterRef("pk"), state__in=WAITING.values()).values("state")
    rows = milestones.filter(dropped_at=None).annotate(open_state=Coalesce(Subquery(reports[:1]), Value("")))
    achieved = Q(achieved_at__isnull=False)
    return rows.annotate(standing=_standing(achieved, "open_state", "due_on", today))  # type: ignore[no-redef]


def _standing(achieved: Q, answer: str, due: str, day: dt.date) -> Case:
    """The rule of the standings: `answer` and `due` are the columns that say how the last report fared, and the day."""
    return Case(
        When(achieved, then=Value(Standing.ACHIEVED.value)),
        *(When(**{answer: state}, then=Value(standing.value)) for standing, state in WAITING.items()),
        When(_falls_due(Standing.OVERDUE, due, day), then=Value(Standing.OVERDUE.value)),
        When(_falls_due(Standing.PLANNED, due, day), then=Value(Standing.PLANNED.value)),
        default=Value(Standing.DUE_SOON.value),
        output_field=CharField(),
    )


def _falls_due(standing: str, due: str, day: dt.date) -> Q:
    soon = day + dt.timedelta(days=DUE_SOON_DAYS)
    if standing == Standing.DUE_SOON:
        return Q(**{f"{due}__gte": day, f"{due}__lte": soon})
    return Q(**{f"{due}__lt": day}) if standing == Standing.OVERDUE else Q(**{f"{due}__gt": soon})


def stands(standing: str, *, today: dt.date) -> Q:
    """The milestones of one standing, in conditions that an index may answer; dropped ones are not looked for."""
    reports = ProgressReport.objects.filter(milestone=OuterRef("pk"))
    if standing == Standing.ACHIEVED:
        return Q(achieved_at__isnull=False)
    if standing in WAITING:
        return Q(Exists(reports.filter(state=WAITING[Standing(standing)])), achieved_at=None)
    answered = Q(Exists(reports.filter(state__in=WAITING.values())))
    return _falls_due(standing, "due_on", today) & Q(achieved_at=None) & ~answered


def with_standing_on(
    milestones: QuerySet[Milestone], *, day: dt.date, territories: Collection[Territory]
) -> QuerySet[Milestone]:
    """Those that stood at the end of a day, with `then`, their Standing of that day, `due_then` and `day_end`.

    The same rule as `with_standing`, with the sendings, the answers and the due day of then; dropped ones are left out.
    """
    rows = milestones.annotate(day_end=day_end(territories, day, "participation__"))
    rows = rows.filter(Q(dropped_at=None) | Q(dropped_at__gte=F("day_end")), planned_at__lt=F("day_end"))
    rows = rows.annotate(due_then=_due_then(day)).alias(answer_then=_answer_then())
    return rows.annotate(then=_standing(Q(achieved_at__lt=F("day_end")), "answer_then", "due_then", day))


def _due_then(day: dt.date) -> Case:
    """Only few days were moved since: first these milestones are found, then the former day of each."""
    moved = DueMove.objects.filter(moved_at__gte=end_of_day(day, AHEAD))
    its = moved.filter(milestone=OuterRef("pk"), moved_at__gte=OuterRef("day_end")).order_by("moved_at", "pk")
    former = Coalesce(Subquery(its.values("former_due_on")[:1]), F("due_on"))
    moves = When(pk__in=moved.order_by().values("milestone"), then=former)
    return Case(moves, default=F("due_on"), output_field=DateField())


def _answer_then() -> Coalesce:
    """What had become of the last sending: an answer, or SENT; "" where nothing had been sent."""
    sent = Sending.objects.filter(report__milestone=OuterRef("pk"), sent_at__lt=OuterRef("day_end"))
    answered = When(decision__decided_at__lt=OuterRef("day_end"), then=F("decision__verdict"))
    answer = Case(answered, default=Value(ReportState.SENT.value), output_field=CharField())
    return Coalesce(Subquery(sent.order_by("-sent_at", "-pk").values(answer=answer)[:1]), Value(""))


def _stood(standing: str, *, day: dt.date) -> Q:
    """As `stands`, of rows `with_standing_on` that day: what costs least is asked first."""
    if standing == Standing.ACHIEVED:
        return Q(achieved_at__lt=F("day_end"))
    still_open = Q(achieved_at=None) | Q(achieved_at__gte=F("day_end"))
    if standing in WAITING:
        return still_open & Q(pk__in=_perhaps(standing, day), answer_then=WAITING[Standing(standing)])
    return still_open & _falls_due(standing, "due_then", day) & ~Q(answer_then__in=WAITING.values())


def _perhaps(standing: str, day: dt.date) -> QuerySet[Any]:
    """The keys of the few milestones that may have waited then, wherever they are; the others are not asked."""
    sent = Sending.objects.order_by().values("report__milestone")
    if standing == Standing.RETURNED:
        returned = {"decision__verdict": Decision.Verdict.RETURNED}
        return sent.filter(**returned, decision__decided_at__lt=end_of_day(day, BEHIND))
    late = Q(decision=None) | Q(decision__decided_at__gte=end_of_day(day, AHEAD))
    return sent.filter(late, sent_at__lt=end_of_day(day, BEHIND))


def overdue(milestones: QuerySet[Milestone], *, today: dt.date) -> QuerySet[Milestone]:
    return milestones.filter(stands(Standing.OVERDUE, today=today), dropped_at=None)


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


def milestone_rows(
    user: User,
    *,
    today: dt.date,
    day: dt.date | None = None,
    q: str = "",
    standing: str = "",
    territory: str = "",
    edition: str = "",
    sort: str = "due",
    **asked: Any,
) -> QuerySet[Milestone]:
    """The milestones that stood at the end of `day` (today where none is said), in editions that ran then.

    An `edition` that is named is shown on any day. Each row has `standing` and `shown_due_on` of the day, `total`, and
    `readable`: of the others a person is told company and standing, and nothing else of them is searched.
    """
    day = min(day or today, today)
    readable, visible = milestones_visible_to(user), companies_visible_to(user)
    rows = readable if READERS_ONLY & asked.keys() else Milestone.objects.filter(participation__company__in=visible)
    if edition:
        rows = rows.filter(participation__programme__code=edition)
    else:
        rows = rows.filter(participation__programme__starts_on__lte=day, participation__programme__ends_on__gte=day)
    if territory:
        rows = rows.filter(participation__territory__code=territory)
    for keys in keys_by_word(q, titles=readable):
        rows = rows.filter(pk__in=keys)
    rows = rows.filter(about_company("participation__company__", today=today, **asked))
    rows = _standing_then(rows, day, standing) if day < today else _standing_now(rows, today, standing)
    rows = rows.annotate(total=counted(rows), readable=is_readable(user, "participation__company__"))
    rows = rows.select_related("participation__company", "participation__territory")
    return rows.order_by(*MILESTONE_ORDERS[sort].keys)


def _standing_now(rows: QuerySet[Milestone], today: dt.date, standing: str) -> QuerySet[Milestone]:
    rows = rows.filter(participation__ended_at=None, dropped_at=None)
    if standing:
        rows = rows.filter(stands(standing, today=today))
    return with_standing(rows, today=today).annotate(shown_due_on=F("due_on"))


def _standing_then(rows: QuerySet[Milestone], day: dt.date, standing: str) -> QuerySet[Milestone]:
    rows = with_standing_on(rows, day=day, territories=list(Territory.objects.all()))
    rows = rows.filter(admitted_then("participation__"))
    if standing:
        rows = rows.filter(_stood(standing, day=day))
    return rows.annotate(standing=F("then"), shown_due_on=F("due_then"))  # type: ignore[no-redef]


def report_rows(
    user: User,
    *,
    today: dt.date,
    company: Company | None = None,
    q: str = "",
    state: str = "",
    territory: str = "",
    edition: str = "",
    unchanged: int = 0,
    sort: str = "newest",
    **asked: Any,
) -> QuerySet[ProgressReport]:
    """The reports that a person may read, each with `total`; `unchanged` since so many days or more."""
    rows = reports_visible_to(user)
    its = {"company": company, "programme__code": edition, "territory__code": territory}
    rows = rows.filter(**{f"milestone__participation__{name}": value for name, value in its.items() if value})
    if state:
        rows = rows.filter(state=state)
    if unchanged:
        rows = rows.filter(saved_at__lt=days_ago(unchanged, today))
    for keys in keys_by_word(q, titles=Milestone.objects.all()):
        rows = rows.filter(milestone__in=keys)
    rows = rows.filter(about_company("milestone__participation__company__", today=today, **asked))
    rows = rows.annotate(total=counted(rows)).order_by(*REPORT_ORDERS[sort].keys)
    return rows.select_related("milestone__participation__company", "milestone__participation__territory")
