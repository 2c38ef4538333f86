"""Lists as spreadsheet programs write them."""

import hashlib
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from openpyxl import Workbook

from companies.lists import readers
from companies.lists.readers import Unreadable, read_lines, read_upload


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
        (b"%PDF-1.7\n1 0 obj", "neither a CSV text nor an XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or protected workbook"),
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


def test_a_workbook_that_would_unfold_beyond_measure_is_refused_unread(tmp_path):
    packed = zipfile.ZipFile(tmp_path / "list.xlsx", "w", zipfile.ZIP_DEFLATED)
    with packed, packed.open("xl/worksheets/sheet1.xml", "w") as part:
        for _megabyte in range(201):
            part.write(b"0" * 1024 * 1024)
    assert (tmp_path / "list.xlsx").stat().st_size < 1024 * 1024
    with pytest.raises(Unreadable, match="unfolds"):
        read_lines(tmp_path / "list.xlsx")


def test_entities_of_a_workbook_are_not_followed(tmp_path):
    Workbook().save(tmp_path / "good.xlsx")
    declared = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><sst>&x;</sst>'
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(tmp_path / "list.xlsx", "w") as bad:
        for part in good.namelist():
            bad.writestr(part, declared if part.endswith("workbook.xml") else good.read(part))
    with pytest.raises(Unreadable, match="The workbook cannot be read"):
        read_lines(tmp_path / "list.xlsx")


def test_one_cell_of_ten_megabytes_is_no_table(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"name,number\n" + b"a" * (10 * 1024 * 1024 - 100))
    with pytest.raises(Unreadable, match="one of its cells does not end"):
        read_lines(file)


def test_one_line_of_ten_megabytes_of_cells_is_cut_to_what_a_list_has(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"name,number\n" + b"ab," * 3_000_000)
    assert [len(line.cells) for line in read_lines(file)] == [2, 200]


def test_the_inspector_has_none_of_the_secrets_of_the_portal(tmp_path, monkeypatch):
    """It is a program of its own: a list cannot reach the database through it."""
    source = readers.INSPECTOR.read_text()
    assert "django" not in source and "companies" not in source
    assert set(readers.NEEDED).isdisjoint({"SECRET_KEY", "DATABASE_URL"})


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


def test_an_upload_is_counted_hashed_and_called_by_its_bare_name():
    read = read_upload(ContentFile(b"name,number\na,1\n", name="C:\\lists\\my\tlist.csv"))
    assert (read.name, read.size_bytes, len(read.lines)) == ("my list.csv", 16, 2)
    assert read.sha256 == hashlib.sha256(b"name,number\na,1\n").hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.pdf", b"name,number\na,1\n", "Only CSV and XLSX"),
        ("list.csv", b"name,number\n", "no row below its headers"),
        ("list.csv", b"", "The file is empty"),
    ],
)
def test_an_upload_that_is_no_list_says_why(name, content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_upload(ContentFile(content, name=name))


def test_the_limit_of_all_uploads_is_a_limit_here_too(settings):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    with pytest.raises(Unreadable, match="over 1 MB: split it"):
        read_upload(ContentFile(b"a" * (1024 * 1024 + 1), name="list.csv"))


def test_the_apostrophe_that_kept_a_cell_from_being_a_formula_is_taken_off(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("name,number\n'=1+1,'+39\nL'Aquila,'70 srl\n")
    assert cells(file)[1:] == [["=1+1", "+39"], ["L'Aquila", "'70 srl"]]
