"""The words of counters, and the two rules that need no rows."""

import datetime as dt
import zoneinfo

import pytest

from programme.counters.queries import RECORDS
from programme.counters.rules import COUNTERS, end_of_day, is_protected
from programme.editions.readers import first_edition, running_edition


def test_every_level_that_is_counted_is_explained_and_no_other() -> None:
    explained = {code: set(counter.levels) for code, counter in COUNTERS.items() if counter.levels}
    assert explained == {code: set(levels) for code, levels in RECORDS.items()}


def test_what_is_not_counted_yet_says_why() -> None:
    assert all(counter.why_not for counter in COUNTERS.values() if len(counter.levels) < 3)


def test_every_promise_that_ships_has_its_counter() -> None:
    targets = first_edition().targets + running_edition(today=dt.date(2026, 10, 14)).targets
    assert {row["counter"] for row in targets} == set(COUNTERS)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (dt.date(2026, 6, 10), dt.datetime(2026, 6, 10, 22, tzinfo=dt.UTC)),
        (dt.date(2026, 12, 10), dt.datetime(2026, 12, 10, 23, tzinfo=dt.UTC)),
        (dt.date(2026, 10, 25), dt.datetime(2026, 10, 25, 23, tzinfo=dt.UTC)),  # a day of 25 hours
    ],
)
def test_a_day_ends_at_midnight_in_its_place(day: dt.date, end: dt.datetime) -> None:
    assert end_of_day(day, zoneinfo.ZoneInfo("Europe/Rome")) == end


def test_a_sum_over_fewer_than_five_companies_is_protected() -> None:
    assert [is_protected(n) for n in (0, 1, 4, 5, 100)] == [False, True, True, False, False]
