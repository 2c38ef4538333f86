"""The one table that says which event is told to whom, by which channel; and the words of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.journal.states import EventKind
from programme.preferences.states import Topic
from programme.reminders.rules import Line, heading, in_short
from programme.reminders.rules import sentence as reminder_sentence
from programme.reminders.states import SUBJECT, ReminderKind

# A longer list in a mail is cut and says how many more there are.
SHOWN = 30
# Where in the cache the moment stands at which beat, broker and worker last did a round together.
LAST_TICK = "last-tick"


class Audience(Enum):
    """Who is told; `queries.people_to_tell` finds the people. Nobody is told what he did himself."""

    APPLICANT = "who wrote the application"
    OWNERS = "owners of the company"
    MEMBERS = "everybody who acts for the company"
    TUTOR = "the company's tutor"
    FACILITATORS = "facilitators of the territory"
    MANAGERS = "managers of the programme"
    REVIEWER = "the tutor, or the facilitators where there is none"
    SPEAKERS = "the owners, or the facilitators where nobody speaks for the company"
    NAMED = "the person named in the event"
    INVITED = "the invited e-mail address, with or without an account"


class Channel(Enum):
    BELL = "in the page"
    MAIL = "by mail"


class Ask(Enum):
    """Whom a mail says to call."""

    DOER = "the person who did it"
    GUIDE = "the tutor, or the office of the territory"


class Page(Enum):
    """Where a notice leads."""

    SUBJECT = "the page of the event's subject"
    COMPANY = "the file of the company"
    HOME = "the reader's home page"


@dataclass(frozen=True)
class Told:
    audiences: tuple[Audience, ...]
    channels: tuple[Channel, ...]
    sentence: Any
    ask: Ask = Ask.GUIDE
    page: Page = Page.SUBJECT
    reads_note: bool = True  # the note of the event is for the reader
    topic: Topic | None = None  # under which a person may ask for less of it; None cannot be switched off

    @property
    def by_mail(self) -> bool:
        return Channel.MAIL in self.channels


A, T, BOTH, BELL = Audience, Topic, (Channel.BELL, Channel.MAIL), (Channel.BELL,)
TOLD: dict[str, Told] = {
    EventKind.APPLICATION_SENT: Told(
        (A.FACILITATORS,), BOTH, _("%(company)s asks to take part."), Ask.DOER, topic=T.ADMISSIONS
    ),
    EventKind.APPLICATION_RETURNED: Told(
        (A.APPLICANT, A.OWNERS),
        BOTH,
        _("The application of %(company)s came back to be completed."),
        topic=T.APPLICATIONS,
    ),
    EventKind.APPLICATION_ADMITTED: Told(
        (A.APPLICANT, A.OWNERS),
        BOTH,
        _("%(company)s is admitted to the programme."),
        page=Page.COMPANY,
        topic=T.APPLICATIONS,
    ),
    EventKind.APPLICATION_REFUSED: Told(
        (A.APPLICANT, A.OWNERS), BOTH, _("The application of %(company)s was refused."), topic=T.APPLICATIONS
    ),
    EventKind.TUTOR_ASSIGNED: Told(
        (A.MEMBERS, A.TUTOR), BOTH, _("%(company)s has a tutor: %(named)s."), page=Page.COMPANY, topic=T.TUTOR
    ),
    EventKind.MILESTONE_MOVED: Told(
        (A.MEMBERS,), BELL, _("The due day of “%(title)s” (%(company)s) was moved."), topic=T.MILESTONES
    ),
    EventKind.REPORT_SENT: Told(
        (A.REVIEWER,),
        BOTH,
        _("%(company)s sent a report on “%(title)s” and waits for your answer."),
        Ask.DOER,
        topic=T.REVIEWS,
    ),
    EventKind.REPORT_RETURNED: Told(
        (A.MEMBERS,), BOTH, _("The report of %(company)s on “%(title)s” came back to be completed."), topic=T.ANSWERS
    ),
    EventKind.REPORT_ACCEPTED: Told(
        (A.MEMBERS,), BOTH, _("The report of %(company)s on “%(title)s” was accepted."), topic=T.ANSWERS
    ),
    EventKind.MEMBER_INVITED: Told(
        (A.INVITED,), BOTH, _("You are invited to act for %(company)s."), Ask.DOER, reads_note=False
    ),
    EventKind.JOIN_ASKED: Told(
        (A.SPEAKERS,), BOTH, _("%(person)s asks to act for %(company)s."), Ask.DOER, topic=T.PEOPLE
    ),
    EventKind.JOIN_ACCEPTED: Told(
        (A.NAMED,), BOTH, _("You may now act for %(company)s."), page=Page.COMPANY, topic=T.PEOPLE
    ),
    EventKind.JOIN_REFUSED: Told(
        (A.NAMED,), BOTH, _("Your request to act for %(company)s was refused."), page=Page.HOME, topic=T.PEOPLE
    ),
    EventKind.IMPORT_DONE: Told((A.NAMED,), BELL, _("The list “%(title)s” was imported.")),
    EventKind.IMPORT_FAILED: Told((A.NAMED,), BELL, _("The import of the list “%(title)s” was broken off.")),
    EventKind.ROLE_GRANTED: Told((A.NAMED,), BOTH, _("You were given a role in the programme."), page=Page.HOME),
    EventKind.FEEDBACK_SENT: Told((A.MANAGERS,), BELL, _("Somebody wrote that a page does not work for them.")),
    EventKind.ROLE_ENDED: Told((A.NAMED,), BOTH, _("A role of yours in the programme has ended."), page=Page.HOME),
    EventKind.EXPORT_READY: Told((A.NAMED,), BELL, _("Your file is ready: %(title)s.")),
    EventKind.EXPORT_FAILED: Told((A.NAMED,), BELL, _("Your file could not be made: %(title)s.")),
}

# Kind of the subject -> route that shows it.
ROUTES = {
    "application": "onboarding:detail",
    "progressreport": "reports:detail",
    "milestone": "reports:milestone",
    "invitation": "directory:invitation",
    "joinrequest": "directory:answer_join",
    "company": "companyfile:file",
    "feedback": "feedback:answer",
    "export": "exports:detail",
    "importrun": "imports:report",
}


def path_of(event: Any) -> str:
    """Where a notice of this event leads: its subject, else the company, else the list of notices."""
    told = TOLD.get(event.kind)
    page = told.page if told else Page.SUBJECT
    if page is Page.HOME:
        return reverse(settings.LOGIN_REDIRECT_URL)
    if page is Page.SUBJECT and event.subject_kind in ROUTES:
        return reverse(ROUTES[event.subject_kind], args=[event.subject_id])
    if event.company_id:
        return reverse("companyfile:file", args=[event.company_id])
    return reverse("notices:list")


def sentence(event: Any) -> str:
    """What happened, in the language of the reader (the active one), with the reason where one was given."""
    told = TOLD.get(event.kind)
    names = {
        "company": event.company or event.title,
        "title": event.title,
        "person": event.by or "",
        "named": event.person or "",
    }
    said = str(told.sentence) % names if told else str(event)
    return f"{said} “{event.note}”" if event.note and told and told.reads_note else said


def path_of_reminder(kind: str, subject_id: int) -> str:
    return reverse(ROUTES[SUBJECT[ReminderKind(kind)]], args=[subject_id])


def line_of(notice: Any) -> tuple[str, str]:
    """What a notice says, and the path where it leads; in the active language."""
    if notice.event:
        return sentence(notice.event), path_of(notice.event)
    return in_short(notice.reminder), path_of_reminder(notice.reminder.kind, notice.reminder.subject_id)


def letter(event: Any, facts: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of the mail on an event, in the active language."""
    return written(f"programme/notices/mail/{event.kind}.txt", {"event": event, "url": path_of(event), **facts})


