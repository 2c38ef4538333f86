"""What is too late or too little, and the text that Prometheus reads."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

# A round of mails may take five minutes, and the clock is noted between rounds.
TICK_LATE = dt.timedelta(minutes=10)
MAIL_LATE = dt.timedelta(minutes=15)
FREE_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing the portal needs; `number` is what was measured, if it is a number."""

    name: str
    ok: bool
    says: str
    number: int | None = None


def clock_check(ticked_at: dt.datetime | None, *, now: dt.datetime) -> Check:
    if ticked_at is None:
        return Check("clock", False, "The clock has not ticked yet.")
    seconds = max(0, int((now - ticked_at).total_seconds()))
    ok = now - ticked_at <= TICK_LATE
    return Check("clock", ok, "seconds since the last tick", seconds)


def mail_check(oldest_due: dt.datetime | None, *, now: dt.datetime) -> Check:
    seconds = seconds_since(oldest_due, now=now)
    return Check("mail", seconds <= MAIL_LATE.total_seconds(), "seconds that the oldest mail is late", seconds)


def hold_check(*, held: bool) -> Check:
    return Check("hold", not held, "Mail is held after a restore." if held else "Mail may leave.")


def disk_check(free: int) -> Check:
    return Check("disk", free >= FREE_BYTES, "free megabytes where files are kept", free // 1024**2)


def migrations_check(missing: int) -> Check:
    return Check("migrations", missing == 0, "migrations that are not applied", missing)


def seconds_since(moment: dt.datetime | None, *, now: dt.datetime) -> int:
    """Whole seconds; 0 without a moment, and for one that lies ahead."""
    return max(0, int((now - moment).total_seconds())) if moment else 0


@dataclass(frozen=True)
class Gauge:
    """One measure with its values: one without a label, or one for each state."""

    name: str
    help: str
    values: dict[str, int]


def exposition(gauges: Iterable[Gauge]) -> str:
    """The text format of Prometheus, version 0.0.4. Names and states are our own words: nothing to escape."""
    lines = []
    for gauge in gauges:
        lines += [f"# HELP sme4green_{gauge.name} {gauge.help}", f"# TYPE sme4green_{gauge.name} gauge"]
        for state, value in gauge.values.items():
            label = f'{{state="{state}"}}' if state else ""
            lines.append(f"sme4green_{gauge.name}{label} {value}")
    return "\n".join(lines) + "\n"
