"""Which day a dashboard shows, and the numbers that stand on it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from companies.models import Company, Territory, User
from programme.breakdowns.states import Kind
from programme.counters.states import Level
from programme.editions.models import Participation, Programme, Target
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
    waiting: int = 0  # companies of which something is not counted yet
    waiting_since: dt.datetime | None = None  # local

    @property
    def where(self) -> dict[str, Any]:
        """What every counter is asked for."""
        return {"programme": self.programme, "as_of": self.as_of, "territories": self.chosen}

    @property
    def url(self) -> str:
        return self.to("dashboard")

    def to(self, page: str, *args: str, **params: str) -> str:
        """The address of another page of the dashboard, for the same day and territory where `params` say nothing."""
        query = urlencode({**self.params, **params})
        path = reverse(f"dashboards:{page}", args=[self.programme.code, *args])
        return f"{path}?{query}" if query else path

    def behind(self, code: str, level: Level, place: str = "") -> str:
        """The address of the list behind a number; `place` narrows it to one territory."""
        return self.to("behind", code, level.value, **({"territory": place} if place else {}))

    def milestones(self, standing: str) -> str:
        """The list of the milestones of one standing, in this edition and territory, and on the same day."""
        day = {"day": self.as_of.isoformat()} if self.as_of < self.today else {}
        place = {"territory": self.params["territory"]} if "territory" in self.params else {}
        query = {"edition": self.programme.code, **place, "standing": standing, **day}
        return f"{reverse('reports:milestones')}?{urlencode(query)}"

    @property
    def picture_url(self) -> str:
        return self.to("picture")

    def target_of(self, counter: str) -> int | None:
        """What was promised for exactly the territories that are shown; None where nobody promised it."""
        values = {target.territory_id: target.value for target in self.targets if target.counter == counter}
        if self.is_whole and None in values:
            return values[None]
        parts = [values.get(territory.pk) for territory in self.chosen]
        return None if None in parts else sum(part for part in parts if part)

    @property
    def places(self) -> str:
        return ", ".join(territory.name for territory in self.chosen)

    @property
    def is_over(self) -> bool:
        return self.programme.ends_on < self.today


def waiting_at(links: Iterable[Any]) -> tuple[int, dt.datetime | None]:
    """At how many companies of these territories something is not counted yet, and since when (a local moment)."""
    places = {link.territory_id: link for link in links}.values()
    moments = [link.waiting_since.astimezone(link.territory.zone) for link in places if link.waiting_since]
    return sum(link.waiting for link in places), min(moments, default=None)


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
    needed: int | None = None  # what the straight way to the target asks by the day, where it can be compared

    @property
    def behind(self) -> int:
        """How many accepted ones are missing on the straight way to the target; 0 where nothing can be compared."""
        accepted = self.numbers[-1].value
        return max(0, self.needed - int(accepted)) if self.needed is not None and accepted is not None else 0

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
        return any(number.words == _("not shown") for result in self.results for number in result.numbers)

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


@dataclass(frozen=True)
class Behind:
    """The companies behind one number of a dashboard, before they are paged."""

    scope: Scope
    title: str
    counts: str
    words: str
    level: Level
    numbers: list[Number]
    companies: QuerySet[Participation]
    record: str
    unit: str = ""
    is_sum: bool = False
    shows_figures: bool = False  # whether those of at least one of the territories may be told company by company

    @property
    def number(self) -> Number:
        return next(number for number in self.numbers if number.level == self.level)


@dataclass(frozen=True)
class Group:
    """The companies of one sector, size or municipality, before they are paged; each carries the `total`."""

    scope: Scope
    kind: Kind
    title: str
    companies: QuerySet[Participation]
    record: str
    shows_figures: bool = False
