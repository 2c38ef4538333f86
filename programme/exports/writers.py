"""Plain rows written into a foreign file, row by row: memory does not grow with them."""

import csv
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from programme.exports.rules import LONGEST_TEXT_IN_A_CELL, Book, Sheet, clean, dialect_of, plain

# The short date, and date with time, of whoever opens the file.
DAY_FORMAT, MOMENT_FORMAT = 14, 22
Write = Callable[[int, int, Any], None]


def write_xlsx(path: Path, book: Book) -> int:
    """The sheets, and one that says what they are; how many rows were written."""
    options = {"constant_memory": True, "tmpdir": str(path.parent), "in_memory": False}
    with Workbook(str(path), options) as file:  # also closes what it wrote so far when reading the rows fails
        file.set_properties({"title": book.title, "created": book.made_at.replace(tzinfo=None)})
        heading = file.add_format({"bold": True, "bottom": 1})
        day = file.add_format({"num_format": DAY_FORMAT, "align": "left"})
        moment = file.add_format({"num_format": MOMENT_FORMAT, "align": "left"})
        counts = []
        for sheet in book.sheets:
            page = file.add_worksheet(sheet.title)
            counts.append(_write_sheet(page, sheet, heading, _cell_writer(page, day, moment)))
        _write_about(file.add_worksheet(_("About")), book, counts, heading)
    return sum(counts)


def _write_sheet(page: Worksheet, sheet: Sheet, heading: Format, write: Write) -> int:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, clean(column.title), heading)
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            write(count, place, value)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, count, len(sheet.columns) - 1)
    return count


def _cell_writer(page: Worksheet, day: Format, moment: Format) -> Write:
    """Each type by its own method: none of them looks into a text for a formula, a number or a link."""

    def write(row: int, place: int, value: Any) -> None:
        match value:
            case None | "":
                pass
            case int() | float() | Decimal():
                page.write_number(row, place, value)
            case dt.datetime():
                page.write_datetime(row, place, value, moment)
            case dt.date():
                page.write_datetime(row, place, value, day)
            case _text:
                page.write_string(row, place, clean(value)[:LONGEST_TEXT_IN_A_CELL])

    return write


def _write_about(page: Worksheet, book: Book, counts: list[int], heading: Format) -> None:
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    for line, (label, said) in enumerate(book.about):
        page.write_string(line, 0, clean(label), heading)
        page.write_string(line, 1, clean(said)[:LONGEST_TEXT_IN_A_CELL])
    for line, (sheet, count) in enumerate(zip(book.sheets, counts, strict=True), start=len(book.about)):
        page.write_string(line, 0, _("Rows") if len(counts) == 1 else f"{_('Rows')}: {sheet.title}", heading)
        page.write_number(line, 1, count)


def write_csv(path: Path, sheet: Sheet, *, language: str) -> int:
    """UTF-8 with the mark by which spreadsheets know it, every cell in quotes; how many rows were written."""
    dialect, count = dialect_of(language), 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, delimiter=dialect.separator, quoting=csv.QUOTE_ALL)
        lines.writerow(plain(column.title, dialect) for column in sheet.columns)
        for row in sheet.rows:
            lines.writerow(plain(value, dialect) for value in row)
            count += 1
    return count
