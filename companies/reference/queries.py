"""Searches in the reference tables, and where these tables come from."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf, Substr
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies.reference.models import Municipality, Sector
from companies.reference.readers import read
from companies.reference.rules import fold

SHOWN = 20
# The level that a company is registered with: six digits in Italy, the class of four digits elsewhere (CAEN is NACE).
ASSIGNABLE = {Sector.Scheme.ATECO_2025: 6, Sector.Scheme.NACE_21: 4}


@dataclass(frozen=True)
class Option:
    """A row of a reference table, as a person chooses it."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """What a search shows: the first rows, and whether there are more."""

    rows: list[Any]
    more: bool


def scheme_of(country: str | None) -> Sector.Scheme:
    """The classification that enterprises of a country are registered with."""
    return Sector.Scheme.ATECO_2025 if country in ("IT", "", None) else Sector.Scheme.NACE_21


def sectors_matching(words: str, *, scheme: str = Sector.Scheme.ATECO_2025) -> QuerySet[Sector]:
    """The assignable headings with every one of the words in code or title; those whose code begins with it first."""
    wanted = fold(words).split()
    rows = Sector.objects.filter(scheme=scheme, level=ASSIGNABLE[Sector.Scheme(scheme)])
    if not wanted:
        return rows.none()
    for word in wanted:
        rows = rows.filter(search__contains=word)
    by_code = Case(When(search__startswith=wanted[0], then=0), default=1, output_field=IntegerField())
    return rows.order_by(by_code, "code")


def municipalities_matching(words: str, *, country: str | None = None) -> QuerySet[Municipality]:
    """The very name first, then names that begin with the words, then the rest; of each those of a territory first."""
    wanted = fold(words)
    if not wanted:
        return Municipality.objects.none()
    rows = Municipality.objects.filter(search__contains=wanted)
    if country:
        rows = rows.filter(country=country)
    place = Case(
        When(Q(search=wanted) | Q(search__startswith=f"{wanted} |"), then=Value(0)),
        When(search__startswith=wanted, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    within = Case(When(territories__isnull=False, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(place, within, "name", "code").prefetch_related("territories")


def search_sectors(words: str, scheme: str = Sector.Scheme.ATECO_2025) -> Found:
    return _first(sectors_matching(words, scheme=scheme))


def search_municipalities(words: str, country: str | None = None) -> Found:
    """Each row has its territory (none or one) at hand in `territories.all()`."""
    return _first(municipalities_matching(words, country=country))


def _first(rows: QuerySet[Any]) -> Found:
    some = list(rows[: SHOWN + 1])
    return Found(rows=some[:SHOWN], more=len(some) > SHOWN)


def municipality_options(rows: list[Municipality]) -> list[Option]:
    """Says of each in which territory it lies; rows come with `territories` prefetched."""
    return [Option(str(row.pk), str(row), _territory_note(row)) for row in rows]


def _territory_note(row: Municipality) -> str:
    for territory in row.territories.all():
        return _("belongs to the territory %(name)s") % {"name": territory.name}
    return _("outside every territory of the programme")


def sector_options(rows: list[Sector]) -> list[Option]:
    """With the heading above in the reader's language where the title itself is not in it."""
    language = (get_language() or "en")[:2]
    wanting = [row for row in rows if not getattr(row, f"title_{language}", "")]
    above = Q()
    for row in wanting:
        above |= Q(scheme=row.scheme, code__in=[row.code[:5], row.code[:2]])
    titles: dict[tuple[str, str], str] = {}
    if wanting:
        known = Sector.objects.filter(above).exclude(**{f"title_{language}": ""})
        titles = {(row.scheme, row.code): getattr(row, f"title_{language}") for row in known}
    notes = {
        row.pk: titles.get((row.scheme, row.code[:5])) or titles.get((row.scheme, row.code[:2]), "") for row in wanting
    }
    return [Option(str(row.pk), str(row), notes.get(row.pk, "")) for row in rows]


def sectors_under(code: str) -> QuerySet[Sector]:
    """The headings of a section ("C") or those whose code begins so ("10", "10.7"), in every classification."""
    if not code.isalpha():
        return Sector.objects.filter(code__startswith=code)
    divisions = Sector.objects.filter(scheme=Sector.Scheme.NACE_21, level=2, parent_code=code.upper())
    rows = Sector.objects.annotate(division=Substr("code", 1, 2))
    return rows.filter(Q(division__in=divisions.values("code")) | Q(code=code.upper()))


def section_choices() -> QuerySet[Sector]:
    """All sections, as choices of a filter: `value` and `words`. Which of them are in use would take a look at all."""
    rows = Sector.objects.filter(scheme=Sector.Scheme.NACE_21, level=1)
    titles = [f"title_{language}" for language in ((get_language() or "en")[:2], "en", "it")]
    title = Coalesce(*(NullIf(name, Value("")) for name in titles), Value(""))
    return rows.annotate(value=F("code"), words=Concat("code", Value(" "), title, output_field=CharField()))


@dataclass(frozen=True)
class Source:
    """One of the data sets that the product ships."""

    what: str
    publisher: str
    licence: str
    date: dt.date
    rows: int
    file: str


def sources() -> list[Source]:
    """The data sets of the product with publisher, licence and date, for the public page."""
    language = (get_language() or "en")[:2]
    return [
        Source(
            what=row[f"what_{language}"] if language in ("it", "ro") else row["what_en"],
            publisher=row["publisher"],
            licence=row["licence"],
            date=dt.date.fromisoformat(row["date"]),
            rows=int(row["rows"]),
            file=row["file"],
        )
        for row in read("sources.csv")
    ]
