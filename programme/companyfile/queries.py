"""Everything on one company, read in few queries."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from companies.directory.access import (
    companies_readable_by,
    companies_visible_to,
    facilitates,
    is_member,
    is_readable,
    is_tutor_of,
)
from companies.directory.queries import with_words
from companies.models import Company, Event, Membership, SizeDeclaration, User
from companies.sizes.rules import explain_size, size_class
from programme.companyfile.access import works_on
from programme.companyfile.rules import (
    INSIDE_THE_COMPANY,
    NEVER,
    ORDERS,
    Brief,
    CompanyFile,
    Entry,
    Reader,
    by_urgency,
    next_steps,
    pick_current,
    stage_of,
    told,
)
from programme.companyfile.states import Stage
from programme.editions.models import Participation
from programme.editions.queries import running_on
from programme.evidence.models import EvidenceFile
from programme.milestones.models import Milestone
from programme.onboarding.models import Application
from programme.onboarding.states import ApplicationState
from programme.reports.models import ProgressReport
from programme.reports.queries import stands, with_standing
from programme.reports.states import ReportState, Standing
from programme.tutors.models import Assignment
from programme.tutors.queries import READERS_ONLY, about_company
from sme4green.paging import counted, there_is

SHOWN = 10
MOST_MILESTONES = 200


def with_size(companies: QuerySet[Company]) -> QuerySet[Company]:
    """Adds the figures of the latest size declaration: people, turnover_eur, balance_sheet_eur, declared_at."""
    latest = SizeDeclaration.objects.filter(company=OuterRef("pk")).order_by("-declared_at", "-pk")
    names = ("people", "turnover_eur", "balance_sheet_eur", "declared_at")
    return companies.annotate(**{name: Subquery(latest.values(name)[:1]) for name in names})


def participations_of(company: Company) -> list[Participation]:
    """Of the latest edition first, each with `open_assignment` (with its tutor) if it has one."""
    still_open = FilteredRelation("assignments", condition=Q(assignments__ended_at=None))
    rows = Participation.objects.filter(company=company).annotate(open_assignment=still_open)
    rows = rows.select_related("programme", "territory", "open_assignment__tutor__user")
    return list(rows.order_by("-programme__starts_on", "-pk")[:SHOWN])


def waiting_application(company: Company) -> Application | None:
    """The application that was sent and not yet answered for good."""
    waiting = company.applications.filter(state__in=[ApplicationState.SENT, ApplicationState.RETURNED])
    return waiting.order_by("-saved_at").first()


def file_of(company: Any, *, user: User, today: dt.date) -> CompanyFile:
    """`company` comes with its size (`with_size`) and its territory."""
    reader = Reader(is_member(user, company), is_tutor_of(user, company), facilitates(user, company))
    participations = participations_of(company)
    current = pick_current(participations, today=today)
    assignment = getattr(current, "open_assignment", None)
    runs = current and current.programme.runs_on(today) and not current.ended_at
    application = None if runs else waiting_application(company)
    milestones = _milestones_of(current, today=today) if current else []
    figures = (company.people, company.turnover_eur, company.balance_sheet_eur)
    todos = next_steps(
        reader,
        company=company,
        participation=current,
        has_tutor=assignment is not None,
        milestones=milestones,
        application=application,
        today=today,
    )
    counted = Counter(Standing(row.standing) for row in milestones)
    return CompanyFile(
        company=company,
        stage=stage_of(current, application, today=today),
        participation=current,
        standings=[(standing, counted[standing]) for standing in Standing if counted[standing]],
        participations=participations,
        assignment=assignment,
        milestones=milestones[:SHOWN],
        more_milestones=max(len(milestones) - SHOWN, 0),
        todos=todos,
        entries=entries_of(company, events_visible_to(user, company)[:SHOWN], user=user),
        identifiers=list(company.identifiers.all()[:SHOWN]),
        owners=_owners_of(company) if works_on(user, company) else [],
        size=size_class(*figures),
        size_explained=explain_size(*figures),
        reader=reader,
    )


def brief_of(company: Company, *, today: dt.date) -> Brief:
    current = pick_current(participations_of(company), today=today)
    runs = current and current.programme.runs_on(today) and not current.ended_at
    application = None if runs else waiting_application(company)
    rows = (
        with_standing(Milestone.objects.filter(participation=current), today=today)
        if current
        else Milestone.objects.none()
    )
    counted = dict(rows.order_by().values_list("standing").annotate(Count("pk"))) if current else {}
    return Brief(
        company=company,
        stage=stage_of(current, application, today=today),
        participation=current,
        standings=[(standing, counted[standing]) for standing in Standing if counted.get(standing)],
    )


def _milestones_of(participation: Participation, *, today: dt.date) -> list[Any]:
    """With `standing` and `waiting_report`, what needs somebody first."""
    sent = ProgressReport.objects.filter(milestone=OuterRef("pk"), state=ReportState.SENT).values("pk")[:1]
    rows = with_standing(Milestone.objects.filter(participation=participation), today=today)
    return by_urgency(rows.annotate(waiting_report=Subquery(sent)).select_related("indicator")[:MOST_MILESTONES])


def _owners_of(company: Company) -> list[Membership]:
    """Whom staff and the tutor call."""
    owning = company.memberships.filter(ended_at=None, role=Membership.Role.OWNER)
    return list(owning.select_related("user").order_by("since_at", "pk")[:3])


def events_visible_to(user: User, company: Company) -> QuerySet[Event]:
    """The history, newest first: without drafts for those outside the company, without staff's own files for it."""
    events = Event.objects.filter(company=company).select_related("by", "person").order_by("-at", "-pk")
    if not is_member(user, company):
        events = events.exclude(kind__in=INSIDE_THE_COMPANY)
    if not works_on(user, company):
        kept_back = EvidenceFile.objects.filter(company=company, audience=EvidenceFile.Audience.STAFF)
        events = events.exclude(subject_kind="evidencefile", subject_id__in=kept_back.values("pk"))
    return events