def reminder_letter(lines: Sequence[Line]) -> tuple[str, str]:
    """Subject and text of one mail on everything that one person is reminded of, in the active language."""
    contacts = {line.contact for line in lines}
    name, phone, email = contacts.pop() if len(contacts) == 1 else ("", "", "")
    words = {
        "reader": lines[0].reader,
        "heading": heading(lines),
        "contact": {"name": name, "phone": phone, "email": email} if name else None,
        **_items([_reminded(line) for line in lines]),
    }
    return written("programme/notices/reminders.txt", words)


def weekly_letter(reader: Any, news: Sequence[Any], lines: Sequence[Line]) -> tuple[str, str]:
    """Subject and text of the mail of the week: events first, then what still waits; in the active language."""
    items = [(sentence(event), path_of(event)) for event in news] + [_reminded(line) for line in lines]
    return written("programme/notices/weekly.txt", {"reader": reader, **_items(items)})


def _reminded(line: Line) -> tuple[str, str]:
    return reminder_sentence(line), path_of_reminder(line.kind, line.subject_id)


def _items(items: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The lines of a mail on several things, with the way to the first page for the rest."""
    shown = [(said, _address(path)) for said, path in items[:SHOWN]]
    return {
        "items": shown,
        "count": len(items),
        "more": len(items[SHOWN:]),
        "url": reverse(settings.LOGIN_REDIRECT_URL),
    }


def _address(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def written(template: str, words: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail from its template, in the active language; the first line is the subject."""
    own = {"site": settings.SITE_URL, "preferences": _address(reverse("preferences:choose"))}
    context = Context({**words, **own, "url": _address(words["url"])}, autoescape=False)
    subject, _line, text = Engine.get_default().get_template(template).render(context).strip().partition("\n")
    return " ".join(subject.split()), _without_gaps(text)


def _without_gaps(text: str) -> str:
    """At most one empty line in a row: blocks of a template that stay empty leave more."""
    lines: list[str] = []
    for line in (raw if raw == "-- " else raw.rstrip() for raw in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
