"""What waits for a person today, by role; every list is short and says how many there are."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.directory.access import companies_of, invitations_acceptable_by, join_requests_answerable_by
from companies.models import Company, Territory, User
from companies.people.access import grants_of
from programme.dashboards.queries import headline_of, scope_for
from programme.dashboards.rules import Dashboard
from programme.desk.queries import Queue, TerritoryRow, overview, queues_of, report_todos
from programme.desk.rules import Todo, days_late, waiting_since
from programme.editions.models import Participation, Programme
from programme.milestones.models import Milestone
from programme.notices.access import may_release_mail
from programme.notices.queries import mail_hold
from programme.onboarding.models import Application
from programme.onboarding.states import ApplicationState
from programme.reports.queries import waiting_for_company, waiting_for_reviewer, with_standing
from programme.reports.states import Standing
from programme.tutors.models import Assignment

SHORT = 5
MINE = 20
TUTORED = 50


@dataclass(frozen=True)
class CompanyHome:
    """One company of the person, with the people to call."""

    company: Company
    participation: Participation | None
    tutor: Any
    next_milestone: Milestone | None


@dataclass(frozen=True)
class Home:
    """The home page of a person, whatever the person's roles."""

    todos: list[Todo]
    companies: list[CompanyHome] = field(default_factory=list)
    tutored: list[Milestone] = field(default_factory=list)
    queues: list[Queue] = field(default_factory=list)
    overview: list[TerritoryRow] = field(default_factory=list)
    board: Dashboard | None = None
    editions: list[Programme] = field(default_factory=list)
    new_here: bool = False
    has_turns: bool = True  # whether anything can ever wait for this person

    @property
    def busy(self) -> list[Queue]:
        return [queue for queue in self.queues if queue.count]

    @property
    def calm(self) -> list[Queue]:
        return [queue for queue in self.queues if not queue.count]


def home_for(user: User, *, now: dt.datetime) -> Home:
    """Everything on one page: what waits for me, then my companies, then the queues of my territories."""
    grants, mine = grants_of(user), companies_of(user)
    companies = _my_companies(mine) if mine else []
    todos = _applicant_todos(user, now=now)
    todos += _invitation_todos(user)
    if companies:
        todos += _member_todos(companies, now=now)
    if mine or grants.facilitates:
        todos += _join_todos(user, now=now)
    if may_release_mail(user):
        todos += _held_mail_todos()
    if grants.tutors:
        todos += report_todos(mine_to_review(user), now)
    territories = list(Territory.objects.filter(pk__in=grants.facilitates)) if grants.facilitates else []
    watches = grants.facilitates or grants.official_of or grants.reads_everything
    return Home(
        todos=sorted(todos, key=lambda todo: (not todo.late, todo.by or dt.date.max)),
        companies=companies,
        tutored=_tutored(grants.tutors, now=now) if grants.tutors else [],
        queues=queues_of(territories, user, now=now) if territories else [],
        overview=overview(now=now) if grants.reads_everything else [],
        board=_board(user, now=now) if grants.official_of or grants.reads_everything else None,
        editions=list(Programme.objects.order_by("-starts_on")[:SHORT]) if watches else [],
        new_here=not (mine or grants.any or todos),
        has_turns=bool(mine or todos or grants.facilitates or grants.tutors),
    )


def _board(user: User, *, now: dt.datetime) -> Dashboard | None:
    """The promises of the running edition, as the person may see them."""
    today = timezone.localdate(now)
    running = Programme.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("-starts_on", "-pk").first()
    scope = scope_for(user, running.code, now=now) if running else None
    return headline_of(scope) if scope else None


def mine_to_review(user: User) -> QuerySet[Any]:
    """Reports of the companies that the person tutors."""
    return waiting_for_reviewer(user).filter(milestone__participation__company__in=grants_of(user).tutors)


def _day(now: dt.datetime, territory: Territory) -> dt.date:
    return timezone.localdate(now, territory.zone)


def _my_companies(ids: frozenset[int]) -> list[CompanyHome]:
    companies = {row.pk: row for row in Company.objects.filter(pk__in=ids).select_related("territory")[:MINE]}
    latest: dict[int, Participation] = {}
    rows = Participation.objects.filter(company__in=companies, ended_at=None).select_related("programme")
    for row in rows.order_by("programme__starts_on"):
        latest[row.company_id] = row
    tutors = {
        row.participation_id: row.tutor
        for row in Assignment.objects.filter(participation__in=latest.values(), ended_at=None).select_related(
            "tutor__user"
        )
    }
    next_by: dict[int, Milestone] = {}
    planned = Milestone.objects.filter(participation__in=latest.values(), dropped_at=None)
    for milestone in (
        with_standing(planned, today=dt.date.min).exclude(standing=Standing.ACHIEVED).order_by("-due_on")[:200]
    ):
        next_by[milestone.participation_id] = milestone
    return [
        CompanyHome(
            company,
            part := latest.get(company.pk),
            tutors.get(part.pk) if part else None,
            next_by.get(part.pk) if part else None,
        )
        for company in companies.values()
    ]


