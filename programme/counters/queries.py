"""The counters as they stood at the end of a local day, and the companies behind each number.

A company takes part once in an edition, so it counts once. The numbers are sums of tallies, and the lists are read from
the contributions of each participation; both are worked out by `tallies.rules` after each event.
"""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Q, QuerySet, Sum, Value

from companies.models import Territory
from programme.counters.rules import COUNTERS, PAIRS, Total, Totals
from programme.counters.states import Level
from programme.editions.models import Participation, Programme
from programme.editions.queries import day_end, taking_part
from programme.indicators.models import Indicator
from programme.tallies.queries import numbers_on, until
from programme.tallies.rules import FIGURE, ODD

ByTerritory = dict[int, int]
# The levels on which each counter counts; a level that is missing is not counted yet.
RECORDS = {code: list(counter.levels) for code, counter in COUNTERS.items() if counter.levels}


def participations_on(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> QuerySet[Participation]:
    """The participations of these territories that run at the end of the day, with `day_end`."""
    rows = Participation.objects.annotate(day_end=day_end(territories, as_of))
    return rows.filter(taking_part(programme, territories))


def companies_counted(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> dict[tuple[str, Level], ByTerritory]:
    """How many companies each counter has on each level, by territory, in one query."""
    found = numbers_on(programme, as_of=as_of, territories=territories, counters=RECORDS)
    return {
        (code, level): {
            place.pk: found[code, level.value, place.pk]
            for place in territories
            if (code, level.value, place.pk) in found
        }
        for code, levels in RECORDS.items()
        for level in levels
    }


def figures_summed(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> list[tuple[Indicator, Totals]]:
    """The indicators that add up and have a figure, each with its totals by level and territory, in one query."""
    rows: Any = Indicator.objects.filter(
        until(as_of, "tallies__"),
        adds_up=True,
        tallies__programme=programme,
        tallies__territory__in=[place.pk for place in territories],
    )
    rows = rows.annotate(place=F("tallies__territory"), level=F("tallies__level"))
    rows = rows.annotate(companies=Sum("tallies__companies"), total=Sum("tallies__value"))
    found: dict[int, tuple[Indicator, dict[int, dict[str, Any]]]] = {}
    for row in rows.filter(companies__gt=0).order_by("position", "code"):
        _indicator, places = found.setdefault(row.pk, (row, {}))
        places.setdefault(row.place, {})[row.level] = row
    return [(indicator, _totals(places)) for indicator, places in found.values()]


def _totals(places: dict[int, dict[str, Any]]) -> Totals:
    """From territory → level, pair of levels or `ODD` → a row with `companies` and `total`."""
    totals: Totals = {level: {} for level in Level}
    for place, rows in places.items():
        companies = {name: row.companies for name, row in rows.items()}
        for level in Level:
            value = rows[level.value].total if level.value in rows else Decimal(0)
            apart = {other: companies.get(f"{level.value}_{other.value}", 0) for other in PAIRS[level]}
            totals[level][place] = Total(
                Decimal(value).quantize(Decimal("0.001")), companies.get(level.value, 0), apart, companies.get(ODD, 0)
            )
    return totals


def participations_behind(
    programme: Programme,
    *,
    as_of: dt.date,
    territories: Collection[Territory],
    level: Level,
    code: str = "",
    indicator: Indicator | None = None,
) -> QuerySet[Participation]:
    """Those that a number counts: one row, one company.

    Of the records that count, `record_at` and `record_report` are the moment and the report's id (or None) of the
    earliest; `figure` is the sum of its figures, one for each milestone (None where companies are counted).
    """
    holds = Q(contributions__until_on=None) | Q(contributions__until_on__gt=as_of)
    rows = Participation.objects.filter(
        holds,
        programme=programme,
        territory__in=[place.pk for place in territories],
        contributions__programme=programme,
        contributions__counter=f"{FIGURE}{indicator.pk}" if indicator else code,
        contributions__level=level,
        contributions__from_on__lte=as_of,
    )
    nothing = Value(None, output_field=DecimalField(max_digits=20, decimal_places=3))
    return rows.select_related("company__municipality", "territory").annotate(
        record_at=F("contributions__record_at"),
        record_report=F("contributions__report"),
        figure=F("contributions__value") if indicator else nothing,
    )
