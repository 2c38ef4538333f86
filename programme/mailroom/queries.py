"""What will be said tonight and tomorrow, and to whom."""

import datetime as dt
import itertools
from collections.abc import Collection
from dataclasses import dataclass

from programme.preferences.queries import choices_of, delivery_for
from programme.preferences.states import Delivery
from programme.reminders.queries import due_within_a_day
from programme.reminders.rules import Line, Reader
from programme.reminders.states import TOPIC, ReminderKind


@dataclass(frozen=True)
class Letter:
    """What one person will be reminded of, and how each of it will reach them."""

    reader: Reader
    lines: list[tuple[Line, Delivery]]


def letters_of_the_day(territories: Collection[int], *, now: dt.datetime, after: int, size: int) -> list[Letter]:
    """The letters of the next day to readers numbered beyond `after`; one more than `size` when there are more."""
    due = (line for line in due_within_a_day(territories, now=now) if line.reader.pk > after)
    by_reader = itertools.groupby(due, key=lambda line: line.reader)
    first = [(reader, list(lines)) for reader, lines in itertools.islice(by_reader, size + 1)]
    choices = choices_of([reader.pk for reader, _lines in first])
    return [
        Letter(
            reader,
            [(line, delivery_for(reader.pk, TOPIC[ReminderKind(line.kind)], choices)) for line in lines],
        )
        for reader, lines in first
    ]
