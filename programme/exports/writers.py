"""Plain rows written into a foreign file, row by row: memory does not grow with them."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from programme.exports.rules import LONGEST_TEXT_IN_A_CELL, Column, Kind, Table, clean, dialect_of, plain

Rows = Iterable[Sequence[Any]]
# The short date, and date with time, of whoever opens the file.
DAY_FORMAT, MOMENT_FORMAT = 14, 22


def write_xlsx(path: Path, table: Table, rows: Rows) -> int:
    """A sheet with the rows and a sheet that says what they are; how many rows were written."""
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), "in_memory": False})
    book.set_properties({"title": table.title, "created": table.made_at.replace(tzinfo=None)})
    sheet, about = book.add_worksheet(_("List")), book.add_worksheet(_("About"))
    heading = book.add_format({"bold": True, "bottom": 1})
    formats = {
        Kind.DAY: book.add_format({"num_format": DAY_FORMAT, "align": "left"}),
        Kind.MOMENT: book.add_format({"num_format": MOMENT_FORMAT, "align": "left"}),
    }
    cells = [_cell_writer(sheet, column, formats.get(column.kind)) for column in table.columns]
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, clean(column.title), heading)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, (write, value) in enumerate(zip(cells, row, strict=True)):
            if value is not None and value != "":
                write(count, place, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, count, len(table.columns) - 1)
    _write_about(about, table, count, heading)
    book.close()
    return count


def _cell_writer(sheet: Worksheet, column: Column, cell_format: Format | None) -> Callable[[int, int, Any], None]:
    """Each kind by its own method: none of them looks into a text for a formula, a number or a link."""

    def text(row: int, place: int, value: Any) -> None:
        sheet.write_string(row, place, clean(value)[:LONGEST_TEXT_IN_A_CELL])

    def number(row: int, place: int, value: Any) -> None:
        sheet.write_number(row, place, value)

    def day(row: int, place: int, value: Any) -> None:
        sheet.write_datetime(row, place, value, cell_format)

    return {Kind.TEXT: text, Kind.NUMBER: number, Kind.DAY: day, Kind.MOMENT: day}[column.kind]


def _write_about(sheet: Worksheet, table: Table, count: int, heading: Format) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for line, (label, said) in enumerate(table.about):
        sheet.write_string(line, 0, clean(label), heading)
        sheet.write_string(line, 1, clean(said)[:LONGEST_TEXT_IN_A_CELL])
    sheet.write_string(len(table.about), 0, _("Rows"), heading)
    sheet.write_number(len(table.about), 1, count)


def write_csv(path: Path, table: Table, rows: Rows, *, language: str) -> int:
    """UTF-8 with the mark by which spreadsheets know it, every cell in quotes; how many rows were written."""
    dialect, kinds, count = dialect_of(language), [column.kind for column in table.columns], 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, delimiter=dialect.separator, quoting=csv.QUOTE_ALL)
        lines.writerow(plain(column.title, Kind.TEXT, dialect) for column in table.columns)
        for row in rows:
            lines.writerow(plain(value, kind, dialect) for value, kind in zip(row, kinds, strict=True))
            count += 1
    return count
