"""Companies by sector, size and place, milestones by standing, and the curve of an edition, as of a day.

The companies are those admitted by the end of the day and not ended by then. Their sector and municipality are those of
now, because former ones are not kept.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import CharField, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext as _

from companies.models import Municipality, Sector, SizeDeclaration, Territory
from companies.reference.readers import outlines
from companies.sizes.queries import class_in_the_database
from companies.sizes.rules import SizeClass
from programme.breakdowns.rules import (
    Picture,
    curve_of,
    month_ends,
    places_of,
    sectors_of,
    sizes_of,
    standings_of,
)
from programme.breakdowns.states import NOT_KNOWN, Kind
from programme.counters.states import Level
from programme.editions.models import Participation, Programme
from programme.editions.queries import taking_part
from programme.milestones.models import Milestone
from programme.reports.queries import with_standing_on
from programme.tallies.queries import changes_of, numbers_on
from programme.tallies.rules import MILESTONES
from sme4green.paging import MOST_COUNTED, CappedCount

Rows = QuerySet[Participation]


def _size_on_the_day() -> Coalesce:
    """From the latest declaration of the day or before."""
    told = SizeDeclaration.objects.filter(company=OuterRef("company"), declared_at__lt=OuterRef("day_end"))
    latest = told.order_by("-declared_at", "-pk").annotate(answer=class_in_the_database()).values("answer")[:1]
    return Coalesce(Subquery(latest), Value(SizeClass.UNKNOWN.value), output_field=CharField())


def with_size(rows: Rows) -> Rows:
    """Adds `size`, the SizeClass on the day, to rows that have `day_end`."""
    return rows.annotate(size=_size_on_the_day())


def _grouped(rows: Rows, kind: Kind) -> Rows:
    """With `key`: the division, the size class, or the country and code of the municipality; "" where not known."""
    if kind == Kind.SIZE:
        return rows.annotate(key=_size_on_the_day())
    path = "company__sector__code" if kind == Kind.SECTOR else "company__municipality__code"
    code: Any = Substr(path, 1, 2) if kind == Kind.SECTOR else F(path)
    return rows.annotate(key=Coalesce(code, Value(""), output_field=CharField()))


def groups_on(programme: Programme, *, as_of: dt.date, territories: Collection[Territory]) -> dict[str, dict[str, int]]:
    """Kind → key → companies, and `MILESTONES` → standing → milestones, at the end of the day; one query.

    The key is the division, the size class, or the country and code of the municipality; "" where it is not known.
    """
    kinds: dict[str, dict[str, int]] = {name: {} for name in [*Kind.values, MILESTONES]}
    found = numbers_on(programme, as_of=as_of, territories=territories, counters=kinds)
    for (kind, key, _territory), number in found.items():
        kinds[kind][key] = kinds[kind].get(key, 0) + number
    return kinds


def named(places: Mapping[str, int]) -> dict[tuple[str, str, str], int]:
    """(country, code, name) of the municipality → companies, in one query; three times "" where it is not known."""
    codes = [key.partition("-")[2] for key in places if key]
    rows = Municipality.objects.filter(code__in=codes).values_list("country", "code", "name")
    names = {f"{country}-{code}": (country, code, name) for country, code, name in rows}
    return {names.get(key, ("", "", "")): number for key, number in places.items()}


def rows_in(rows: Rows, kind: Kind, key: str) -> Rows:
    """Those of the participations that `groups_on` counts under the key; of a municipality it is "IT-001272"."""
    if kind == Kind.MUNICIPALITY and key != NOT_KNOWN:
        country, _dash, code = key.partition("-")
        return rows.filter(company__municipality__country=country, company__municipality__code=code)
    return _grouped(rows, kind).filter(key="" if key == NOT_KNOWN else key)


def as_list(rows: Rows) -> Rows:
    """With the `total` and, as the list behind a number has it, the admission as the record."""
    counted = CappedCount(rows.order_by().values("pk")[: MOST_COUNTED + 1])
    nothing = {name: Value(None, output_field=IntegerField()) for name in ("record_report", "figure")}
    rows = rows.select_related("company__municipality", "territory")
    return rows.annotate(total=counted, record_at=F("admitted_at"), **nothing)


def sector_titles(codes: Collection[str]) -> dict[str, str]:
    """The titles of divisions and sections, in the reader's language."""
    found = Sector.objects.filter(scheme=Sector.Scheme.NACE_21, level__lte=2, code__in=codes)
    return {sector.code: sector.title for sector in found}


def milestones_on(programme: Programme, *, as_of: dt.date, territories: Collection[Territory]) -> QuerySet[Milestone]:
    """The milestones that stood at the end of the day, with `then`, their Standing of that day, and `due_then`."""
    rows = with_standing_on(Milestone.objects.all(), day=as_of, territories=territories)
    return rows.filter(taking_part(programme, territories, "participation__"))


def accepted_on(
    programme: Programme, *, days: Sequence[dt.date], territories: Collection[Territory]
) -> list[tuple[dt.date, int]]:
    """Each day with its companies that have an accepted report, as the counter `smes_supported` has it; one query."""
    changes = changes_of(
        programme, as_of=max(days), territories=territories, counter="smes_supported", level=Level.ACCEPTED
    )
    return [(day, sum(number for changed_on, number in changes if changed_on <= day)) for day in days]


def picture_on(
    programme: Programme,
    *,
    as_of: dt.date,
    territories: Sequence[Territory],
    target: int | None,
    to_group: Callable[[Kind, str], str],
    to_day: Callable[[dt.date], str],
    to_standing: Callable[[str], str],
) -> Picture:
    """Four queries: the groups, the titles of sectors, the names of places, and the curve; the rest gives addresses."""
    groups = groups_on(programme, as_of=as_of, territories=territories)
    sectors, sizes = groups[Kind.SECTOR], groups[Kind.SIZE]
    drawn = [(place.name, outlines()[place.code]) for place in territories if place.code in outlines()]
    first, last = programme.starts_on, programme.ends_on
    days = month_ends(first, max(first, as_of))
    accepted = accepted_on(programme, days=days, territories=territories)
    return Picture(
        companies=sum(sizes.values()),
        sectors=sectors_of(sectors, sector_titles(sectors), partial(to_group, Kind.SECTOR)),
        sizes=sizes_of(sizes, partial(to_group, Kind.SIZE)),
        places=places_of(named(groups[Kind.MUNICIPALITY]), drawn, partial(to_group, Kind.MUNICIPALITY)),
        standings=standings_of(groups[MILESTONES], to_standing),
        curve=curve_of(accepted, first=first, last=last, target=target, link=to_day),
    )


def title_of(kind: Kind, key: str) -> str:
    """What a group of companies is called."""
    if key == NOT_KNOWN:
        return _("not known")
    if kind == Kind.SIZE:
        return str(SizeClass(key).label) if key in SizeClass.values else key
    if kind == Kind.SECTOR:
        return f"{key} {sector_titles([key]).get(key, '')}"
    country, _dash, code = key.partition("-")
    return Municipality.objects.filter(country=country, code=code).values_list("name", flat=True).first() or code
