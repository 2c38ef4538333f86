"""How the row of an import remembers what became of it, how pages show it, and how it goes back to a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.forms import BaseForm
from django.utils.html import escape
from django.utils.translation import gettext as _

from companies.imports.models import ImportRow, ImportRun
from companies.intake.rules import Planned
from companies.lists.rules import harmless
from companies.lists.states import Field
from companies.reference.models import Sector

# What the tabs of a report are called in the address.
TABS = ("new", "known", "refused", "questions", "left")
SAMPLES = 3
# A list that is understood, by the language of who fills it in: headers, and an invented company.
TEMPLATES: dict[str, tuple[list[str], list[str]]] = {
    "it": (
        ["denominazione", "partita iva", "forma giuridica", "comune", "indirizzo", "addetti", "fatturato EUR",
         "ateco 2025"],
        ["Forno Esempio S.r.l.", "01234560017", "S.r.l.", "Torino", "Via Roma 1", "12,5", "1.250.000,00", "10.71.10"],
    ),
    "ro": (
        ["denumire", "CUI", "forma juridică", "localitate", "adresa", "număr angajați", "cifra de afaceri EUR",
         "CAEN Rev. 3"],
        ["Brutăria Exemplu SRL", "12345674", "SRL", "Măgurele", "Str. Atomiștilor 1", "12,5", "250.000,00", "10.71"],
    ),
    "en": (
        ["name", "tax number", "legal form", "municipality", "address", "employees", "turnover EUR", "ATECO 2025"],
        ["Example Bakery S.r.l.", "01234560017", "S.r.l.", "Torino", "Via Roma 1", "12.5", "1,250,000.00", "10.71.10"],
    ),
}  # fmt: skip


def foresee(row: ImportRow, planned: Planned) -> bool:
    """Put on the row what is planned for it; true where that is not what stood there."""
    before = (row.result, row.note, row.asks)
    row.result, row.note, row.company = planned.result, planned.note, planned.company
    row.former_code, row.choices, row.asks = planned.former_code, list(planned.choices), bool(planned.choices)
    return before != (row.result, row.note, row.asks)


def refused_table(run: ImportRun, rows: Iterable[ImportRow]) -> Iterator[str]:
    """Lines of a CSV: number and reason, then the cells as they came; mended, it can be uploaded as it is.

    Semicolons, because that is what spreadsheets in Italy and Romania open. No cell is a formula.
    """
    yield _csv_line([_("row"), _("reason"), *run.header])
    for row in rows:
        yield _csv_line([str(row.number), row.note, *row.cells])


def _csv_line(cells: list[str]) -> str:
    line = StringIO()
    csv.writer(line, delimiter=";").writerow(map(harmless, cells))
    return line.getvalue()


def template_table(language: str) -> list[str]:
    return [_csv_line(cells) for cells in TEMPLATES.get(language, TEMPLATES["en"])]


@dataclass(frozen=True)
class Shown:
    """A row as a page shows it: how the list calls the company, and what it may be asked."""

    row: ImportRow
    name: str
    number: str
    choices: list[Sector]


def shown(run: ImportRun, row: ImportRow, choices: list[Sector]) -> Shown:
    columns, line = run.matched, row.line
    if columns.missing:
        return Shown(row, " · ".join(cell for cell in row.cells[:6] if cell), "", [])
    return Shown(row, columns.text(line, Field.NAME), columns.text(line, Field.NUMBER), choices)


def show_samples(form: BaseForm, rows: list[ImportRow]) -> None:
    """Under each choice of a column the first different cells of it."""
    lines = [row.line for row in rows]
    for at, field in enumerate(form.fields.values()):
        cells = dict.fromkeys(cell for line in lines if (cell := line.cell(at)))
        # Crispy takes help texts for markup of ours; these are words of somebody's file.
        field.help_text = escape(" · ".join([cell[:40] for cell in cells][:SAMPLES]) or "–")