def _applicant_todos(user: User, *, now: dt.datetime) -> list[Todo]:
    """My own drafts, and what was returned to me."""
    mine = Application.objects.filter(applicant=user, state__in=[ApplicationState.DRAFT, ApplicationState.RETURNED])
    return [
        Todo(
            title=_("Application of %(name)s") % {"name": row},
            url=reverse("onboarding:detail", args=[row.pk]),
            action=_("Complete it"),
            why=_("The facilitator asks you to complete it.")
            if row.state == ApplicationState.RETURNED
            else _("It is a draft: the facilitator sees it once you send it."),
            minutes=10,
        )
        for row in mine.order_by("saved_at")[:SHORT]
    ]


def _member_todos(companies: list[CompanyHome], *, now: dt.datetime) -> list[Todo]:
    """Milestones whose next move is ours, and a plan where there is none."""
    todos = []
    for today in {_day(now, home.company.territory) for home in companies}:
        parts = [
            home.participation
            for home in companies
            if home.participation and _day(now, home.company.territory) == today
        ]
        running = [part for part in parts if part.programme.runs_on(today)]
        waiting = waiting_for_company(Milestone.objects.filter(participation__in=running), today=today)
        todos += [_milestone_todo(row, today) for row in waiting.select_related("participation__company")[:MINE]]
    return todos + [_plan_todo(home.company) for home in companies if _may_plan_now(home, now)]


def _may_plan_now(home: CompanyHome, now: dt.datetime) -> bool:
    part = home.participation
    return bool(part and not home.next_milestone and part.programme.runs_on(_day(now, home.company.territory)))


def _plan_todo(company: Company) -> Todo:
    return Todo(
        title=_("Plan your next milestones"),
        url=reverse("milestones:plan", args=[company.pk]),
        action=_("Plan"),
        why=company.name,
        minutes=5,
    )


def _milestone_todo(milestone: Milestone, today: dt.date) -> Todo:
    returned = milestone.standing == Standing.RETURNED
    return Todo(
        title=milestone.title,
        url=reverse("reports:write", args=[milestone.pk]),
        action=_("Answer the reviewer") if returned else _("Report progress"),
        why=milestone.participation.company.name,
        by=milestone.due_on,
        minutes=5,
        late_text=days_late(milestone.due_on, today),
    )


def _invitation_todos(user: User) -> list[Todo]:
    return [
        Todo(
            title=_("%(person)s invites you to %(company)s") % {"person": row.invited_by, "company": row.company},
            url=reverse("directory:invitation", args=[row.pk]),
            action=_("Answer"),
            minutes=1,
        )
        for row in invitations_acceptable_by(user).select_related("company", "invited_by")[:SHORT]
    ]


def _held_mail_todos() -> list[Todo]:
    if not mail_hold():
        return []
    why = _("This portal was restored from a backup. No mail leaves it until you say that it is in use.")
    late = _("Nobody is told of anything")
    return [Todo(_("Mail is held"), reverse("notices:held"), _("Decide"), why=why, late_text=late)]


def _join_todos(user: User, *, now: dt.datetime) -> list[Todo]:
    rows = join_requests_answerable_by(user).filter(state="waiting").select_related("company", "user")
    return [
        Todo(
            title=_("%(person)s asks to join %(company)s") % {"person": row.user, "company": row.company},
            url=reverse("directory:people", args=[row.company_id]),
            action=_("Answer"),
            why=waiting_since(row.asked_at, now),
            minutes=1,
        )
        for row in rows[:SHORT]
    ]


def _tutored(company_ids: frozenset[int], *, now: dt.datetime) -> list[Milestone]:
    """The next open milestone of each company that the person tutors, with its standing; the 50 that are due first."""
    today = timezone.localdate(now)
    rows = Milestone.objects.filter(
        participation__company__in=company_ids,
        participation__ended_at=None,
        participation__programme__ends_on__gte=today,
    )
    open_rows = with_standing(rows, today=today).exclude(standing=Standing.ACHIEVED)
    first: dict[int, Milestone] = {}
    for milestone in open_rows.select_related("participation__company").order_by("due_on", "pk")[:200]:
        first.setdefault(milestone.participation.company_id, milestone)
    return list(first.values())[:TUTORED]
