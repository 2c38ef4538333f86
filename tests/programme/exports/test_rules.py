"""Cells of plain text: what a spreadsheet would evaluate is made harmless, what is a number stays one."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.exports.rules import (
    COMMA,
    SEMICOLON,
    STARTS_A_FORMULA,
    clean,
    dialect_of,
    harmless,
    plain,
)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+39 011 000 000",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        '  =HYPERLINK("http://example.org";"x")',
        "\u00a0=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
    ],
)
def test_a_text_that_would_be_evaluated_gets_an_apostrophe(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["", "Forno Rossi", "Țesături Măgurele", "a=b", "E-mail", "3-2", "'=1", "   "],
)
def test_any_other_text_stays_as_it_is(text):
    assert harmless(text) == text


@given(st.text())
def test_no_text_whatever_begins_like_a_formula(text):
    written = plain(text, COMMA)
    assert written.lstrip(" \u00a0")[:1] not in STARTS_A_FORMULA
    assert written in (clean(text), f"'{clean(text)}")


def test_numbers_stay_numbers_with_the_decimals_of_the_language_and_without_groups():
    assert plain(Decimal("1234567.50"), SEMICOLON) == "1234567,50"
    assert plain(Decimal("1234567.50"), COMMA) == "1234567.50"
    assert plain(Decimal("-1.5"), SEMICOLON) == "-1,5"
    assert plain(Decimal("1E+3"), COMMA) == "1000"
    assert plain(0, COMMA) == "0"


def test_days_and_moments_are_written_so_that_every_language_reads_them():
    assert plain(dt.date(2026, 3, 1), COMMA) == "2026-03-01"
    assert plain(dt.datetime.fromisoformat("2026-03-01 09:05:07"), COMMA) == "2026-03-01 09:05"


def test_nothing_is_nothing():
    assert plain(None, COMMA) == plain("", SEMICOLON) == ""


def test_where_decimals_have_a_comma_cells_are_separated_by_a_semicolon():
    assert [dialect_of(language) for language in ("it", "ro", "en")] == [
        SEMICOLON,
        SEMICOLON,
        COMMA,
    ]


def test_what_no_file_can_hold_is_left_out():
    assert clean("a\x00b\x0bc\ufffed\te\nf") == "abcd\te\nf"
