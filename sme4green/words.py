"""Numbers, days and moments as the reader writes them: template tags, built into every template."""

from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

NOTHING = "–"


@register.simple_tag
def number(v: Any, decimals: int | None = None) -> str:
    """1.234,5 in Italian and Romanian, 1,234.5 in English; no needless zeros; a dash for nothing; a text as it is."""
    if v is None or v == "":
        return NOTHING
    try:
        exact = Decimal(str(v))
    except InvalidOperation:
        return str(v)
    if not exact.is_finite():
        return NOTHING
    text = f"{exact:f}"
    places = len(text.partition(".")[2].rstrip("0")) if decimals is None else decimals
    return formats.number_format(exact, places, use_l10n=True, force_grouping=True)


@register.simple_tag
def amount(v: Any, unit: str, decimals: int | None = None) -> str:
    """A number with its unit, which stays on the same line."""
    said = number(v, decimals)
    return said if said == NOTHING or not unit else f"{said}\N{NO-BREAK SPACE}{unit}"


def in_the_sentence(date: str) -> str:
    """Italian and Romanian write months small; Django's own lists have them with a capital."""
    return date.lower() if get_language() in ("it", "ro") else date


@register.simple_tag
def day(d: date | datetime | str | None) -> str:
    """A day in words: 3 novembre 2026, 3 noiembrie 2026, 3 November 2026; a moment is taken in the current zone."""
    if not d:
        return NOTHING
    if isinstance(d, str):
        return d
    if isinstance(d, datetime):
        d = timezone.localdate(d) if timezone.is_aware(d) else d.date()
    return _day(date(d.year, d.month, d.day), get_language())


@lru_cache(maxsize=4000)
def _day(d: date, language: str | None) -> SafeString:
    """Kept for each language, because a list says the same days over and over."""
    return format_html('<time datetime="{}">{}</time>', d.isoformat(), in_the_sentence(formats.date_format(d, "j F Y")))


@register.simple_tag
def moment(dt: datetime | None, zone: str | tzinfo | None = None) -> str:
    """A day and a time of day in the given zone, else in the current one."""
    if not dt:
        return NOTHING
    local = timezone.localtime(dt, ZoneInfo(zone) if isinstance(zone, str) and zone else zone or None)
    said = in_the_sentence(formats.date_format(local, "j F Y, H:i"))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), said)
