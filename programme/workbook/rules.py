"""Sheets and their columns, before anything is read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from programme.dashboards.rules import Dashboard

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """A heading, a width in characters, the fields that are read for it, and what is said of them (the one itself)."""

    title: str
    width: int
    paths: tuple[str, ...] = ()
    say: Callable[..., Any] | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows` can be gone through once, and reads no more at a time than it must."""

    title: str
    columns: list[Column]
    rows: Iterable[Values]


def promises(dashboard: Dashboard) -> Iterable[Values]:
    """Target, where, at least, the three levels (None where a level is not counted), and why."""
    for promise in dashboard.promises:
        target = promise.target
        place = target.territory.name if target.territory else dashboard.scope.places
        yield (target.title, place, target.value, *(one.value for one in promise.numbers), promise.why_not)


def results(dashboard: Dashboard) -> Iterable[Values]:
    for result in dashboard.results:
        yield (result.indicator.name, result.unit, *(one.value for one in result.numbers))
