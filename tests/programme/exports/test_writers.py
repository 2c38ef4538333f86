"""Files as they are written, opened again with readers that are not ours."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from programme.exports.rules import Book, Column, Sheet
from programme.exports.writers import write_csv, write_xlsx

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "http://example.org",
    "mailto:a@example.org",
    "0123",
    "1e5",
    "TRUE",
]
LONG = "Ș" * 250
MADE_AT = dt.datetime(2026, 10, 14, 11, 30, tzinfo=dt.UTC)
MOMENT = dt.datetime.fromisoformat("2026-03-01 09:05")
ROWS = [[text, Decimal("1.5"), dt.date(2026, 3, 1), MOMENT] for text in [*FORMULAS, "Größe ăîșț", LONG]] + [
    [None, None, None, None],
    ["", 0, None, None],
]


def sheet(rows: Iterable[Sequence[Any]] = ROWS, title: str = "List") -> Sheet:
    columns = [Column(title, lambda row: row) for title in ("Name", "Value", "Day", "Moment")]
    return Sheet(title, columns, rows)


def book(*sheets: Sheet) -> Book:
    return Book("Companies", list(sheets) or [sheet()], [("What", "Companies"), ("Filters", "=1+1")], MADE_AT)


@pytest.fixture
def opened(tmp_path):
    path = tmp_path / "list.xlsx"
    assert write_xlsx(path, book()) == len(ROWS)
    return load_workbook(path)


def test_in_a_sheet_every_text_is_a_text_and_stays_what_it_was(opened):
    cells = [row[0] for row in opened.worksheets[0].iter_rows(min_row=2)]
    texts = [row[0] for row in ROWS if row[0]]
    assert [cell.value.replace("_x000D_", "\r") for cell in cells if cell.value] == texts
    assert not {cell.data_type for cell in cells if cell.value} - {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)


def test_no_formula_stands_in_the_file(tmp_path):
    path = tmp_path / "list.xlsx"
    write_xlsx(path, book())
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name) or "hyperlink" in name]


def test_numbers_days_and_moments_have_their_types(opened):
    _name, value, day, moment = next(opened.worksheets[0].iter_rows(min_row=2, max_row=2))
    assert (value.value, value.data_type) == (1.5, "n")
    assert day.value == dt.datetime.fromisoformat("2026-03-01")
    assert day.is_date
    assert moment.value == MOMENT


def test_an_empty_cell_is_empty_and_a_zero_is_a_zero(opened):
    last = [[cell.value for cell in row] for row in opened.worksheets[0].iter_rows()][-1]
    assert last == [None, 0, None, None]


def test_headings_stay_in_view_and_can_be_filtered(opened):
    sheet = opened.worksheets[0]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:D{len(ROWS)}" or sheet.auto_filter.ref == f"A1:D{len(ROWS) + 1}"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width > 15


def test_a_second_sheet_says_what_the_first_one_is(opened):
    assert [[cell.value for cell in row] for row in opened.worksheets[1].iter_rows()] == [
        ["What", "Companies"],
        ["Filters", "=1+1"],
        ["Rows", len(ROWS)],
    ]
    assert opened.worksheets[1]["B2"].data_type != "f"


def test_several_sheets_stand_in_their_order_and_the_last_says_how_many_rows_each_has(tmp_path):
    path = tmp_path / "book.xlsx"
    assert write_xlsx(path, book(sheet(title="First"), sheet([["=1+1", None, None, None]], title="Second"))) == (
        len(ROWS) + 1
    )
    opened = load_workbook(path)
    assert opened.sheetnames == ["First", "Second", "About"]
    assert (opened["Second"]["A2"].value, opened["Second"]["A2"].data_type) == ("=1+1", "s")
    last = [[cell.value for cell in row] for row in opened["About"].iter_rows()][-2:]
    assert last == [["Rows: First", len(ROWS)], ["Rows: Second", 1]]


def test_a_list_without_rows_is_a_sheet_with_headings(tmp_path):
    path = tmp_path / "list.xlsx"
    assert write_xlsx(path, book(sheet([]))) == 0
    assert [cell.value for cell in load_workbook(path).worksheets[0][1]] == [
        "Name",
        "Value",
        "Day",
        "Moment",
    ]


def read(path, separator):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


def test_plain_text_has_the_mark_of_its_encoding_and_every_row(tmp_path):
    path = tmp_path / "list.csv"
    assert write_csv(path, sheet(), language="it") == len(ROWS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = read(path, ";")
    assert rows[0] == ["Name", "Value", "Day", "Moment"]
    assert rows[1] == ["'=1+1", "1,5", "2026-03-01", "2026-03-01 09:05"]
    assert [row[0] for row in rows[1:8]] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@x",
        "'\t=1",
        "'\r=1",
        "http://example.org",
    ]
    assert rows[-3][0] == LONG
    assert rows[-2:] == [["", "", "", ""], ["", "0", "", ""]]


def test_plain_text_in_english_has_commas_between_and_points_within(tmp_path):
    path = tmp_path / "list.csv"
    write_csv(path, sheet(), language="en")
    assert read(path, ",")[1][1] == "1.5"


def test_a_spreadsheet_that_separates_otherwise_finds_no_formula_either(tmp_path):
    path = tmp_path / "list.csv"
    write_csv(
        path,
        sheet([["a;=1+1", None, None, None], ["a,=1+1", None, None, None]]),
        language="en",
    )
    for separator in ",;\t":
        assert not [cell for row in read(path, separator) for cell in row if cell.startswith("=")]


def test_rows_are_taken_one_by_one(tmp_path):
    seen = []

    def rows():
        for n in range(3):
            seen.append(n)
            yield [f"row {n}", n, None, None]

    write_csv(tmp_path / "list.csv", sheet(rows()), language="en")
    assert seen == [0, 1, 2]
