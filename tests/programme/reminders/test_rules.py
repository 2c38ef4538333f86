"""The windows of the steps, and every sentence."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from programme.reminders.rules import STEPS, moment_of, windows
from programme.reminders.states import SUBJECT, ReminderKind

TODAY = dt.date(2026, 10, 14)


def test_every_kind_has_its_steps_and_its_subject() -> None:
    assert set(STEPS) == set(SUBJECT) == set(ReminderKind)


@pytest.mark.parametrize("kind", ReminderKind)
def test_the_latest_step_comes_first_and_a_window_is_three_days(kind: ReminderKind) -> None:
    found = windows(kind, today=TODAY)
    assert [step for step, _first, _last in found] == sorted(STEPS[kind], reverse=True)
    assert all(last - first == dt.timedelta(days=2) for _step, first, last in found)
    assert all(last + dt.timedelta(days=step) == TODAY for step, _first, last in found)


def test_a_step_is_due_at_eight_also_on_the_day_when_the_clocks_change() -> None:
    rome = ZoneInfo("Europe/Rome")
    assert moment_of(dt.date(2026, 10, 24), 0, rome).astimezone(dt.UTC).hour == 6
    assert moment_of(dt.date(2026, 10, 24), 1, rome).astimezone(dt.UTC).hour == 7
