import datetime as dt

import pytest

from programme.monitoring.rules import (
    FREE_BYTES,
    MAIL_LATE,
    TICK_LATE,
    Gauge,
    clock_check,
    disk_check,
    exposition,
    mail_check,
    migrations_check,
    seconds_since,
)
from tests.make import NOW

SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(("late", "ok"), [(-SECOND, True), (TICK_LATE, True), (TICK_LATE + SECOND, False)])
def test_the_clock_may_be_a_little_late(late: dt.timedelta, ok: bool) -> None:
    assert clock_check(NOW - late, now=NOW).ok is ok


def test_a_clock_that_never_ticked_does_not_tick() -> None:
    assert clock_check(None, now=NOW).ok is False


@pytest.mark.parametrize(("due", "ok"), [(None, True), (NOW - MAIL_LATE, True), (NOW - MAIL_LATE - SECOND, False)])
def test_a_mail_may_wait_for_a_round(due: dt.datetime | None, ok: bool) -> None:
    assert mail_check(due, now=NOW).ok is ok


def test_a_nearly_full_disk_and_a_missing_migration_are_said_before_they_hurt() -> None:
    assert [disk_check(free).ok for free in (FREE_BYTES, FREE_BYTES - 1)] == [True, False]
    assert [migrations_check(missing).ok for missing in (0, 1)] == [True, False]


def test_a_moment_ahead_is_no_time_ago() -> None:
    assert [seconds_since(moment, now=NOW) for moment in (None, NOW + SECOND, NOW - 90 * SECOND)] == [0, 0, 90]


def test_the_text_is_what_prometheus_reads() -> None:
    gauges = [Gauge("mails", "Mails by state.", {"waiting": 2, "dead": 0}), Gauge("companies", "Companies.", {"": 7})]
    assert exposition(gauges) == (
        "# HELP sme4green_mails Mails by state.\n"
        "# TYPE sme4green_mails gauge\n"
        'sme4green_mails{state="waiting"} 2\n'
        'sme4green_mails{state="dead"} 0\n'
        "# HELP sme4green_companies Companies.\n"
        "# TYPE sme4green_companies gauge\n"
        "sme4green_companies 7\n"
    )
