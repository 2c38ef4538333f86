"""What the columns are called and how cells are understood."""

from decimal import Decimal

import pytest

from companies.directory.rules import NumberProblem
from companies.lists.readers import Line
from companies.lists.rules import find_columns, harmless, read_amount, read_numbers


def columns(*header: str, currency: str = "EUR"):
    return find_columns([Line(1, list(header))], currency=currency)


@pytest.mark.parametrize(
    "header",
    [
        ("denominazione", "codice_fiscale"),
        ("Ragione sociale", "P.IVA"),
        ("DENUMIRE", "CUI"),
        ("Denumire firmă", "Cod de înregistrare fiscală"),
        ("Ragione sociale (come da registro)", "Partita IVA (1)"),
        ("organization", "fiscal_number_as_filed"),
        ("Company name", "VAT number"),
    ],
)
def test_headers_are_known_in_three_languages(header):
    found = columns(*header)
    assert found.places("name") == [0]
    assert found.places("number") == [1]


def test_the_further_columns():
    found = columns("nome", "cf", "Comune", "Indirizzo", "Addetti", "Fatturato (€)", "ATECO 2025", "Forma giuridica")
    assert set(found.fields) == {
        "number", "name", "municipality", "address", "people", "turnover", "sector_new", "legal_form",
    }  # fmt: skip


def test_a_turnover_in_another_currency_is_not_taken_for_euro():
    assert "turnover" not in columns("denumire", "cui", "cifra de afaceri", currency="RON").fields
    assert "turnover" not in columns("nome", "cf", "fatturato (RON)").fields
    assert "turnover" in columns("denumire", "cui", "cifra de afaceri EUR", currency="RON").fields


def test_the_header_may_come_after_a_title():
    lines = [Line(1, ["Elenco imprese 2026"]), Line(3, ["Ragione sociale", "Partita IVA"])]
    assert find_columns(lines, currency="EUR").header.number == 3


def test_without_a_name_or_a_number_there_is_no_header():
    assert columns("nome", "telefono").missing == ["number"]
    assert columns("cf", "telefono").missing == ["name"]


def test_unknown_headers_are_shown_from_the_row_with_the_most_cells():
    lines = [Line(1, ["Elenco"]), Line(2, ["a", "b", "c"]), Line(3, ["x", "y", "z"])]
    found = find_columns(lines, currency="EUR")
    assert (found.header.number, found.fields) == (2, ("", "", ""))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("ATECO", "sector"),
        ("Codice ATECO 2022", "sector_old"),
        ("ATECO 2007 agg. 2022", "sector_old"),
        ("CAEN Rev. 2", "sector_old"),
        ("NACE Rev. 2.1", "sector_new"),
        ("Codice\nATECO 2025", "sector_new"),
    ],
)
def test_a_header_says_of_which_edition_its_codes_are(header, field):
    assert columns("nome", "cf", header).fields[2] == field


def test_two_numbers_of_one_row_are_both_kept_and_the_same_one_once():
    found = columns("nome", "partita iva", "codice fiscale")
    both, _notes = read_numbers(Line(2, ["A", "01374990552", "80010900431"]), found, country="IT")
    assert [number.scheme for number in both] == ["it-vat", "it-tax"]
    assert len(read_numbers(Line(2, ["A", "01374990552", "IT01374990552"]), found, country="IT")[0]) == 1
    assert len(read_numbers(Line(2, ["A", "01374990552", ""]), found, country="IT")[0]) == 1


def test_a_row_without_a_number_says_so():
    with pytest.raises(NumberProblem, match="Type the tax number"):
        read_numbers(Line(2, ["A", "", ""]), columns("nome", "partita iva", "codice fiscale"), country="IT")


@pytest.mark.parametrize("numeric", [frozenset({1}), frozenset()])
def test_zeros_that_a_spreadsheet_dropped_are_put_back_and_said(numeric):
    found = columns("nome", "partita iva")
    kept, notes = read_numbers(Line(2, ["A", "1374990552"], numeric), found, country="IT")
    assert kept[0].normalised == "01374990552"
    assert notes == ["The zeros at the beginning of the number were put back: 01374990552."]


def test_a_short_number_whose_check_digit_does_not_fit_stays_refused():
    with pytest.raises(NumberProblem, match="11 digits, this one has 10"):
        read_numbers(Line(2, ["A", "1374990553"]), columns("nome", "partita iva"), country="IT")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12", "12"), ("12,5", "12.5"), ("1.234", "1234"), ("1.234.567,89", "1234567.89"), ("46019.79", "46019.79"),
        ("1,234,567.89", "1234567.89"), ("€ 1 200", "1200"), ("1'200 EUR", "1200"), ("0.125", "0.125"),
        ("circa dieci", None), ("-5", None), ("NaN", None), ("1e400", None), ("", None), ("10-49", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_they_are_written_here(text, amount):
    assert read_amount(text) == (Decimal(amount) if amount else None)


def test_a_number_of_a_workbook_has_a_decimal_point():
    assert read_amount("1.234", is_number=True) == Decimal("1.234")


@pytest.mark.parametrize("cell", ["=1+1", "+39011", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_becomes_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless("Rossi = Bianchi") == "Rossi = Bianchi"
