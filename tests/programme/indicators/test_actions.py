"""The catalogue that ships with the portal."""

import pytest
from django.utils import translation

from programme.indicators.actions import load_indicators
from programme.indicators.models import Indicator
from programme.indicators.readers import indicator_rows
from programme.indicators.rules import unit_word

pytestmark = pytest.mark.django_db


def test_fifteen_indicators_are_loaded_once() -> None:
    assert len(load_indicators()) == 15
    assert load_indicators() == []
    assert Indicator.objects.count() == 15


def test_every_row_keeps_the_rules_of_its_table() -> None:
    for row in load_indicators():
        row.full_clean()


def test_what_a_manager_edited_stays() -> None:
    load_indicators()
    Indicator.objects.filter(code="gas-used").update(in_use=False, highest=5)
    load_indicators()
    gas = Indicator.objects.get(code="gas-used")
    assert (gas.in_use, gas.highest) == (False, 5)


def test_an_indicator_bears_its_name_in_three_languages() -> None:
    load_indicators()
    names = []
    for language in ("it", "ro", "en"):
        with translation.override(language):
            names.append(Indicator.objects.get(code="food-surplus-recovered").name)
    assert names == ["Eccedenze alimentari recuperate", "Surplus alimentar recuperat", "Food surplus recovered"]


def test_shares_and_readings_of_a_meter_do_not_add_up() -> None:
    single = {row["code"] for row in indicator_rows() if not row["adds_up"]}
    assert single == {"electricity-bought", "gas-used", "renewable-share", "water-used", "waste-produced"}


def test_things_that_are_counted_have_no_unit_in_words() -> None:
    with translation.override("en"):
        assert [unit_word(unit) for unit in ("n", "kg", "kWh/year")] == ["", "kg", "kWh/year"]
