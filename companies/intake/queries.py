"""What the rows of a list are held against, and what would become of them."""

import re
from collections import defaultdict
from collections.abc import Iterable

from companies.directory.models import Company, Identifier
from companies.directory.rules import TaxNumber
from companies.intake.rules import Key, Known, Lookups, Planned, plan, read_rows
from companies.lists.readers import Line
from companies.lists.rules import Columns
from companies.reference.models import LegalForm, Municipality, Sector
from companies.reference.queries import ASSIGNABLE, scheme_of
from companies.reference.readers import successors
from companies.reference.rules import fold
from companies.sizes.models import SizeDeclaration
from companies.territories.models import Territory

SHORT_FORM = re.compile(r"\(([^)]*)\)$")
# So many rows are held against the directory, and written, at once.
CHUNK = 500


def lookups_for(territory: Territory) -> Lookups:
    """Read once for a whole list."""
    country = territory.country
    forms: dict[str, int] = {}
    for pk, code, title in LegalForm.objects.filter(country=country).values_list("pk", "code", "title"):
        short = SHORT_FORM.search(title)
        for words in (title, SHORT_FORM.sub("", title), short[1] if short else "", code):
            if words:
                forms[fold(words).replace(".", "")] = pk
    scheme = scheme_of(country)
    sectors = Sector.objects.filter(scheme=scheme, level=ASSIGNABLE[scheme]).values_list("code", "pk")
    places: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, province, search in Municipality.objects.filter(country=country).values_list("pk", "province", "search"):
        for name in search.split(" | "):
            places[name.replace("-", " ")].append((pk, province))
    return Lookups(
        legal_forms=forms,
        sectors={code.replace(".", ""): pk for code, pk in sectors},
        successors=successors(scheme),
        municipalities=dict(places),
        inside=frozenset(territory.municipalities.values_list("pk", flat=True)),
    )


def known_companies(numbers: Iterable[TaxNumber], *, country: str, lock: bool = False) -> dict[Key, Known]:
    """The companies that already have one of the numbers, by scheme and number; locked inside a transaction."""
    wanted = sorted({number.normalised for number in numbers})
    rows = Identifier.objects.filter(country=country, normalised__in=wanted)
    keys = {(scheme, number): pk for scheme, number, pk in rows.values_list("scheme", "normalised", "company_id")}
    some = Company.objects.filter(pk__in=set(keys.values())).order_by("pk")
    companies = {row.pk: row for row in (some.select_for_update(of=("self",)) if lock else some)}
    has: dict[int, set[Key]] = defaultdict(set)
    for pk, scheme, number in Identifier.objects.filter(company__in=companies).values_list(
        "company_id", "scheme", "normalised"
    ):
        has[pk].add((scheme, number))
    sized = set(SizeDeclaration.objects.filter(company__in=companies).values_list("company_id", flat=True))
    names = dict(Territory.objects.values_list("pk", "name"))
    known = {
        pk: Known(company, frozenset(has[pk]), pk in sized, names[company.territory_id])
        for pk, company in companies.items()
    }
    return {key: known[pk] for key, pk in keys.items()}


def plan_chunk(
    lines: list[Line],
    columns: Columns,
    territory: Territory,
    lookups: Lookups,
    *,
    seen: dict[Key, int],
    lock: bool = False,
) -> list[Planned]:
    """What would become of up to CHUNK rows, in their order; the same number of queries for one row as for all."""
    read = read_rows(lines, columns, country=territory.country, seen=seen)
    numbers = [number for row in read if not isinstance(row, Planned) for number in row.numbers]
    known = known_companies(numbers, country=territory.country, lock=lock)
    return [row if isinstance(row, Planned) else plan(row, known, lookups, territory) for row in read]


def plan_all(lines: list[Line], columns: Columns, territory: Territory) -> list[Planned]:
    lookups, seen = lookups_for(territory), dict[Key, int]()
    return [
        planned
        for start in range(0, len(lines), CHUNK)
        for planned in plan_chunk(lines[start : start + CHUNK], columns, territory, lookups, seen=seen)
    ]
