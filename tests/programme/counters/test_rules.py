"""The words of counters, and the two rules that need no rows."""

import datetime as dt

import pytest

from programme.counters.rules import COUNTERS, Total, is_protected, levels_told
from programme.counters.states import Level
from programme.editions.readers import first_edition, running_edition


def test_what_is_not_counted_yet_says_why() -> None:
    assert all(counter.why_not for counter in COUNTERS.values() if len(counter.levels) < 3)


def test_every_promise_that_ships_has_its_counter() -> None:
    targets = first_edition().targets + running_edition(today=dt.date(2026, 10, 14)).targets
    assert {row["counter"] for row in targets} == set(COUNTERS)


def test_a_sum_over_fewer_than_five_companies_is_protected() -> None:
    assert [is_protected(n) for n in (0, 1, 4, 5, 100)] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("companies", "between", "told"),
    [
        ((9, 9, 9), (0, 0, 0), "claimed proved accepted"),
        ((20, 14, 9), (6, 11, 5), "claimed proved accepted"),
        ((9, 8, 8), (1, 1, 0), "proved accepted"),  # claimed less accepted would be the figure of one company
        ((4, 2, 0), (2, 4, 2), "accepted"),  # a sum of nobody tells nothing
        ((4, 4, 4), (0, 0, 0), ""),
        ((20, 7, 8), (13, 12, 1), "claimed accepted"),
        ((7, 6, 3), (1, 4, 3), "claimed"),
    ],
)
def test_two_sums_do_not_tell_a_third(
    companies: tuple[int, int, int], between: tuple[int, int, int], told: str
) -> None:
    claimed = Total(companies=companies[0])
    proved = Total(companies=companies[1], apart={Level.CLAIMED: between[0]})
    accepted = Total(companies=companies[2], apart={Level.CLAIMED: between[1], Level.PROVED: between[2]})
    totals = {Level.CLAIMED: claimed, Level.PROVED: proved, Level.ACCEPTED: accepted}
    assert {level.value for level in levels_told(totals)} == set(told.split())


def test_three_sums_do_not_tell_a_fourth() -> None:
    """Six companies only proved, five only accepted, one both: claimed less proved less accepted is its figure."""
    totals = {
        Level.CLAIMED: Total(companies=12, odd=1),
        Level.PROVED: Total(companies=7, apart={Level.CLAIMED: 5}, odd=1),
        Level.ACCEPTED: Total(companies=6, apart={Level.CLAIMED: 6, Level.PROVED: 11}, odd=1),
    }
    assert levels_told(totals) == {Level.CLAIMED, Level.ACCEPTED}
