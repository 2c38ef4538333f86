"""What waits for a reader in one company's file, and how its history is told."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.journal.models import Event
from companies.journal.states import EventKind
from companies.models import Company, Identifier, Membership
from companies.sizes.rules import SizeClass
from programme.companyfile.states import Stage
from programme.editions.models import Participation
from programme.milestones.models import Milestone
from programme.onboarding.models import Application
from programme.onboarding.states import ApplicationState
from programme.reports.states import Standing
from programme.tutors.models import Assignment
from sme4green.filters import Order

MOST_TODOS = 5
# A company that never sent a report stands before all others.
NEVER = dt.datetime(1, 1, 2, tzinfo=dt.UTC)
ORDERS = {
    "name": Order(gettext_lazy("Name"), ("name", "pk")),
    "reported": Order(gettext_lazy("Reported last"), ("-last_at", "-pk")),
    "quiet": Order(gettext_lazy("Reported longest ago, or never"), ("last_at", "pk")),
    "newest": Order(gettext_lazy("Known last"), ("-created_at", "-pk")),
}
# What needs somebody first.
URGENCY = [
    Standing.RETURNED,
    Standing.OVERDUE,
    Standing.DUE_SOON,
    Standing.WITH_REVIEWER,
    Standing.PLANNED,
    Standing.ACHIEVED,
]
# Kinds whose note is meant for staff and the tutor.
NOTES_FOR_STAFF = frozenset({EventKind.TUTOR_ASSIGNED, EventKind.TUTOR_RELEASED})
# Drafts are the company's own affair until they are sent.
INSIDE_THE_COMPANY = frozenset({EventKind.REPORT_STARTED, EventKind.REPORT_REVISED})


@dataclass(frozen=True)
class Reader:
    """The parts that one person plays for one company."""

    member: bool = False
    tutor: bool = False
    facilitator: bool = False

    @property
    def reviews(self) -> bool:
        return (self.tutor or self.facilitator) and not self.member


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the reader: the page to open is `route` with `pk`."""

    title: str
    action: str
    route: str
    pk: int
    minutes: int
    by: dt.date | None = None
    late: bool = False


@dataclass(frozen=True)
class Entry:
    """One line of the history, in words."""

    at: dt.datetime
    who: str
    text: str
    note: str


@dataclass(frozen=True)
class Brief:
    """What an official may see: where the company stands, in numbers of milestones."""

    company: Company
    stage: Stage
    participation: Participation | None
    standings: list[tuple[Standing, int]]


@dataclass(frozen=True)
class CompanyFile(Brief):
    """What those who work with the company, and the company itself, see at first glance."""

    participations: list[Participation]
    assignment: Assignment | None
    milestones: list[Milestone]
    more_milestones: int
    todos: list[Todo]
    entries: list[Entry]
    identifiers: list[Identifier]
    owners: list[Membership]
    size: SizeClass
    size_explained: object
    reader: Reader


def pick_current(participations: list[Participation], *, today: dt.date) -> Participation | None:
    """The participation that runs today, else the first of the list, which begins with the latest edition."""
    running = [row for row in participations if row.programme.runs_on(today) and not row.ended_at]
    return next(iter(running or participations), None)


def stage_of(participation: Participation | None, application: Application | None, *, today: dt.date) -> Stage:
    """`application` is the one that was sent and not yet answered, if there is one."""
    if participation and participation.programme.ends_on >= today and not participation.ended_at:
        return Stage.TAKES_PART
    if application:
        return Stage.ASKED
    return Stage.TOOK_PART if participation else Stage.KNOWN


def by_urgency(milestones: Iterable[Any]) -> list[Any]:
    """What needs somebody first, then by due day; each carries its `standing`."""
    return sorted(milestones, key=lambda row: (URGENCY.index(Standing(row.standing)), row.due_on, row.pk))


def next_steps(
    reader: Reader,
    *,
    company: Company,
    participation: Participation | None,
    has_tutor: bool,
    milestones: list[Milestone],
    application: Application | None,
    today: dt.date,
) -> list[Todo]:
    """At most five things, the most urgent first; on an edition that is over nothing waits."""
    steps = [*_on_application(application, reader)]
    if participation and participation.programme.runs_on(today) and not participation.ended_at:
        if reader.facilitator and not has_tutor:
            steps.append(Todo(_("Give the company a tutor"), _("Choose a tutor"), "tutors:assign", company.pk, 2))
        if not milestones and (reader.reviews or reader.member):
            steps.append(Todo(_("Plan the first milestones"), _("Plan"), "milestones:plan", company.pk, 10))
        for milestone in milestones:
            steps += _on_milestone(milestone, reader)
    return steps[:MOST_TODOS]


def _on_application(application: Application | None, reader: Reader) -> Iterator[Todo]:
    if application and application.state == ApplicationState.SENT and reader.facilitator:
        yield Todo(_("Answer the application"), _("Open the application"), "onboarding:detail", application.pk, 5)
    if application and application.state == ApplicationState.RETURNED and reader.member:
        yield Todo(_("Complete the application"), _("Open the application"), "onboarding:detail", application.pk, 10)


def _on_milestone(milestone: Any, reader: Reader) -> Iterator[Todo]:
    """`milestone` carries `standing` and `waiting_report`, the id of the report that was sent."""
    named = {"milestone": milestone.title}
    standing = Standing(milestone.standing)
    if reader.member and standing is Standing.RETURNED:
        title = _("Complete the report on “%(milestone)s”") % named
        yield Todo(title, _("Open the report"), "reports:write", milestone.pk, 5)
    if reader.member and standing in (Standing.OVERDUE, Standing.DUE_SOON):
        title, late = _("Report on “%(milestone)s”") % named, standing is Standing.OVERDUE
        yield Todo(title, _("Write the report"), "reports:write", milestone.pk, 5, milestone.due_on, late)
    if reader.reviews and standing is Standing.WITH_REVIEWER:
        title = _("Answer the report on “%(milestone)s”") % named
        yield Todo(title, _("Read the report"), "reports:detail", milestone.waiting_report, 5)


def told(event: Event, *, company_name: str, for_staff: bool) -> Entry:
    """An event in words. A note that is meant for staff is left out for others."""
    what, whom = str(EventKind(event.kind).label), _subject(event, company_name)
    hidden = event.kind in NOTES_FOR_STAFF and not for_staff
    return Entry(
        at=event.at,
        who=str(event.by) if event.by else _("The portal"),
        text=_("%(what)s: %(whom)s") % {"what": what, "whom": whom} if whom else what,
        note="" if hidden else event.note,
    )


def _subject(event: Event, company_name: str) -> str:
    """The person named in the event, else the title of its subject; nothing where that is the company itself."""
    if event.person_id and event.person_id != event.by_id:
        return str(event.person)
    if event.subject_kind in ("company", "application", "joinrequest", "participation"):
        return ""
    return event.title.removesuffix(f" → {company_name}")
