"""The day of a dashboard, and the length of a bar."""

import datetime as dt
from decimal import Decimal

import pytest

from programme.counters.states import Level
from programme.dashboards.rules import Number, Promise, chosen_day, not_counted, share
from programme.editions.models import Programme, Target

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


@pytest.mark.parametrize(("accepted", "needed", "behind"), [(7, 10, 3), (10, 10, 0), (12, 10, 0), (3, None, 0)])
def test_a_promise_says_how_far_it_is_behind_the_straight_way(accepted: int, needed: int | None, behind: int) -> None:
    numbers = [Number(Level.CLAIMED, 20), Number(Level.PROVED, 15), Number(Level.ACCEPTED, accepted)]
    assert Promise(Target(value=30), numbers, "", needed).behind == behind


def test_what_is_not_counted_is_not_called_behind() -> None:
    numbers = [Number(Level.CLAIMED, 2), not_counted(Level.PROVED), not_counted(Level.ACCEPTED)]
    assert Promise(Target(value=30), numbers, "", 10).behind == 0
