"""One thing that waits for a person, and how late it is, in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Todo:
    """What waits, why, until when, how long it takes, and where to do it."""

    title: str
    url: str
    action: str
    why: str = ""
    by: dt.date | None = None
    minutes: int | None = None
    late_text: str = ""

    @property
    def late(self) -> bool:
        return bool(self.late_text)


def days_late(due_on: dt.date, today: dt.date) -> str:
    """ "3 days late", or nothing when the day is not over."""
    days = (today - due_on).days
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days} if days > 0 else ""


def waiting_since(moment: dt.datetime, now: dt.datetime) -> str:
    """ "waiting since today", "waiting for 4 days"."""
    days = (now - moment).days
    if days < 1:
        return _("waiting since today")
    return ngettext("waiting for %(days)s day", "waiting for %(days)s days", days) % {"days": days}
