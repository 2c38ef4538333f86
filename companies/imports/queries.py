"""What the cells of a list are looked up in: read once per file."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from companies.directory.models import Company, Identifier
from companies.directory.rules import TaxNumber
from companies.reference.models import LegalForm, Municipality, Sector
from companies.reference.queries import ASSIGNABLE, scheme_of
from companies.reference.rules import fold
from companies.territories.models import Territory

IN_BRACKETS = re.compile(r"\(([^)]*)\)\s*$")
SHORT_FORM = re.compile(r"\(([^)]*)\)$")
Key = tuple[str, str]


@dataclass(frozen=True)
class Lookups:
    """The reference rows of one country by the words that a list may use for them."""

    legal_forms: dict[str, int]
    sectors: dict[str, int]
    municipalities: dict[str, list[tuple[int, str]]]
    inside: frozenset[int]

    def legal_form(self, words: str) -> int | None:
        return self.legal_forms.get(fold(words).replace(".", ""))

    def sector(self, code: str) -> int | None:
        return self.sectors.get("".join(sign for sign in code.split(" ")[0] if sign.isalnum()))

    def municipality(self, words: str) -> int | None:
        """By the very name; among several of one name, the one of the county in brackets, or of the territory."""
        county = IN_BRACKETS.search(words)
        rows = self.municipalities.get(fold(IN_BRACKETS.sub("", words)).replace("-", " "), [])
        if county:
            rows = [row for row in rows if fold(row[1]) == fold(county[1])] or rows
        if len(rows) > 1:
            rows = [row for row in rows if row[0] in self.inside]
        return rows[0][0] if len(rows) == 1 else None


def lookups_for(territory: Territory) -> Lookups:
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
        municipalities=dict(places),
        inside=frozenset(territory.municipalities.values_list("pk", flat=True)),
    )


def known_companies(numbers: Iterable[TaxNumber], *, country: str) -> dict[Key, Company]:
    """The companies that already have one of the numbers, by scheme and number, locked until the import ends."""
    wanted = sorted({number.normalised for number in numbers})
    found: dict[Key, Company] = {}
    for start in range(0, len(wanted), 500):
        rows = Identifier.objects.filter(country=country, normalised__in=wanted[start : start + 500])
        keys = {(row.scheme, row.normalised): row.company_id for row in rows}
        some = (
            Company.objects.filter(pk__in=keys.values())
            .select_related("territory")
            .prefetch_related("identifiers", "memberships", "size_declarations")
        )
        by_id = {row.pk: row for row in some.select_for_update(of=("self",))}
        found |= {key: by_id[pk] for key, pk in keys.items()}
    return found
