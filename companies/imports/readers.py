"""Reads a list of companies, as somebody's spreadsheet program wrote it, into plain rows of text."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 20 * 1024 * 1024
MOST_BYTES_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Unreadable(ValueError):
    """Why a file is not a list of companies, as a full sentence."""


@dataclass(frozen=True)
class Line:
    """One row: its number in the file (the first is 1), its cells, and which columns held a number and not text."""

    number: int
    cells: list[str]
    numeric: frozenset[int] = frozenset()

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


def read_lines(path: Path) -> list[Line]:
    """All rows that are not blank, of a CSV (UTF-8, UTF-16 or Windows-1252) or of the first sheet of an XLSX."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from None
    if size > MOST_BYTES:
        raise Unreadable(_("The file is over %(size)d MB: split it.") % {"size": MOST_BYTES // 1024 // 1024})
    if not content:
        raise Unreadable(_("The file is empty."))
    return _bounded(_workbook(content) if content.startswith(b"PK\x03\x04") else _text_table(content))


def _bounded(lines: Iterable[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if not any(line.cells):
            continue
        if len(kept) == MOST_ROWS:
            raise Unreadable(_("The file has over %(rows)d rows: split it.") % {"rows": MOST_ROWS})
        kept.append(line)
    return kept


def _text_table(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False))
    except csv.Error:
        raise Unreadable(_("The file is not a table: a cell does not end.")) from None
    return (Line(number, [_tidy(cell) for cell in row[:MOST_COLUMNS]]) for number, row in enumerate(rows, 1))


def _decoded(content: bytes) -> str:
    """Spreadsheets in Italy and Romania still write Windows-1252 where no mark says otherwise."""
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("The file is neither a CSV text nor an XLSX workbook."))


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into the most cells, the same number in each of them if possible."""

    def cells(sign: str) -> tuple[int, int]:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 20)
        widths = [len(row) for row in rows if row]
        return sum(width == max(widths, default=0) > 1 for width in widths), max(widths, default=0)

    return max(",;\t", key=cells)


def _workbook(content: bytes) -> Iterator[Line]:
    """The values (not the formulas) of the first sheet. A packed file that would unfold beyond measure is refused."""
    refused = Unreadable(_("The workbook cannot be read: save it again as XLSX, or as CSV."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES_UNPACKED:
                raise Unreadable(_("The workbook unfolds to more than is accepted."))
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
            numeric = frozenset(at for at, value in enumerate(row) if _is_number(value))
            yield Line(number, _without_tail([_cell_text(value) for value in row]), numeric)
    except Unreadable:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError, SyntaxError):
        raise refused from None


def _without_tail(cells: list[str]) -> list[str]:
    """A sheet is as wide as its widest row; what is empty at the end of a row is nothing."""
    filled = [at for at, cell in enumerate(cells, 1) if cell]
    return cells[: filled[-1]] if filled else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _cell_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else _tidy(str(value))


def _tidy(cell: str) -> str:
    """Without line breaks, hard spaces and doubled spaces."""
    return " ".join(cell.split())
