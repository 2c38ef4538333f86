"""Lists as spreadsheet programs write them."""

import zipfile
from pathlib import Path

import pytest
from django.utils import translation
from openpyxl import Workbook

from companies.imports import readers
from companies.imports.readers import Unreadable, read_lines


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def cells(path: Path) -> list[list[str]]:
    return [line.cells for line in read_lines(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_same_table_in_any_dress(tmp_path, encoding, sign):
    file = tmp_path / "list.csv"
    rows = [["denominazione", "partita iva"], ["Caffè d'Orò", "01374990552"]]
    file.write_bytes("\r\n".join(sign.join(row) for row in rows).encode(encoding))
    assert cells(file) == rows


def test_commas_inside_cells_do_not_make_columns(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text('name;number\n"Rossi, Bianchi, Verdi & C.";1\nA, B;2\n')
    assert cells(file)[1:] == [["Rossi, Bianchi, Verdi & C.", "1"], ["A, B", "2"]]


def test_rows_keep_the_number_they_have_in_the_spreadsheet(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text('name,number\n\n"two\nlines",1\n')
    assert [(line.number, line.cells) for line in read_lines(file)] == [
        (1, ["name", "number"]),
        (3, ["two lines", "1"]),
    ]


def test_a_workbook_gives_text_and_says_which_cells_are_numbers(tmp_path):
    book = Workbook()
    book.active.append(["name", "number", "people"])
    book.active.append(["A", 1374990552, 12.5])
    book.active.append(["=1+1", "01374990552", None])
    book.save(tmp_path / "list.xlsx")
    lines = read_lines(tmp_path / "list.xlsx")
    assert lines[1].cells == ["A", "1374990552", "12.5"]
    assert lines[1].numeric == {1, 2}
    assert lines[2].cells[1] == "01374990552"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\x00\x01\x02", "neither a CSV text nor an XLSX"),
        (b"%PDF-1.7\x00\x00", "neither a CSV text nor an XLSX"),
        (b"PK\x03\x04 not a workbook", "The workbook cannot be read"),
    ],
)
def test_what_is_no_list_is_said_in_a_sentence(tmp_path, content, sentence):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(Unreadable, match=sentence):
        read_lines(file)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w") as packed:
        packed.writestr("readme.txt", "no sheet here")
    with pytest.raises(Unreadable, match="The workbook cannot be read"):
        read_lines(tmp_path / "list.xlsx")


def test_a_workbook_that_would_unfold_beyond_measure_is_refused_unread(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "list.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    monkeypatch.setattr(readers, "MOST_BYTES_UNPACKED", 2_000_000)
    with pytest.raises(Unreadable, match="unfolds"):
        read_lines(tmp_path / "list.xlsx")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_lines(tmp_path / "nowhere.csv")


def test_too_much_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "list.csv"
    file.write_text("name,number\n" + "a,1\n" * 5)
    monkeypatch.setattr(readers, "MOST_ROWS", 3)
    with pytest.raises(Unreadable, match="over 3 rows"):
        read_lines(file)
    monkeypatch.setattr(readers, "MOST_BYTES", 8)
    with pytest.raises(Unreadable, match="split it"):
        read_lines(file)
