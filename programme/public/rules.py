"""Which numbers may be shown to everybody."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from programme.counters.rules import FEWEST_COMPANIES


@dataclass(frozen=True)
class Promise:
    """What an edition promised; `reached` is None where too few companies, or no records, stand behind a number."""

    title: str
    at_least: int
    reached: int | None


@dataclass(frozen=True)
class Figure:
    """What the accepted figures of one indicator add up to."""

    name: str
    value: Decimal
    unit: str


@dataclass(frozen=True)
class Edition:
    """One edition as everybody may see it."""

    name: str
    label: str
    starts_on: date
    ends_on: date
    runs: bool
    companies: int | None
    promises: list[Promise] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    @property
    def shown_promises(self) -> list[Promise]:
        return [promise for promise in self.promises if promise.reached is not None]

    @property
    def other_promises(self) -> list[Promise]:
        return [promise for promise in self.promises if promise.reached is None]


def public_number(companies: int) -> int | None:
    """A count of companies, unless it would speak of a handful."""
    return companies if companies >= FEWEST_COMPANIES else None
