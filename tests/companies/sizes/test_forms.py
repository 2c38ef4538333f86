from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from companies.sizes.forms import LocalDecimalField


class Bill(forms.Form):
    amount = LocalDecimalField(max_digits=15, decimal_places=2, min_value=0, required=False)


def read(language: str, typed: str) -> object:
    with translation.override(language):
        form = Bill({"amount": typed})
        return form.cleaned_data["amount"] if form.is_valid() else form.errors["amount"][0]


@pytest.mark.parametrize(
    ("typed", "italian", "english"),
    [
        ("1.234,56", "1234.56", "1234.56"),
        ("1,234.56", "1234.56", "1234.56"),
        ("1234.56", "1234.56", "1234.56"),
        ("1234,56", "1234.56", "1234.56"),
        ("1.234.567", "1234567", "1234567"),
        ("1,234,567.8", "1234567.8", "1234567.8"),
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("0.25", "0.25", "0.25"),
        ("0,5", "0.5", "0.5"),
        ("1 234,5", "1234.5", "1234.5"),
        ("12\N{NO-BREAK SPACE}000", "12000", "12000"),
        (" 7 ", "7", "7"),
        (",5", "0.5", "0.5"),
        ("5,", "5", "5"),
    ],
)
def test_an_amount_is_read_as_it_was_meant(typed: str, italian: str, english: str) -> None:
    field = LocalDecimalField()
    for language, meant in (("it", italian), ("ro", italian), ("en", english)):
        with translation.override(language):
            assert field.clean(typed) == Decimal(meant), language


@pytest.mark.parametrize(
    "typed", ["about ten", "1.23.4", "1,2,3", "1.2,3.4", "12.34,5", "NaN", "Infinity", "1e5", "--5", ".", "1.,2"]
)
@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_what_is_no_number_is_answered_with_an_example(typed: str, language: str) -> None:
    assert {"it": "1.234,50", "ro": "1.234,50", "en": "1,234.50"}[language] in str(read(language, typed))


def test_a_negative_amount_and_one_with_too_many_decimals_are_refused() -> None:
    assert isinstance(read("it", "-1,5"), str)
    assert isinstance(read("it", "1,505"), str)
    assert read("it", "") is None


@pytest.mark.parametrize(("language", "shown"), [("it", "1.234.567,5"), ("ro", "1.234.567,5"), ("en", "1,234,567.5")])
def test_a_known_value_is_shown_in_the_readers_way_without_needless_zeros(language: str, shown: str) -> None:
    with translation.override(language):
        form = Bill(initial={"amount": Decimal("1234567.50")})
        assert f'value="{shown}"' in str(form["amount"])
        assert form["amount"].value() == shown


def test_a_wrong_text_stays_in_the_box_as_it_was_typed() -> None:
    with translation.override("it"):
        assert 'value="about ten"' in str(Bill({"amount": "about ten"})["amount"])


@given(some.decimals(min_value=0, max_value=10**12, places=2), some.sampled_from(["it", "ro", "en"]))
def test_what_is_shown_is_read_back_as_the_same_number(value: Decimal, language: str) -> None:
    with translation.override(language):
        field = LocalDecimalField()
        assert field.clean(str(field.prepare_value(value))) == value
