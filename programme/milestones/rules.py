"""When a milestone may be due, what its figures may be, and what is searched of it."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from companies.reference.rules import fold
from programme.editions.models import Programme
from programme.indicators.models import Indicator


def suggested_due_on(*, admitted_on: dt.date, days: int, today: dt.date, ends_on: dt.date) -> dt.date:
    """So many days after the admission; never in the past, never after the edition's last day."""
    return min(max(admitted_on + dt.timedelta(days=days), today + dt.timedelta(days=14)), ends_on)


def problem_with_due_on(due_on: dt.date, programme: Programme) -> str:
    """The sentence that says why a milestone cannot be due on that day, or nothing."""
    if programme.starts_on <= due_on <= programme.ends_on:
        return ""
    return _("The edition runs from %(first)s to %(last)s: choose a day in between.") % {
        "first": programme.starts_on.strftime("%d/%m/%Y"),
        "last": programme.ends_on.strftime("%d/%m/%Y"),
    }


def problem_with_value(value: Decimal, indicator: Indicator) -> str:
    """The sentence that says why a figure is impossible for the indicator, or nothing."""
    if value < indicator.lowest:
        return _("%(name)s cannot be below %(lowest)s %(unit)s.") % {
            "name": indicator.name,
            "lowest": indicator.lowest.normalize().__format__("f"),
            "unit": indicator.unit_word,
        }
    if indicator.highest is not None and value > indicator.highest:
        return _("%(name)s cannot be above %(highest)s %(unit)s. Is the unit right?") % {
            "name": indicator.name,
            "highest": indicator.highest.normalize().__format__("f"),
            "unit": indicator.unit_word,
        }
    return ""


def searched_text(title: str) -> str:
    """What the lists search of a milestone, blind to case and accents; cut where its column ends."""
    return fold(title)[:300]
