"""Counting: the journal is read later, and what a company adds to the numbers is worked out anew.

Every event that names a company may change a number, so none is left out. One transaction claims the events of some
companies, replaces what their participations contribute, and adds the difference to the tallies: a worker that is
killed in the middle leaves nothing behind, and one that comes at the same time waits and finds nothing to do.
"""

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from companies.journal.models import Event
from companies.models import Territory
from programme.editions.models import Participation, Programme
from programme.tallies.models import Contribution, Counted, Tally
from programme.tallies.queries import parts_of
from programme.tallies.rules import FIGURE, Part, Span, Steps, add, all_spans, steps_of
from programme.tallies.states import Stretch

log = logging.getLogger(__name__)

AT_ONCE = 100  # companies of one tick
IN_BULK = 500
LISTED = ("participation", "counter", "level", "from_on", "until_on", "value", "record_at", "report")
NUMBER = ("programme_id", "territory_id", "counter", "level", "stretch", "day")
# Written out, because the ORM cannot add to what another row holds while it inserts.
ADD = """
    INSERT INTO programme_tally
        (programme_id, territory_id, counter, level, stretch, day, indicator_id, companies, value)
    VALUES {rows} ON CONFLICT (programme_id, counter, territory_id, stretch, day, level) DO UPDATE
    SET companies = programme_tally.companies + excluded.companies, value = programme_tally.value + excluded.value
"""
Numbers = dict[tuple[Any, ...], tuple[int, Decimal]]  # NUMBER → change in companies, in value


class SomebodyCounts(Exception):
    """Another worker, or `manage.py recount`, is at it."""


def count_events(*, now: dt.datetime) -> int:
    """Count the companies of which the journal says something new, and how many those were.

    A company that cannot be counted is logged and stays uncounted; it does not hold up the others.
    """
    waiting = Event.objects.filter(counted_at=None, company__isnull=False).order_by()
    companies = list(waiting.values_list("company", flat=True).distinct()[:AT_ONCE])
    try:
        count_companies(companies, now=now, wait=False)
    except SomebodyCounts:
        return 0
    except Exception:
        for company in companies:
            _count_alone(company, now=now)
    return len(companies)


def _count_alone(company: int, *, now: dt.datetime) -> None:
    try:
        count_companies([company], now=now)
    except Exception:
        log.exception("Company %s could not be counted.", company)


@transaction.atomic
def count_companies(
    companies: Collection[int], *, now: dt.datetime, wait: bool = True, only_parts: bool = False
) -> tuple[int, int]:
    """Count these companies in all their editions; how many participations they have, and how many had changed.

    With `only_parts` the caller makes the tallies afterwards, in the same transaction. Without `wait` it is
    SomebodyCounts when somebody does.
    """
    if not companies:
        return 0, 0
    _take_turn(wait=wait)
    Event.objects.filter(company__in=companies, counted_at=None).update(counted_at=now)
    parts = parts_of(companies, {place.pk: place for place in Territory.objects.all()})
    spans = {pk: all_spans(part.facts) for pk, part in parts.items()}
    steps = {pk: steps_of(found) for pk, found in spans.items()}
    before = dict(Counted.objects.filter(participation__in=parts).values_list("participation", "steps"))
    listed = {pk: [_contribution(pk, part, span) for span in spans[pk] if span.mark.at] for pk, part in parts.items()}
    known: dict[int, set[tuple[Any, ...]]] = {pk: set() for pk in parts}
    for row in Contribution.objects.filter(participation__in=parts).order_by().values_list(*LISTED):
        known[row[0]].add(row)
    changed = [
        pk for pk in parts if before.get(pk) != _to_json(steps[pk]) or known[pk] != {_as_row(one) for one in listed[pk]}
    ]
    _write(changed, steps, listed, now=now)
    numbers: Numbers = {}
    for pk in changed if not only_parts else []:
        _change(numbers, parts[pk], _from_json(before.get(pk, [])), sign=-1)
        _change(numbers, parts[pk], steps[pk], sign=1)
    _add_to_tallies(numbers)
    return len(parts), len(changed)


def _take_turn(*, wait: bool = True) -> None:
    """One counts at a time, so that nobody adds the same difference twice. SQLite lets one write at a time anyhow."""
    rows = Programme.objects.select_for_update(of=("self",), no_key=True, skip_locked=not wait).order_by("pk")
    if len(rows.values_list("pk")) < Programme.objects.count():
        raise SomebodyCounts


def _contribution(pk: int, part: Part, span: Span) -> Contribution:
    return Contribution(
        participation_id=pk,
        programme_id=part.programme,
        counter=span.counter,
        level=span.level,
        from_on=span.from_on,
        until_on=span.until_on,
        value=span.mark.value,
        record_at=span.mark.at,
        report_id=span.mark.report,
    )


