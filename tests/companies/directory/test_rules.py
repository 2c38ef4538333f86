"""Tax numbers as people type them."""

import csv
from pathlib import Path

import pytest
from django.utils import translation

from companies.directory.models import Identifier
from companies.directory.rules import NumberProblem, parse_number, searched_text
from companies.reference.models import Country

VECTORS = Path(__file__).resolve().parents[2] / "data" / "tax_numbers.csv"
COUNTRY = {"hr_oib": "HR", "eu_vat": ""}


def vectors() -> list[tuple[str, str, bool]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (
            COUNTRY.get(row["scheme"], row["scheme"][:2].upper()) or row["input"][:2],
            row["input"],
            row["expected"] == "valid",
        )
        for row in rows
    ]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def problem(country: str, typed: str) -> str:
    with pytest.raises(NumberProblem) as refused:
        parse_number(country, typed)
    return str(refused.value)


@pytest.mark.parametrize(("country", "typed", "right"), vectors())
def test_the_verdict_is_that_of_the_library(country, typed, right):
    if right:
        assert parse_number(country, typed).country == country
    else:
        assert problem(country, typed)


@pytest.mark.parametrize(
    ("country", "typed", "scheme", "kept"),
    [
        ("IT", "IT 01374990552", "it-vat", "01374990552"),
        ("IT", "it.013.749.905.52", "it-vat", "01374990552"),
        ("IT", "\u00a001374990552\u00a0", "it-vat", "01374990552"),
        ("IT", "01374990552".translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}), "it-vat", "01374990552"),
        ("IT", "80010900431", "it-tax", "80010900431"),
        ("IT", "91026850676", "it-tax", "91026850676"),
        ("IT", "rccmnl83s18d969h", "it-tax", "RCCMNL83S18D969H"),
        ("IT", "RSSMRA45C12F2LRI", "it-tax", "RSSMRA45C12F2LRI"),
        ("RO", "18547290", "ro-cui", "18547290"),
        ("RO", "ro 185 472 90", "ro-cui", "18547290"),
        ("GR", "EL 094259216", "eu-vat", "EL094259216"),
        ("GR", "GR094259216", "eu-vat", "EL094259216"),
        ("GR", "094259216", "eu-vat", "EL094259216"),
        ("DE", "DE 136,695 976", "eu-vat", "DE136695976"),
        ("BE", "697449992", "eu-vat", "BE0697449992"),
    ],
)
def test_many_ways_of_typing_are_one_number(country, typed, scheme, kept):
    number = parse_number(country, typed)
    assert (number.scheme, number.normalised) == (scheme, kept)


@pytest.mark.parametrize(
    ("country", "typed", "sentence"),
    [
        ("IT", "", "Type the tax number."),
        ("IT", " - ", "Type the tax number."),
        ("IT", "1374990552", "has 10: a spreadsheet may have dropped the zeros"),
        ("IT", "123456789012", "this one has 12"),
        ("IT", "01374990553", "The last digit does not fit"),
        ("IT", "99999999999", "one digit repeated"),
        ("IT", "00000000000", "one digit repeated"),
        ("IT", "FOXDRA26C24H872A", "The last letter does not fit"),
        ("IT", "CNTCHR83T32D969H", "day of birth that does not exist"),
        ("IT", "RO18547290", "another country (RO)"),
        ("IT", "DE136695976", "another country (DE)"),
        ("IT", "GB235979951", "another country (GB)"),
        ("IT", "²³⁴", "this one has 3"),
        ("IT", "٠١٣٧٤٩٩٠٥٥٢", "11 digits"),
        ("RO", "18547291", "The last digit does not fit"),
        ("RO", "IT01374990552", "another country (IT)"),
        ("RO", "01374990552", "looks like an Italian number"),
        ("RO", "1630615123457", "personal code (CNP)"),
        ("RO", "0185472", "does not begin with zero"),
        ("RO", "1", "this number has 1"),
        ("RO", "J40/1234/2020", "A CUI has 2 to 10 digits, with or without RO"),
        ("DE", "1366959", "begins with DE has another number of characters"),
        ("DE", "136695978", "The check digit does not fit"),
        ("DE", "IT01374990552", "another country (IT)"),
        ("DE", "ABC", "begins with DE"),
        ("US", "123456789", "country of the European Union"),
    ],
)
def test_what_is_wrong_is_said(country, typed, sentence):
    assert sentence in problem(country, typed)


def test_a_right_number_followed_by_junk_is_not_cut_into_a_right_one():
    assert problem("IT", "01374990552" + " " + "9" * 60)


def test_every_country_of_the_form_has_a_check():
    for country in Country.values:
        assert "European Union" not in problem(country, "x")


def test_the_schemes_are_those_of_the_table():
    typed = [("IT", "01374990552"), ("IT", "80010900431"), ("RO", "18547290"), ("DE", "136695976")]
    assert {parse_number(*one).scheme for one in typed} == set(Identifier.Scheme.values)


def test_a_company_is_found_by_its_name_without_accents_and_by_number():
    assert searched_text("Țesături Măgurele SRL", ["18547290"]) == "tesaturi magurele srl 18547290"
    assert searched_text("Rossi", ["RCCMNL83S18D969H"]) == "rossi rccmnl83s18d969h"
