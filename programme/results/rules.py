"""The words and numbers of the document, ready to be set: plain data in, plain data out.

The document is typeset from this data alone. Every word is said here, in the language of the reader, and nothing that
a person typed is ever read as markup.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.breakdowns.rules import Curve, Map, Picture, Slice
from programme.counters.rules import FIGURES_COUNT
from programme.counters.states import Level
from programme.dashboards.rules import Dashboard, Number, Promise, Scope
from sme4green.words import in_the_sentence, number

Data = dict[str, Any]
FEW = 12


def document_of(dashboard: Dashboard, picture: Picture, *, made_at: dt.datetime, made_for: str) -> Data:
    """Everything that stands in the document, in the active language."""
    scope = dashboard.scope
    return {
        "lang": translation.get_language(),
        "title": _("Report of the programme"),
        "name": scope.programme.name,
        "label": scope.programme.label,
        "day": _("As of %(day)s") % {"day": day_words(scope.as_of)},
        "facts": _facts(scope, dashboard.companies, made_at=made_at, made_for=made_for),
        "funding": scope.programme.funding_statement or settings.FUNDING_STATEMENT,
        "page_words": _("Page"),
        "parts": [
            _promises(dashboard),
            _results(dashboard),
            *([_way(picture.curve), _where(picture), _who(picture), _milestones(picture)] if picture.companies else []),
            _method(scope),
        ],
    }


def day_words(day: dt.date) -> str:
    return in_the_sentence(date_format(day, "j F Y"))


def _facts(scope: Scope, companies: int, *, made_at: dt.datetime, made_for: str) -> list[list[str]]:
    made = timezone.localtime(made_at, scope.chosen[0].zone)
    first, last = day_words(scope.programme.starts_on), day_words(scope.programme.ends_on)
    rows = [
        [_("Edition"), _("from %(first)s to %(last)s") % {"first": first, "last": last}],
        [_("Territories"), scope.places],
        [_("Companies taking part"), number(companies)],
        [_("Grant or call"), scope.programme.grant_code],
        [_("Partners"), ", ".join(settings.PARTNERS)],
        [_("Made"), f"{day_words(made.date())}, {made:%H:%M} · {made_for}"],
    ]
    return [row for row in rows if row[1]]


def _part(heading: str, **more: Any) -> Data:
    """One part of the document: a heading, paragraphs, tables, pictures; the sheet sets what is there."""
    return {"heading": heading, "lead": "", "paragraphs": [], "tables": [], "pictures": [], "notes": [], **more}


def _table(caption: str, head: Sequence[str], rows: list[Data], *, key: Sequence[Sequence[str]] = ()) -> Data:
    """Rows have a `name`, `cells` and, where a bar is drawn, `bars`: widths from 0 to 100 with a colour each."""
    return {"caption": caption, "head": list(head), "rows": rows, "key": [list(one) for one in key]}


BARS = {Level.CLAIMED: "#b7dccd", Level.PROVED: "#3f9a77", Level.ACCEPTED: "#006b47"}
LEVEL_WORDS = {
    Level.ACCEPTED: gettext_lazy("Accepted: the reviewer accepted it"),
    Level.PROVED: gettext_lazy("Proved: the evidence is there"),
    Level.CLAIMED: gettext_lazy("Claimed: the company said so"),
}


def _promises(dashboard: Dashboard) -> Data:
    """The promises; those that are not counted yet stand below with the reason."""
    head = [_("Promise"), _("At least"), *(str(level.label) for level in Level)]
    rows = [
        {
            "name": promise.target.title + (f" · {_('Kept')}" if promise.is_kept and dashboard.scope.is_whole else ""),
            "cells": [number(promise.target.value), *(_said(one) for one in promise.numbers)],
            "bars": _bars(promise),
        }
        for promise in dashboard.counted
    ]
    notes = [f"{promise.target.title}: {promise.why_not}" for promise in dashboard.counted if promise.why_not]
    notes += [
        _("%(promise)s (promised: at least %(goal)s) is not counted yet. %(why)s")
        % {"promise": promise.target.title, "goal": number(promise.target.value), "why": promise.why_not}
        for promise in dashboard.uncounted
    ]
    if not dashboard.promises:
        notes.append(_("This edition has no targets yet."))
    if not dashboard.scope.is_whole:
        notes.append(_("Only a part of the territories is shown; most promises were made for all of them together."))
    key = [[BARS[level], str(words)] for level, words in LEVEL_WORDS.items()]
    caption = _("What was promised, and what the records show")
    tables = [_table(caption, head, rows, key=key)] if rows else []
    return _part(caption, lead=_kept(dashboard), tables=tables, notes=notes)


def _kept(dashboard: Dashboard) -> str:
    if not dashboard.scope.is_whole or not dashboard.promises:
        return ""
    words = {"kept": dashboard.kept, "all": len(dashboard.promises), "counted": len(dashboard.counted)}
    return _("Kept: %(kept)s of %(all)s promises; counted: %(counted)s.") % words


def _bars(promise: Promise) -> list[Data]:
    return [{"width": float(one.width), "fill": BARS[one.level]} for one in promise.numbers if one.value is not None]


def _said(one: Number) -> str:
    return one.words if one.value is None else number(one.value)


def _results(dashboard: Dashboard) -> Data:
    head = [_("Indicator"), *(str(level.label) for level in Level)]
    rows = [
        {
            "name": result.indicator.name + (f" ({result.unit})" if result.unit else ""),
            "cells": [_said(one) for one in result.numbers],
        }
        for result in dashboard.results
    ]
    notes = [str(FIGURES_COUNT)] if rows else [_("No figures were sent by this day.")]
    if dashboard.hides_sums:
        notes.append(
            _(
                "“Not shown” stands where a number, beside another one, would tell the figures of fewer than five"
                " companies."
            )
        )
    tables = [_table(_("Figures of the companies, added up"), head, rows)] if rows else []
    return _part(_("Measured results"), tables=tables, notes=notes)


def _way(curve: Curve) -> Data:
    """The curve of accepted companies beside the straight way to the target, and its numbers."""
    head = [_("Day"), _("Accepted"), *([_("Asked by the straight way")] if curve.target else [])]
    rows = [
        {
            "name": day_words(month.day),
            "cells": [number(month.accepted), *([number(month.needed)] if curve.target else [])],
        }
        for month in curve.months
    ]
    lead = _("Companies with an accepted report: %(accepted)s.") % {"accepted": number(curve.last.accepted)}
    if curve.target:
        words = {"goal": number(curve.target), "needed": number(curve.last.needed)}
        lead += " " + _("The straight way to %(goal)s asks for %(needed)s by this day.") % words
    alt = _("Companies with an accepted report, month by month; the same numbers are in the table.")
    caption = _("Companies with an accepted report at the end of the day")
    return _part(
        _("On the way to the promise"),
        lead=lead,
        pictures=[{"svg": render_to_string("programme/results/curve.svg", {"curve": curve}), "alt": alt, "width": 100}],
        tables=[_table(caption, head, rows)],
    )


def _where(picture: Picture) -> Data:
    places = picture.places
    notes = []
    if places.further:
        rest = sum(one.number for one in places.further)
        notes.append(_("In other municipalities: %(companies)s") % {"companies": number(rest)})
    notes.append(
        _(
            "Borders: ISTAT and Openpolis (CC BY 4.0) for Torino, the repository react-romania (MIT) for Ilfov;"
            " simplified."
        )
    )
    return _part(
        _("Where the companies are"),
        pictures=[_map(one, len(places.maps)) for one in places.maps],
        tables=[_sliced(_("Companies by municipality"), _("Municipality"), places.first)],
        notes=notes if places.maps else notes[:-1],
    )


def _map(drawn: Map, maps: int) -> Data:
    words = {"territory": drawn.territory}
    alt = _("The municipalities of %(territory)s, darker where there are more companies.") % words
    svg = render_to_string("programme/results/map.svg", {"map": drawn})
    return {"svg": svg, "alt": alt, "caption": drawn.territory, "width": 48 if maps > 1 else 60}


def _who(picture: Picture) -> Data:
    shown, hidden = picture.sectors[:FEW], picture.sectors[FEW:]
    notes = [
        _(
            "Size by Recommendation 2003/361/EC, worked out from what the company last declared by this day. Sector and"
            " municipality are those of today; former ones are not kept."
        )
    ]
    if hidden:
        rest = sum(one.number for one in hidden)
        notes.insert(0, _("In other sectors: %(companies)s") % {"companies": number(rest)})
    tables = [
        _sliced(_("Companies by sector"), _("Sector"), shown),
        _sliced(_("Companies by declared size"), _("Size"), picture.sizes),
    ]
    return _part(_("Who the companies are"), tables=tables, notes=notes)


def _milestones(picture: Picture) -> Data:
    heading = _("How far the milestones have come")
    if not picture.milestones:
        return _part(heading, notes=[_("Milestones are counted from the moment they are planned.")])
    most = max(one.number for one in picture.standings)
    rows = [_slice_row(one.label, one.number, 100 * one.number / most) for one in picture.standings]
    return _part(heading, tables=[_table(_("Milestones by standing"), [_("Standing"), _("Milestones"), ""], rows)])


def _sliced(caption: str, heading: str, slices: Sequence[Slice]) -> Data:
    rows = [_slice_row(one.label, one.number, float(one.width)) for one in slices]
    return _table(caption, [heading, _("Companies"), ""], rows)


def _slice_row(name: str, value: int, width: float) -> Data:
    return {"name": name, "cells": [number(value)], "bars": [{"width": width, "fill": BARS[Level.PROVED]}]}


def _method(scope: Scope) -> Data:
    day = {"day": day_words(scope.as_of)}
    return _part(
        _("How it is counted"),
        paragraphs=[
            _("Every number is worked out from records as they stood at the end of %(day)s; none was typed in.") % day,
            _(
                "Claimed: the company said so. Proved: the evidence that is asked for is there. Accepted: the reviewer"
                " accepted it. A report that was returned claims nothing until it is sent again."
            ),
            _(
                "The workbook of the same report lists the companies, milestones and reports behind the numbers, and"
                " every file of evidence with its SHA-256."
            ),
        ],
    )