def entries_of(company: Company, events: QuerySet[Event] | list[Event], *, user: User) -> list[Entry]:
    for_staff = works_on(user, company)
    return [told(event, company_name=company.name, for_staff=for_staff) for event in events]


def company_rows(
    user: User,
    *,
    today: dt.date,
    q: str = "",
    stage: str = "",
    standing: str = "",
    territory: str = "",
    edition: str = "",
    sort: str = "name",
    **asked: Any,
) -> QuerySet[Company]:
    """The companies that a person sees, each with `stage`, `total`, `readable` (the person may open the whole file),
    and `tutor_name`. `standing`: of a milestone in an edition that runs."""
    rows = companies_readable_by(user) if READERS_ONLY & asked.keys() else companies_visible_to(user)
    rows = rows.filter(with_words(q), about_company(today=today, **asked))
    its = {"territory__code": territory, "participations__programme__code": edition}  # once per edition
    rows = rows.filter(**{name: value for name, value in its.items() if value})
    if stage:
        rows = rows.alias(wanted_stage=_stage_on(today, Exists)).filter(wanted_stage=stage)
    if standing:
        rows = rows.filter(Exists(_running_milestones(today).filter(stands(standing, today=today))))
    open_with = Assignment.objects.filter(participation__company=OuterRef("pk"), ended_at=None)
    rows = rows.annotate(
        stage=_stage_on(today, there_is),
        total=counted(rows),
        readable=is_readable(user),
        tutor_name=Subquery(open_with.order_by("-assigned_at").values("tutor__user__name")[:1]),
    )
    if "last_at" in ORDERS[sort].keys[0]:
        told = When(readable=True, then=Coalesce(F("last_sent_at"), NEVER))
        rows = rows.annotate(last_at=Case(told, default=Value(NEVER), output_field=DateTimeField()))
    return rows.select_related("municipality", "sector", "territory").order_by(*ORDERS[sort].keys)


def _running_milestones(today: dt.date) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(running_on(today, "participation__"), dropped_at=None)
    return rows.filter(participation__company=OuterRef("pk"))


def _stage_on(today: dt.date, exists: Callable[[QuerySet[Any]], Any]) -> Case:
    """The same answer as `stage_of`, in the database; asked of all rows (Exists), or of those shown (there_is)."""
    its = Participation.objects.filter(company=OuterRef("pk"))
    asked = Application.objects.filter(
        company=OuterRef("pk"), state__in=[ApplicationState.SENT, ApplicationState.RETURNED]
    )
    return Case(
        When(exists(its.filter(ended_at=None, programme__ends_on__gte=today)), then=Value(Stage.TAKES_PART.value)),
        When(exists(asked), then=Value(Stage.ASKED.value)),
        When(exists(its), then=Value(Stage.TOOK_PART.value)),
        default=Value(Stage.KNOWN.value),
        output_field=CharField(),
    )
