"""Which day a dashboard shows, and the numbers that stand on it."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from companies.models import Company, Territory, User
from programme.counters.states import Level
from programme.editions.models import Programme, Target
from programme.indicators.models import Indicator


def chosen_day(text: str, *, programme: Programme, today: dt.date) -> tuple[dt.date, str]:
    """The day that was asked for, with no sentence; or the usual day and the sentence that says why.

    The usual day is today, and the last day of an edition that is over.
    """
    usual = min(today, programme.ends_on)
    if not text:
        return usual, ""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        return usual, _("“%(text)s” is not a day. Write it as year-month-day, for example 2024-10-31.") % {
            "text": text[:40]
        }
    if day > today:
        return usual, _("That day has not come yet; the numbers below are those of the usual day.")
    if day < programme.starts_on:
        return usual, _("The edition had not begun on that day; the numbers below are those of the usual day.")
    return day, ""


def share(part: Decimal | int, whole: int) -> str:
    """The width of a bar of 100 units, written with a point as SVG asks; more than all of it stays a full bar."""
    return f"{min(Decimal(100), Decimal(part) * 100 / whole):.1f}" if whole > 0 else "0.0"


@dataclass(frozen=True)
class Scope:
    """Which edition, which territories and which day somebody looks at."""

    user: User
    programme: Programme
    editions: list[Programme]
    territories: list[Territory]  # that take part and that the person may see
    chosen: list[Territory]
    is_whole: bool  # every territory that takes part is chosen
    targets: list[Target]  # of all territories together, and of those that the person may see
    as_of: dt.date
    today: dt.date
    params: dict[str, str]
    problems: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        path = reverse("dashboards:dashboard", args=[self.programme.code])
        return f"{path}?{urlencode(self.params)}" if self.params else path

    def behind(self, code: str, level: Level, place: str = "") -> str:
        """The address of the list behind a number; `place` narrows it to one territory."""
        params = {**self.params, **({"territory": place} if place else {})}
        path = reverse("dashboards:behind", args=[self.programme.code, code, level.value])
        return f"{path}?{urlencode(params)}" if params else path

    @property
    def places(self) -> str:
        return ", ".join(territory.name for territory in self.chosen)

    @property
    def is_over(self) -> bool:
        return self.programme.ends_on < self.today


@dataclass(frozen=True)
class Number:
    """One number of a dashboard: its value, or the words that stand in its place."""

    level: Level
    value: Decimal | int | None = None
    companies: int = 0
    url: str = ""
    words: str = ""
    width: str = "0.0"


@dataclass(frozen=True)
class Promise:
    """One target beside what the records show."""

    target: Target
    numbers: list[Number]
    why_not: str

    @property
    def is_counted(self) -> bool:
        return any(number.value is not None for number in self.numbers)

    @property
    def best(self) -> Number:
        """The number that is looked at first: accepted, or what comes nearest to it."""
        counted = [number for number in self.numbers if number.value is not None]
        return counted[-1] if counted else self.numbers[-1]

    @property
    def is_kept(self) -> bool:
        accepted = self.numbers[-1].value
        return accepted is not None and accepted >= self.target.value


@dataclass(frozen=True)
class Result:
    """What the figures of one indicator add up to."""

    indicator: Indicator
    unit: str
    numbers: list[Number]


@dataclass(frozen=True)
class Dashboard:
    scope: Scope
    promises: list[Promise]
    results: list[Result]
    companies: int

    @property
    def counted(self) -> list[Promise]:
        return [promise for promise in self.promises if promise.is_counted]

    @property
    def uncounted(self) -> list[Promise]:
        return [promise for promise in self.promises if not promise.is_counted]

    @property
    def hides_sums(self) -> bool:
        return any(number.value is None for result in self.results for number in result.numbers)

    @property
    def kept(self) -> int:
        """Promises whose accepted number has reached the target; known only where all territories are chosen."""
        return sum(promise.is_kept for promise in self.promises if self.scope.is_whole or promise.target.territory_id)


@dataclass(frozen=True)
class Row:
    """One company behind a number: since when it counts, by which record, and its figure where it may be told."""

    company: Company
    since: dt.date
    file_url: str
    report_url: str
    figure: Decimal | None


def not_counted(level: Level) -> Number:
    return Number(level, words=_("not counted yet"))
