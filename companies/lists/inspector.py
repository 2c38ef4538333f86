"""Reads a list that somebody uploaded, in a process of its own with little memory and time.

Called as `inspector.py path most_rows`. Prints one JSON array per row that is not blank: its number, its cells, and
which of them were kept as numbers; or, as the last line, the name of a problem that readers.py puts into a sentence.
Stands alone: neither settings nor secrets nor the database are within reach.
"""

import csv
import datetime as dt
import importlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows has no such limits; there the caller's timeout and the sums below must do
    resource = None  # type: ignore[assignment]

MEMORY = 768 * 1024 * 1024
SECONDS = 30
ZIP_ENTRIES = 5_000
ZIP_BYTES = 200 * 1024 * 1024
MOST_COLUMNS = 200
MOST_LETTERS = 2_000  # of one cell; whatever is longer is no cell of a list
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORMULA = ("=", "+", "-", "@")
MOST_PRINTED = 60 * 1024 * 1024  # letters, of all rows together
Row = tuple[int, list[str], list[int]]


class Refused(Exception):
    """Carries the name of the problem."""


def limit() -> None:
    """Nothing is written, little is opened, memory and processor time end. What a system does not know is left out."""
    for name, most in {"AS": MEMORY, "CPU": SECONDS, "FSIZE": 0, "NOFILE": 64, "CORE": 0}.items():
        if hasattr(resource, f"RLIMIT_{name}"):
            try:
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
            except (ValueError, OSError):  # macOS knows RLIMIT_AS and does not let it be set
                continue


def rows_of(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        beginning = file.read(8)
    if not beginning:
        raise Refused("empty")
    if beginning == OLD_OFFICE:
        raise Refused("old_office")
    if beginning.startswith(b"PK\x03\x04"):
        yield from workbook(path)
    elif beginning.startswith((b"%PDF", b"{\\rtf", b"\xff\xd8\xff", b"\x89PNG")):
        raise Refused("no_list")
    else:
        yield from text_table(path.read_bytes())


# --- text --------------------------------------------------------------------------------------


def text_table(content: bytes) -> Iterator[Row]:
    csv.field_size_limit(MOST_LETTERS * 10)
    text = decoded(content)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)), 1):
            yield number, [tidy(cell) for cell in row[:MOST_COLUMNS]], []
    except csv.Error:
        raise Refused("no_table") from None


def decoded(content: bytes) -> str:
    """Spreadsheets in Italy and Romania still write Windows-1252 where no mark says otherwise."""
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), "")
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("no_list")


def delimiter(text: str) -> str:
    """The sign that cuts the first rows into the most cells, the same number in each of them if possible."""

    def cells(sign: str) -> tuple[int, int]:
        try:
            rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 20)
            widths = [len(row) for row in rows if row]
        except csv.Error:  # a line without this sign may be one enormous cell
            return 0, 0
        return sum(width == max(widths, default=0) > 1 for width in widths), max(widths, default=0)

    return max(",;\t", key=cells)


# --- workbooks ---------------------------------------------------------------------------------


def workbook(path: Path) -> Iterator[Row]:
    """The values (not the formulas) of the first sheet. A packed file that would unfold beyond measure is refused."""
    openpyxl: Any = importlib.import_module("openpyxl")  # not for a CSV: it takes longer to load than that to read
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl reads XML without defusedxml")
    content = io.BytesIO(path.read_bytes())  # a name without its ending would be refused unread
    with zipfile.ZipFile(content) as packed:
        parts = packed.infolist()
        if len(parts) > ZIP_ENTRIES or sum(part.file_size for part in parts) > ZIP_BYTES:
            raise Refused("too_much_inside")
        if any(part.flag_bits & 1 for part in parts):
            raise Refused("old_office")
    sheet = openpyxl.load_workbook(content, read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        cells = [cell_text(value) for value in values]
        filled = [at for at, cell in enumerate(cells, 1) if cell]
        # A sheet is as wide as its widest row; what is empty at the end of a row is nothing.
        yield number, cells[: filled[-1]] if filled else [], [at for at, v in enumerate(values) if is_number(v)]


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def cell_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return "" if value is None else tidy(str(value))


def tidy(cell: str) -> str:
    """Without line breaks, hard and doubled spaces, and the apostrophe that keeps a cell from being a formula."""
    text = " ".join(cell.split())[:MOST_LETTERS]
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA and text[1:2] else text


def look(path: str, most_rows: int) -> Iterator[object]:
    kept = printed = 0
    try:
        for number, cells, numeric in rows_of(Path(path)):
            if any(cells):
                kept += 1
                printed += sum(map(len, cells))
                if kept > most_rows:
                    raise Refused("too_many_rows")
                if printed > MOST_PRINTED:
                    raise Refused("too_much_inside")
                yield [number, cells, numeric]
    except Refused as no:
        yield str(no)
    except MemoryError:
        yield "too_much_inside"
    except Exception:  # whatever a library stumbles over, the file is not as it should be
        yield "broken"


if __name__ == "__main__":
    limit()
    for said in look(sys.argv[1], int(sys.argv[2])):
        sys.stdout.write(json.dumps(said) + "\n")
