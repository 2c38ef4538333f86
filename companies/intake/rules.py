"""What a row of a list means for the directory: a new company, something for a known one, or nothing and why."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from companies.directory.models import Company
from companies.directory.rules import NumberProblem, TaxNumber
from companies.intake.states import RowResult
from companies.lists.readers import Line
from companies.lists.rules import Candidate, Columns, left_out, read_candidate, sector_of
from companies.lists.states import Field
from companies.reference.rules import fold
from companies.territories.models import Territory

Key = tuple[str, str]
IN_BRACKETS = re.compile(r"\(([^)]*)\)\s*$")
NOT_A_CODE = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True)
class Lookups:
    """The reference rows of one country by the words that a list may use for them."""

    legal_forms: Mapping[str, int]
    sectors: Mapping[str, int]
    successors: Mapping[str, tuple[str, ...]]
    municipalities: Mapping[str, list[tuple[int, str]]]
    inside: frozenset[int]

    def legal_form(self, words: str) -> int | None:
        return self.legal_forms.get(fold(words).replace(".", ""))

    def municipality(self, words: str) -> int | None:
        """By the very name; among several of one name, the one of the county in brackets, or of the territory."""
        county = IN_BRACKETS.search(words)
        rows = self.municipalities.get(fold(IN_BRACKETS.sub("", words)).replace("-", " "), [])
        if county:
            rows = [row for row in rows if fold(row[1]) == fold(county[1])] or rows
        if len(rows) > 1:
            rows = [row for row in rows if row[0] in self.inside]
        return rows[0][0] if len(rows) == 1 else None

    def codes(self, edition: str, text: str) -> tuple[str, ...]:
        """The codes of today that the text may mean: one, several of which a person chooses, or none.

        Where the list does not say of which edition its codes are, a code that both editions have with different
        meanings is a question too.
        """
        code = NOT_A_CODE.sub("", text.split(" ")[0])
        same = (_dotted(code),) if code in self.sectors else ()
        became = tuple(new for new in self.successors.get(code, ()) if new.replace(".", "") in self.sectors)
        if edition == Field.SECTOR_NEW:
            return same or became
        if edition == Field.SECTOR_OLD:
            return became
        return tuple(dict.fromkeys(same + became))

    def sector(self, code: str) -> int:
        return self.sectors[code.replace(".", "")]


def _dotted(code: str) -> str:
    return ".".join(code[at : at + 2] for at in range(0, len(code), 2)) if len(code) == 6 else f"{code[:2]}.{code[2:]}"


@dataclass(frozen=True)
class Known:
    """A company of the directory, as far as a row of a list is held against it."""

    company: Company
    numbers: frozenset[Key]
    sized: bool
    territory: str


@dataclass
class Planned:
    """What would become of a row, worked out without writing; `values` are the columns that would be filled, `people`
    and `turnover` the size that would be declared."""

    line: Line
    result: RowResult
    notes: list[str]
    company: Company | None = None
    values: dict[str, Any] = field(default_factory=dict)
    further: list[TaxNumber] = field(default_factory=list)
    held: frozenset[Key] = frozenset()
    people: Decimal | None = None
    turnover: Decimal | None = None
    former_code: str = ""
    choices: tuple[str, ...] = ()

    @property
    def target(self) -> Company:
        """The company of a row that is taken: the known one, or the one that was made of it."""
        if self.company is None:
            raise ValueError("a row that was refused, or is not written yet")
        return self.company

    @property
    def note(self) -> str:
        return " ".join(self.notes)


def keys_of(numbers: list[TaxNumber]) -> list[Key]:
    return [(number.scheme, number.normalised) for number in numbers]


def read_rows(lines: list[Line], columns: Columns, *, country: str, seen: dict[Key, int]) -> list[Candidate | Planned]:
    """Each row as a company, or refused; `seen` remembers which row had a number first, also between calls."""
    read: list[Candidate | Planned] = []
    for line in lines:
        try:
            candidate = read_candidate(line, columns, country=country)
            if first := next((seen[key] for key in keys_of(candidate.numbers) if key in seen), None):
                raise NumberProblem(_("The same number stands in row %(row)d already.") % {"row": first})
        except NumberProblem as problem:
            read.append(Planned(line, RowResult.REFUSED, [str(problem)]))
            continue
        seen |= dict.fromkeys(keys_of(candidate.numbers), line.number)
        read.append(candidate)
    return read


def plan(row: Candidate, known: Mapping[Key, Known], lookups: Lookups, territory: Territory) -> Planned:
    """A known company is only completed: what is empty is filled, and nothing that stands there is overwritten."""
    mine = {found.company.pk: found for key in keys_of(row.numbers) if (found := known.get(key))}
    if reason := _reason_against(list(mine.values()), territory):
        return Planned(row.line, RowResult.REFUSED, [reason])
    planned = Planned(row.line, RowResult.NEW, list(row.notes))
    _understand(planned, row, lookups)
    for found in mine.values():
        _only_complete(planned, found, row)
    if not mine:
        planned.further, planned.people, planned.turnover = row.numbers, row.people, row.turnover
    return planned


def _reason_against(mine: list[Known], territory: Territory) -> str:
    """Why a row about companies that are known already cannot be taken."""
    if len(mine) > 1:
        return _("Its numbers belong to two companies that are known already: %(names)s.") % {
            "names": ", ".join(found.company.name for found in mine)
        }
    elsewhere = [found.territory for found in mine if found.company.territory_id != territory.pk]
    if elsewhere:
        return _("This company is known already, in the territory %(name)s.") % {"name": elsewhere[0]}
    return ""


def _understand(planned: Planned, row: Candidate, lookups: Lookups) -> None:
    """The columns of the company; a cell that is not understood is left out and said."""
    planned.values = {"name": row.name, "address": row.cells.get(Field.ADDRESS, "")[:200]}
    searches = {Field.LEGAL_FORM: lookups.legal_form, Field.MUNICIPALITY: lookups.municipality}
    for column, search in searches.items():
        text = row.cells.get(column, "")
        planned.values[f"{column}_id"] = search(text) if text else None
        if text and planned.values[f"{column}_id"] is None:
            planned.notes.append(left_out(column, text))
    edition, text = sector_of(row)
    codes = lookups.codes(edition, text) if text else ()
    planned.values["sector_id"] = lookups.sector(codes[0]) if len(codes) == 1 else None
    code = text.split(" ")[0][:20]
    if len(codes) > 1:
        planned.former_code, planned.choices = code, codes
        planned.notes.append(_("The sector code %(code)s was split: choose one of its successors.") % {"code": code})
    elif codes and codes[0].replace(".", "") != NOT_A_CODE.sub("", code):
        planned.notes.append(_("The sector code %(old)s is %(new)s today.") % {"old": code, "new": codes[0]})
    elif text and not codes:
        planned.notes.append(left_out(edition, text))


def _only_complete(planned: Planned, known: Known, row: Candidate) -> None:
    company = planned.company = known.company
    planned.held = known.numbers
    planned.further = [number for number in row.numbers if (number.scheme, number.normalised) not in known.numbers]
    planned.values = {name: value for name, value in planned.values.items() if value and not getattr(company, name)}
    if not known.sized:
        planned.people, planned.turnover = row.people, row.turnover
    if company.sector_id:
        planned.former_code, planned.choices = "", ()
    changes = bool(planned.values or planned.further or planned.people is not None)
    planned.result = RowResult.UPDATED if changes else RowResult.UNCHANGED
