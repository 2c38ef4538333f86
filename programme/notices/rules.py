"""The one table that says which event is told to whom, by which channel; and the words of it."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from companies.journal.states import EventKind

# Where in the cache the moment stands at which beat, broker and worker last did a round together.
LAST_TICK = "last-tick"


class Audience(Enum):
    """Who is told; `queries.people_to_tell` finds the people. Nobody is told what he did himself."""

    APPLICANT = "who wrote the application"
    OWNERS = "owners of the company"
    MEMBERS = "everybody who acts for the company"
    TUTOR = "the company's tutor"
    FACILITATORS = "facilitators of the territory"
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

    @property
    def by_mail(self) -> bool:
        return Channel.MAIL in self.channels


A, BOTH, BELL = Audience, (Channel.BELL, Channel.MAIL), (Channel.BELL,)
TOLD: dict[str, Told] = {
    EventKind.APPLICATION_SENT: Told((A.FACILITATORS,), BOTH, _("%(company)s asks to take part."), Ask.DOER),
    EventKind.APPLICATION_RETURNED: Told(
        (A.APPLICANT, A.OWNERS), BOTH, _("The application of %(company)s came back to be completed.")
    ),
    EventKind.APPLICATION_ADMITTED: Told(
        (A.APPLICANT, A.OWNERS), BOTH, _("%(company)s is admitted to the programme."), page=Page.COMPANY
    ),
    EventKind.APPLICATION_REFUSED: Told(
        (A.APPLICANT, A.OWNERS), BOTH, _("The application of %(company)s was refused.")
    ),
    EventKind.TUTOR_ASSIGNED: Told(
        (A.MEMBERS, A.TUTOR), BOTH, _("%(company)s has a tutor: %(named)s."), page=Page.COMPANY
    ),
    EventKind.MILESTONE_MOVED: Told((A.MEMBERS,), BELL, _("The due day of “%(title)s” (%(company)s) was moved.")),
    EventKind.REPORT_SENT: Told(
        (A.REVIEWER,), BOTH, _("%(company)s sent a report on “%(title)s” and waits for your answer."), Ask.DOER
    ),
    EventKind.REPORT_RETURNED: Told(
        (A.MEMBERS,), BOTH, _("The report of %(company)s on “%(title)s” came back to be completed.")
    ),
    EventKind.REPORT_ACCEPTED: Told((A.MEMBERS,), BOTH, _("The report of %(company)s on “%(title)s” was accepted.")),
    EventKind.MEMBER_INVITED: Told(
        (A.INVITED,), BOTH, _("You are invited to act for %(company)s."), Ask.DOER, reads_note=False
    ),
    EventKind.JOIN_ASKED: Told((A.SPEAKERS,), BOTH, _("%(person)s asks to act for %(company)s."), Ask.DOER),
    EventKind.JOIN_ACCEPTED: Told((A.NAMED,), BOTH, _("You may now act for %(company)s."), page=Page.COMPANY),
    EventKind.JOIN_REFUSED: Told(
        (A.NAMED,), BOTH, _("Your request to act for %(company)s was refused."), page=Page.HOME
    ),
    EventKind.ROLE_GRANTED: Told((A.NAMED,), BOTH, _("You were given a role in the programme."), page=Page.HOME),
    EventKind.ROLE_ENDED: Told((A.NAMED,), BOTH, _("A role of yours in the programme has ended."), page=Page.HOME),
}

# Kind of the subject -> route that shows it.
ROUTES = {
    "application": "onboarding:detail",
    "progressreport": "reports:detail",
    "milestone": "reports:milestone",
    "invitation": "directory:invitation",
    "joinrequest": "directory:answer_join",
    "company": "companyfile:file",
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


def letter(event: Any, facts: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of the mail on an event, in the active language."""
    words = {"event": event, "url": settings.SITE_URL.rstrip("/") + path_of(event), "site": settings.SITE_URL, **facts}
    return written(f"programme/notices/mail/{event.kind}.txt", words)


def written(template: str, words: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail from its template, in the active language; the first line is the subject."""
    context = Context(words, autoescape=False)
    subject, _line, text = Engine.get_default().get_template(template).render(context).strip().partition("\n")
    return " ".join(subject.split()), _without_gaps(text)


def _without_gaps(text: str) -> str:
    """At most one empty line in a row: blocks of a template that stay empty leave more."""
    lines: list[str] = []
    for line in (raw if raw == "-- " else raw.rstrip() for raw in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
