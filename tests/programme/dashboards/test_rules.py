"""The day of a dashboard, and the length of a bar."""

import datetime as dt
from decimal import Decimal

import pytest

from programme.dashboards.rules import chosen_day, share
from programme.editions.models import Programme

FIRST = Programme(code="first", starts_on=dt.date(2022, 5, 1), ends_on=dt.date(2024, 12, 31))
TODAY = dt.date(2026, 10, 14)


@pytest.mark.parametrize(
    ("text", "today", "day", "said"),
    [
        ("", TODAY, dt.date(2024, 12, 31), ""),
        ("", dt.date(2024, 10, 1), dt.date(2024, 10, 1), ""),
        ("2023-06-30", TODAY, dt.date(2023, 6, 30), ""),
        ("2025-01-15", TODAY, dt.date(2025, 1, 15), ""),  # answers given after the last day
        ("2026-10-15", TODAY, dt.date(2024, 12, 31), "has not come yet"),
        ("2022-04-30", TODAY, dt.date(2024, 12, 31), "had not begun"),
        ("31/10/2024", TODAY, dt.date(2024, 12, 31), "is not a day"),
        ("2024-02-30", TODAY, dt.date(2024, 12, 31), "is not a day"),
        ("\0", TODAY, dt.date(2024, 12, 31), "is not a day"),
    ],
)
def test_the_day_that_is_shown(text: str, today: dt.date, day: dt.date, said: str, settings) -> None:
    settings.LANGUAGE_CODE = "en"
    shown, sentence = chosen_day(text, programme=FIRST, today=today)
    assert shown == day
    assert bool(sentence) == bool(said)
    assert said in sentence


@pytest.mark.parametrize(
    ("part", "whole", "width"), [(0, 120, "0.0"), (41, 120, "34.2"), (Decimal(300), 120, "100.0"), (3, 0, "0.0")]
)
def test_a_bar_is_never_longer_than_its_line(part: Decimal, whole: int, width: str) -> None:
    assert share(part, whole) == width
