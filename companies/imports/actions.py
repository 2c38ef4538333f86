"""Brings a list of companies into the directory of one territory."""

import csv
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from companies.directory.models import Company, Identifier
from companies.directory.rules import NumberProblem, TaxNumber, searched_text
from companies.imports.queries import Key, Lookups, known_companies, lookups_for
from companies.imports.readers import Line
from companies.imports.rules import Candidate, Columns, find_columns, harmless, read_amount, read_numbers
from companies.journal.actions import record_for_each
from companies.journal.states import EventKind
from companies.people.models import User
from companies.sizes.models import SizeDeclaration
from companies.territories.models import Territory
from sme4green.errors import RuleBroken


@dataclass(frozen=True)
class Refused:
    """A row that was not taken, with the sentence that says why."""

    line: Line
    reason: str


@dataclass
class Outcome:
    """What became of the rows of a list; `not_understood` counts cells that were left out, by column."""

    header: Line
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    not_understood: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> str:
        return (
            f"imported {self.imported}, updated {self.updated}, unchanged {self.unchanged}, refused {len(self.refused)}"
        )


def import_companies(
    territory_id: int, *, lines: list[Line], by: User | None, now: dt.datetime, dry_run: bool = False
) -> Outcome:
    """All rows that can be taken, in one transaction; each company gets its event. With `dry_run` nothing is kept.

    A known company is brought up to date from the cells that are not empty. What a company said of itself (it has
    applied, or somebody speaks for it) is only completed, never overwritten.
    """
    try:
        with transaction.atomic():
            territory = Territory.objects.select_for_update(of=("self",)).get(pk=territory_id)
            columns = find_columns(lines, currency=territory.currency)
            if columns is None:
                raise RuleBroken(_("No row has a column for the name and one for the tax number: check the headers."))
            outcome = _write(territory, _Run(lookups_for(territory), by, now), lines, columns)
            transaction.set_rollback(dry_run)
    except IntegrityError:
        raise RuleBroken(_("Somebody entered one of these companies at the same moment: run it again.")) from None
    return outcome


@dataclass(frozen=True)
class _Run:
    """What every row needs."""

    lookups: Lookups
    by: User | None
    now: dt.datetime


def _write(territory: Territory, run: _Run, lines: list[Line], columns: Columns) -> Outcome:
    outcome = Outcome(header=columns.header)
    candidates = _candidates(lines, columns, territory.country, outcome)
    known = known_companies((number for row in candidates for number in row.numbers), country=territory.country)
    new: list[tuple[Company, Candidate]] = []
    changed: list[Company] = []
    for candidate in candidates:
        mine = {company.pk: company for key in _keys(candidate.numbers) if (company := known.get(key))}
        if reason := _reason_against(list(mine.values()), territory):
            outcome.refused.append(Refused(candidate.line, reason))
            continue
        values = _values(candidate, run.lookups, outcome)
        if not mine:
            company = Company(territory=territory, source=Company.Source.IMPORT, created_at=run.now, **values)
            new.append((company, candidate))
        elif _revise(next(iter(mine.values())), candidate, values, run):
            changed.append(next(iter(mine.values())))
        else:
            outcome.unchanged += 1
    _create(new, run)
    record_for_each(EventKind.COMPANY_IMPORTED, by=run.by, now=run.now, companies=[company for company, _row in new])
    record_for_each(EventKind.COMPANY_UPDATED, by=run.by, now=run.now, companies=changed)
    outcome.imported, outcome.updated = len(new), len(changed)
    outcome.refused.sort(key=lambda refused: refused.line.number)
    return outcome


def _keys(numbers: list[TaxNumber]) -> list[Key]:
    return [(number.scheme, number.normalised) for number in numbers]


def _candidates(lines: list[Line], columns: Columns, country: str, outcome: Outcome) -> list[Candidate]:
    """The rows below the header that have a name and right numbers, each number once in the file."""
    candidates: list[Candidate] = []
    first_row: dict[Key, int] = {}
    for line in lines:
        if line.number <= columns.header.number:
            continue
        try:
            candidate = _candidate(line, columns, country, outcome)
        except NumberProblem as problem:
            outcome.refused.append(Refused(line, str(problem)))
            continue
        repeated = next((first_row[key] for key in _keys(candidate.numbers) if key in first_row), None)
        if repeated:
            outcome.refused.append(Refused(line, _("same number as row %(row)d") % {"row": repeated}))
            continue
        first_row |= dict.fromkeys(_keys(candidate.numbers), line.number)
        candidates.append(candidate)
    return candidates


