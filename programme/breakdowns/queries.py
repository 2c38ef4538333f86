"""Companies by sector, size and place, milestones by standing, and the curve of an edition, as of a day.

The companies are those that `participations_on` finds: admitted by the end of the day and not ended by then. Their
sector and municipality are those of now, because former ones are not kept.
"""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
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
from programme.counters.queries import participations_on
from programme.editions.models import Participation, Programme
from programme.editions.queries import day_end, taking_part
from programme.milestones.models import Milestone
from programme.reports.models import Decision
from programme.reports.queries import with_standing_on

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


def companies_by(rows: Rows, kind: Kind) -> dict[str, int]:
    """How many of these participations have each division or size class, in one query."""
    found: Any = _grouped(rows, kind).order_by().values_list("key").annotate(companies=Count("pk"))
    return dict(found)


def companies_by_place(rows: Rows) -> dict[tuple[str, str, str], int]:
    """(country, code, name) of the municipality → companies, in one query; three times "" where it is not known."""
    names = [f"company__municipality__{name}" for name in ("country", "code", "name")]
    found: Any = rows.order_by().values_list(*names).annotate(companies=Count("pk"))
    return {(country or "", code or "", name or ""): number for country, code, name, number in found}


def rows_in(rows: Rows, kind: Kind, key: str) -> Rows:
    """Those of the participations that `companies_by` counts under the key; of a municipality it is "IT-001272"."""
    if kind == Kind.MUNICIPALITY and key != NOT_KNOWN:
        country, _dash, code = key.partition("-")
        return rows.filter(company__municipality__country=country, company__municipality__code=code)
    return _grouped(rows, kind).filter(key="" if key == NOT_KNOWN else key)


def sector_titles(codes: Collection[str]) -> dict[str, str]:
    """The titles of divisions and sections, in the reader's language."""
    found = Sector.objects.filter(scheme=Sector.Scheme.NACE_21, level__lte=2, code__in=codes)
    return {sector.code: sector.title for sector in found}


def milestones_on(programme: Programme, *, as_of: dt.date, territories: Collection[Territory]) -> QuerySet[Milestone]:
    """The milestones that stood at the end of the day, with `then`, their Standing of that day, and `due_then`."""
    rows = with_standing_on(Milestone.objects.all(), day=as_of, territories=territories)
    return rows.filter(taking_part(programme, territories, "participation__"))


def milestones_by_standing(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> dict[str, int]:
    """Standing → milestones as they stood at the end of the day, in one query."""
    rows = milestones_on(programme, as_of=as_of, territories=territories)
    found: Any = rows.order_by().values_list("then").annotate(milestones=Count("pk"))
    return dict(found)


def accepted_on(
    programme: Programme, *, days: Sequence[dt.date], territories: Collection[Territory]
) -> list[tuple[dt.date, int]]:
    """Each day with its companies that have an accepted report, as the counter `smes_supported` has it; one query.

    An accepted report is never sent again, so the first acceptance of a company holds while it takes part.
    """
    given = Decision.objects.filter(
        verdict=Decision.Verdict.ACCEPTED, sending__report__milestone__participation=OuterRef("pk")
    )
    first = Subquery(given.order_by("decided_at").values("decided_at")[:1])
    rows = Participation.objects.filter(programme=programme, territory__in=[place.pk for place in territories])
    numbers = {}
    for n, day in enumerate(days):
        end = day_end(territories, day)
        running = Q(ended_at=None) | Q(ended_at__gte=end)
        numbers[f"day_{n}"] = Count("pk", filter=Q(running, first__lt=end, admitted_at__lt=end))
    found = rows.annotate(first=first).exclude(first=None).aggregate(**numbers)
    return [(day, found[f"day_{n}"]) for n, day in enumerate(days)]


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
    """Six queries: sectors, their titles, sizes, places, milestones, and the curve; the rest gives addresses."""
    rows = participations_on(programme, as_of=as_of, territories=territories)
    sectors, sizes = companies_by(rows, Kind.SECTOR), companies_by(rows, Kind.SIZE)
    drawn = [(place.name, outlines()[place.code]) for place in territories if place.code in outlines()]
    first, last = programme.starts_on, programme.ends_on
    days = month_ends(first, max(first, as_of))
    accepted = accepted_on(programme, days=days, territories=territories)
    standings = milestones_by_standing(programme, as_of=as_of, territories=territories)
    return Picture(
        companies=sum(sizes.values()),
        sectors=sectors_of(sectors, sector_titles(sectors), partial(to_group, Kind.SECTOR)),
        sizes=sizes_of(sizes, partial(to_group, Kind.SIZE)),
        places=places_of(companies_by_place(rows), drawn, partial(to_group, Kind.MUNICIPALITY)),
        standings=standings_of(standings, to_standing),
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
