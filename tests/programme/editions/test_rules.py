"""When a local day ends."""

import datetime as dt
import zoneinfo

import pytest

from programme.editions.rules import end_of_day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (dt.date(2026, 6, 10), dt.datetime(2026, 6, 10, 22, tzinfo=dt.UTC)),
        (dt.date(2026, 12, 10), dt.datetime(2026, 12, 10, 23, tzinfo=dt.UTC)),
        (
            dt.date(2026, 10, 25),
            dt.datetime(2026, 10, 25, 23, tzinfo=dt.UTC),
        ),  # a day of 25 hours
    ],
)
def test_a_day_ends_at_midnight_in_its_place(day: dt.date, end: dt.datetime) -> None:
    assert end_of_day(day, zoneinfo.ZoneInfo("Europe/Rome")) == end