def _candidate(line: Line, columns: Columns, country: str, outcome: Outcome) -> Candidate:
    numbers = read_numbers(line, columns, country=country)
    name = columns.text(line, "name")
    if not name:
        raise NumberProblem(_("The name is missing."))
    if len(name) > 200:
        raise NumberProblem(_("The name is longer than 200 letters."))
    amounts: dict[str, Any] = {}
    for column in ("people", "turnover"):
        text = columns.text(line, column)
        amounts[column] = read_amount(text, is_number=columns.places.get(column) in line.numeric) if text else None
        if text and amounts[column] is None:
            outcome.not_understood[column] += 1
    cells = {column: columns.text(line, column) for column in columns.places}
    return Candidate(line=line, name=name, numbers=numbers, cells=cells, **amounts)


def _reason_against(mine: list[Company], territory: Territory) -> str:
    """Why a row about companies that are known already cannot be taken."""
    if len(mine) > 1:
        return _("Its numbers belong to two companies that are known already: %(names)s.") % {
            "names": ", ".join(company.name for company in mine)
        }
    elsewhere = [company.territory for company in mine if company.territory_id != territory.pk]
    if elsewhere:
        return _("This company is known already, in the territory %(name)s.") % {"name": elsewhere[0].name}
    return ""


def _values(candidate: Candidate, lookups: Lookups, outcome: Outcome) -> dict[str, Any]:
    """The columns of the company; a cell that is not understood is counted and left out."""
    found: dict[str, Any] = {"name": candidate.name, "address": candidate.cells.get("address", "")[:200]}
    searches = {"legal_form": lookups.legal_form, "municipality": lookups.municipality, "sector": lookups.sector}
    for column, search in searches.items():
        text = candidate.cells.get(column, "")
        found[f"{column}_id"] = search(text) if text else None
        if text and found[f"{column}_id"] is None:
            outcome.not_understood[column] += 1
    numbers = [number.normalised for number in candidate.numbers]
    return {**found, "search": searched_text(candidate.name, dict.fromkeys(numbers))}


def _create(new: list[tuple[Company, Candidate]], run: _Run) -> None:
    Company.objects.bulk_create([company for company, _row in new], batch_size=500)
    Identifier.objects.bulk_create(
        [_identifier(company, number) for company, row in new for number in row.numbers], batch_size=500
    )
    sizes = [_size(company, row, run) for company, row in new if row.people is not None]
    SizeDeclaration.objects.bulk_create(sizes, batch_size=500)


def _identifier(company: Company, number: TaxNumber) -> Identifier:
    return Identifier(
        company=company,
        country=number.country,
        scheme=number.scheme,
        value=number.value,
        normalised=number.normalised,
    )


def _size(company: Company, row: Candidate, run: _Run) -> SizeDeclaration:
    return SizeDeclaration(
        company=company, people=row.people, turnover_eur=row.turnover, declared_at=run.now, declared_by=run.by
    )


def _revise(company: Company, row: Candidate, values: dict[str, Any], run: _Run) -> bool:
    """Bring a known company up to date; true where something was different."""
    its_own = company.source != Company.Source.IMPORT or any(not m.ended_at for m in company.memberships.all())
    has = {(number.scheme, number.normalised) for number in company.identifiers.all()}
    further = [number for number in row.numbers if (number.scheme, number.normalised) not in has]
    for number in further:
        _identifier(company, number).save()
    named = [column for column, value in values.items() if column != "search" and value]
    wanted = [column for column in named if not (its_own and getattr(company, column))]
    different = [column for column in wanted if getattr(company, column) != values[column]]
    for column in different:
        setattr(company, column, values[column])
    sized = _declare_size(company, row, run, its_own=its_own)
    if different or further:
        numbers = [number for _scheme, number in has] + [number.normalised for number in further]
        company.search = searched_text(company.name, dict.fromkeys(numbers))
        company.version += 1
        company.save(update_fields=[*(column.removesuffix("_id") for column in different), "search", "version"])
    return bool(different or further or sized)


def _declare_size(company: Company, row: Candidate, run: _Run, *, its_own: bool) -> bool:
    """A new declaration where the list says something else than the last one."""
    declared = list(company.size_declarations.all())
    if row.people is None or (its_own and declared):
        return False
    if declared and (declared[0].people, declared[0].turnover_eur) == (row.people, row.turnover):
        return False
    _size(company, row, run).save()
    return True


def write_refused(path: Path, outcome: Outcome) -> None:
    """The refused rows with number and reason before the original cells, for a spreadsheet; no cell is a formula."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([_("row"), _("reason"), *map(harmless, outcome.header.cells)])
        for refused in outcome.refused:
            table.writerow([refused.line.number, refused.reason, *map(harmless, refused.line.cells)])
