"""How the row of an import remembers what became of it, and how refused rows go back to a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from django.utils.translation import gettext as _

from companies.imports.models import ImportRow, ImportRun
from companies.intake.rules import Planned
from companies.lists.rules import harmless


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