def _as_row(one: Contribution) -> tuple[Any, ...]:
    return (
        one.participation_id, one.counter, one.level, one.from_on, one.until_on, one.value, one.record_at,
        one.report_id,
    )  # fmt: skip


def _write(
    changed: list[int], steps: dict[int, Steps], listed: dict[int, list[Contribution]], *, now: dt.datetime
) -> None:
    Contribution.objects.filter(participation__in=changed).delete()
    Contribution.objects.bulk_create((one for pk in changed for one in listed[pk]), batch_size=2000)
    Counted.objects.bulk_create(
        [Counted(participation_id=pk, steps=_to_json(steps[pk]), counted_at=now) for pk in changed],
        update_conflicts=True,
        unique_fields=["participation"],
        update_fields=["steps", "counted_at"],
        batch_size=500,
    )


def _to_json(steps: Steps) -> list[list[Any]]:
    ordered = sorted(steps.items())
    return [[counter, level, day.isoformat(), n, str(value)] for (counter, level, day), (n, value) in ordered]


def _from_json(rows: list[list[Any]]) -> Steps:
    return {(counter, level, dt.date.fromisoformat(day)): (n, Decimal(value)) for counter, level, day, n, value in rows}


def _change(numbers: Numbers, part: Part, steps: Steps, *, sign: int) -> None:
    for (counter, level, day), (companies, value) in steps.items():
        for stretch, first in ((Stretch.DAY.value, day), (Stretch.MONTH.value, day.replace(day=1))):
            key = (part.programme, part.territory.pk, counter, level, stretch, first)
            add(numbers, key, sign * companies, sign * value)


def _add_to_tallies(numbers: Numbers) -> None:
    rows = list(numbers.items())
    adapt = connection.ops
    for first in range(0, len(rows), 1000):
        params: list[Any] = []
        for (*key, day), (companies, value) in rows[first : first + 1000]:
            counter = key[2]
            indicator = int(counter.removeprefix(FIGURE)) if counter.startswith(FIGURE) else None
            params += [*key, adapt.adapt_datefield_value(day), indicator, companies]
            params.append(adapt.adapt_decimalfield_value(value, 24, 3))
        marks = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * (len(params) // 9))
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(rows=marks), params)


@dataclass(frozen=True)
class Recounted:
    """How many participations were looked at, and how many of them and of the tallies were not as they should be."""

    participations: int
    changed: int
    mended: int


def recount(*, now: dt.datetime) -> Recounted:
    """Count everybody anew and put right what differs, some hundred companies at a time.

    Where nobody was counted yet, everything is counted in one transaction, and the tallies are made once at its end.
    """
    waiting = Event.objects.filter(counted_at=None, company__isnull=False).order_by()
    companies = sorted(
        {
            *Participation.objects.order_by().values_list("company", flat=True),
            *waiting.values_list("company", flat=True).distinct(),
        }
    )
    if Counted.objects.exists():
        return _count_all(companies, now=now)
    with transaction.atomic():
        return _count_all(companies, now=now, only_parts=True)


def _count_all(companies: list[int], *, now: dt.datetime, only_parts: bool = False) -> Recounted:
    looked_at = changed = 0
    for first in range(0, len(companies), IN_BULK):
        one, other = count_companies(companies[first : first + IN_BULK], now=now, only_parts=only_parts)
        looked_at, changed = looked_at + one, changed + other
    mended = sum(mend_tallies(programme) for programme in Programme.objects.values_list("pk", flat=True))
    return Recounted(looked_at, changed, mended)


@transaction.atomic
def mend_tallies(programme_id: int) -> int:
    """Make the tallies of an edition what its participations have added; how many numbers were not."""
    _take_turn()
    mine = Tally.objects.filter(programme=programme_id)
    mine.filter(companies=0, value=0).delete()
    wrong: Numbers = {}
    for *key, companies, value in mine.order_by().values_list(*NUMBER, "companies", "value").iterator():
        add(wrong, tuple(key), -companies, -value)
    counted = Counted.objects.filter(participation__programme=programme_id).order_by()
    rows = counted.values_list("participation__territory", "steps").iterator()
    for place, steps in rows:
        for counter, level, day, companies, value in steps:
            first = dt.date.fromisoformat(day)
            for stretch, begin in ((Stretch.DAY.value, first), (Stretch.MONTH.value, first.replace(day=1))):
                add(wrong, (programme_id, place, counter, level, stretch, begin), companies, Decimal(value))
    _add_to_tallies(wrong)
    return len(wrong)
