"""On which days what is said, at which hours, and the words of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from programme.reminders.states import ReminderKind
from sme4green.words import in_the_sentence

# Days after the day it is about (negative: before): the due day; the day of sending; the day of the last save.
STEPS: dict[str, tuple[int, ...]] = {
    ReminderKind.MILESTONE_DUE: (-30, -7, -1, 0, 7, 14, 21, 28),
    ReminderKind.REPORT_WAITING: (5, 12, 19, 26),
    ReminderKind.DRAFT_IDLE: (7,),
}
# Each save begins a new idle time of a draft; after so many reminders the portal is silent.
MOST_PER_DRAFT = 2
# What a stopped clock missed is said up to the end of the second day after; of several missed steps the latest.
CATCH_UP_DAYS = 2
# Hours of the local day in which reminders are written.
MORNING, EVENING = 8, 20


@dataclass(frozen=True)
class Reader:
    """Whom a reminder is for."""

    pk: int
    name: str
    email: str
    language: str

    def __str__(self) -> str:
        return self.name or self.email


@dataclass(frozen=True)
class Line:
    """One reminder that is to be said now, with what its sentence speaks of."""

    kind: str
    subject_id: int
    about_on: dt.date
    step: int
    today: dt.date
    reader: Reader
    title: str
    company: str
    company_id: int | None = None
    returned: bool = False
    contact: tuple[str, str, str] = ("", "", "")  # name, phone, e-mail

    @property
    def occurrence(self) -> tuple[str, int, dt.date, int, int]:
        return self.kind, self.subject_id, self.about_on, self.step, self.reader.pk

    @property
    def days(self) -> int:
        """Whole days since the day it is about; negative while that day is ahead."""
        return (self.today - self.about_on).days


def may_speak(local: dt.datetime) -> bool:
    """Nobody is written to at night."""
    return MORNING <= local.hour < EVENING


def last_word(local: dt.datetime) -> dt.datetime:
    """The latest moment up to this one at which somebody may be written to."""
    if local.hour < MORNING:
        local -= dt.timedelta(days=1)
    return local if may_speak(local) else local.replace(hour=EVENING - 1, minute=59)


def windows(kind: str, *, today: dt.date) -> list[tuple[int, dt.date, dt.date]]:
    """For each step of a kind the first and the last day that it may be about, to be said today; the latest first.

    Windows may overlap; the first that fits is the one, so that of several missed steps only the latest is said.
    """
    return [
        (step, today - dt.timedelta(days=step + CATCH_UP_DAYS), today - dt.timedelta(days=step))
        for step in sorted(STEPS[kind], reverse=True)
    ]


def moment_of(about_on: dt.date, step: int, zone: ZoneInfo) -> dt.datetime:
    """When a step is due: in the morning of its local day."""
    return dt.datetime.combine(about_on + dt.timedelta(days=step), dt.time(MORNING), zone)


# --- the words -------------------------------------------------------------------------------


def sentence(line: Line) -> str:
    """What waits, in the active language."""
    if line.kind == ReminderKind.MILESTONE_DUE:
        said = _due(line)
        return f"{said} {gettext('The report came back to be completed.')}" if line.returned else said
    words = {"company": line.company, "title": line.title, "days": line.days}
    if line.kind == ReminderKind.REPORT_WAITING:
        return (
            ngettext(
                "%(company)s sent a report on “%(title)s” %(days)d day ago and waits for your answer.",
                "%(company)s sent a report on “%(title)s” %(days)d days ago and waits for your answer.",
                line.days,
            )
            % words
        )
    if not line.company:
        return (
            ngettext(
                "You saved your application %(days)d day ago, and it is not sent yet.",
                "You saved your application %(days)d days ago, and it is not sent yet.",
                line.days,
            )
            % words
        )
    return (
        ngettext(
            "The application of %(company)s was saved %(days)d day ago, and it is not sent yet.",
            "The application of %(company)s was saved %(days)d days ago, and it is not sent yet.",
            line.days,
        )
        % words
    )


def _due(line: Line) -> str:
    left = -line.days
    words = {
        "title": line.title,
        "company": line.company,
        "day": _day(line.about_on),
        "days": abs(left),
    }
    if left == 0:
        return gettext("“%(title)s” (%(company)s) is due today, %(day)s.") % words
    if left > 0:
        said = ngettext(
            "“%(title)s” (%(company)s) is due in %(days)d day, on %(day)s.",
            "“%(title)s” (%(company)s) is due in %(days)d days, on %(day)s.",
            left,
        )
    else:
        said = ngettext(
            "“%(title)s” (%(company)s) was due %(days)d day ago, on %(day)s.",
            "“%(title)s” (%(company)s) was due %(days)d days ago, on %(day)s.",
            -left,
        )
    return said % words


def _day(on: dt.date) -> str:
    return in_the_sentence(date_format(on, "j F Y"))


def heading(lines: Sequence[Line]) -> str:
    """The subject of a mail: what the only line is about, else how many there are."""
    if len(lines) > 1:
        return ngettext("%(count)d thing waits for you", "%(count)d things wait for you", len(lines)) % {
            "count": len(lines)
        }
    line = lines[0]
    words = {"title": line.title, "days": abs(line.days)}
    if line.kind == ReminderKind.REPORT_WAITING:
        return gettext("A report waits for your answer: %(title)s") % words
    if line.kind == ReminderKind.DRAFT_IDLE:
        return gettext("Your application is not sent yet")
    if line.days > 0:
        return gettext("Overdue: %(title)s") % words
    if line.days == 0:
        return gettext("Due today: %(title)s") % words
    return ngettext("Due in %(days)d day: %(title)s", "Due in %(days)d days: %(title)s", -line.days) % words


def in_short(reminder: Any) -> str:
    """The line at the bell, in the active language: what was said, in words that do not age."""
    words = {
        "title": reminder.title,
        "company": reminder.company or reminder.title,
        "day": _day(reminder.about_on),
    }
    if reminder.kind == ReminderKind.MILESTONE_DUE:
        return gettext("Reminder: “%(title)s” (%(company)s) is due on %(day)s.") % words
    if reminder.kind == ReminderKind.REPORT_WAITING:
        said = gettext("Reminder: %(company)s sent a report on “%(title)s” on %(day)s and waits for your answer.")
        return said % words
    if not reminder.title:
        return gettext("Reminder: you saved your application on %(day)s, and it is not sent yet.") % words
    said = gettext("Reminder: the application of %(company)s was saved on %(day)s, and it is not sent yet.")
    return said % words
