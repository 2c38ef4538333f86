"""Numbers made ready to be drawn: slices of a whole, the curve of an edition, the maps of its territories."""

import calendar
import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.reference.readers import Outlines
from companies.sizes.rules import SizeClass
from programme.breakdowns.states import NOT_KNOWN
from programme.reports.states import STANDING_WORDS, Standing
from sme4green.charts import Band, Plane, bands, bounds, class_of, length, steps_to, width_of

FIRST_SHOWN = 12
DRAWING = (640, 300)
TICKS = 3
Link = Callable[[str], str]


@dataclass(frozen=True)
class Slice:
    """One part of a whole: its words, its number, how long its bar is, and the list behind it."""

    key: str
    label: str
    number: int
    width: str
    url: str = ""
    x: str = "0"


def slices_of(numbers: Mapping[str, int], labels: Mapping[str, str], link: Link | None = None) -> list[Slice]:
    """In the order of the labels; the bar of the greatest number is full."""
    most = max(numbers.values(), default=0)
    return [
        Slice(key, label, number, width_of(number, most), link(key or NOT_KNOWN) if link and number else "")
        for key, label in labels.items()
        for number in [numbers.get(key, 0)]
    ]


def sizes_of(numbers: Mapping[str, int], link: Link) -> list[Slice]:
    return slices_of(numbers, {one.value: one.label.capitalize() for one in SizeClass}, link)


def sectors_of(numbers: Mapping[str, int], titles: Mapping[str, str], link: Link) -> list[Slice]:
    """The most frequent division first, companies without a sector last."""
    order = sorted(numbers, key=lambda code: (code == "", -numbers[code], code))
    labels = {code: f"{code} {titles.get(code, '')}".strip() or _("Sector not known") for code in order}
    return slices_of(numbers, labels, link)


def standings_of(numbers: Mapping[str, int], link: Link) -> list[Slice]:
    """The pieces of one bar, in the order of the standings, each with the list behind it."""
    values = [numbers.get(one.value, 0) for one in Standing]
    pieces: list[Band] = bands(values, gap=0.4)
    return [
        Slice(one.value, str(STANDING_WORDS[one]), value, piece.width, link(one.value) if value else "", piece.x)
        for one, value, piece in zip(Standing, values, pieces, strict=True)
    ]


@dataclass(frozen=True)
class Shape:
    """A municipality on a map: its class (0 is nothing), its words and its address."""

    path: str
    level: int
    words: str
    url: str


@dataclass(frozen=True)
class Map:
    territory: str
    width: int
    height: int
    shapes: list[Shape]

    @property
    def box_width(self) -> str:
        """With room for the strokes at the edges."""
        return length(self.width + 8)

    @property
    def box_height(self) -> str:
        return length(self.height + 8)


@dataclass(frozen=True)
class Places:
    """The municipalities of the companies: in a table, on the maps that there are, and the classes of the colours."""

    slices: list[Slice]
    maps: list[Map]
    classes: list[tuple[int, int, int]]  # class, from, to
    off_map: int  # companies of municipalities that no map shows, and of none

    @property
    def known(self) -> int:
        return sum(one.key != "" for one in self.slices)

    @property
    def first(self) -> list[Slice]:
        return self.slices[:FIRST_SHOWN]

    @property
    def further(self) -> list[Slice]:
        return self.slices[FIRST_SHOWN:]


def places_of(numbers: Mapping[tuple[str, str, str], int], drawn: Sequence[tuple[str, Outlines]], link: Link) -> Places:
    """`drawn` are the outlines of the territories that have some, each with the name of the territory."""
    keys = {f"{country}-{code}" if code else "": (name, n) for (country, code, name), n in numbers.items()}
    ends = bounds(max((n for key, (_name, n) in keys.items() if key), default=0))
    order = sorted(keys, key=lambda key: (key == "", -keys[key][1], keys[key][0]))
    labels = {key: keys[key][0] or _("Municipality not known") for key in order}
    slices = slices_of({key: n for key, (_name, n) in keys.items()}, labels, link)
    on_map = {f"{outlines.country}-{code}" for _name, outlines in drawn for code in outlines.paths}
    return Places(
        slices,
        [_map(name, outlines, keys, ends, link) for name, outlines in drawn],
        [(n, ends[n - 2] + 1 if n > 1 else 1, end) for n, end in enumerate(ends, 1)],
        sum(n for key, (_name, n) in keys.items() if key not in on_map),
    )


def _map(name: str, outlines: Outlines, keys: Mapping[str, tuple[str, int]], ends: list[int], link: Link) -> Map:
    shapes = []
    for code, (municipality, path) in outlines.paths.items():
        key = f"{outlines.country}-{code}"
        number = keys.get(key, ("", 0))[1]
        shapes.append(Shape(path, class_of(number, ends), f"{municipality}: {number}", link(key) if number else ""))
    return Map(name, outlines.width, outlines.height, shapes)


def month_ends(first: dt.date, last: dt.date) -> list[dt.date]:
    """The last day of each month from `first` on, and `last` itself as the end of its month."""
    days, year, month = [], first.year, first.month
    while (year, month) < (last.year, last.month):
        days.append(dt.date(year, month, calendar.monthrange(year, month)[1]))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return [*days, last]


@dataclass(frozen=True)
class Month:
    """One row of the table of the curve; `needed` is what the straight way to the target asks by then."""

    day: dt.date
    accepted: int
    needed: int | None
    url: str


@dataclass(frozen=True)
class Curve:
    """The companies with an accepted report month by month, and the straight way to the target."""

    months: list[Month]
    target: int | None
    line: str
    area: str
    pace: str
    dot: tuple[str, str]
    rules: list[tuple[str, int]]  # height of a line across, and its number
    ticks: list[tuple[str, str, str]]  # place, anchor, words
    box: tuple[int, int] = DRAWING

    @property
    def last(self) -> Month:
        return self.months[-1]

    @property
    def ahead(self) -> int:
        """By how many companies the records are before the straight way; below zero they are behind."""
        return self.last.accepted - (self.last.needed or 0)

    @property
    def behind(self) -> int:
        return -self.ahead


def needed_by(day: dt.date, *, first: dt.date, last: dt.date, target: int) -> int:
    """How many are needed by the end of the day when the target is walked to in a straight line."""
    passed = min((day - first).days + 1, (last - first).days + 1)
    return math.ceil(target * passed / ((last - first).days + 1))


def curve_of(
    numbers: Sequence[tuple[dt.date, int]],
    *,
    first: dt.date,
    last: dt.date,
    target: int | None,
    link: Callable[[dt.date], str],
) -> Curve:
    """`numbers` by day, growing; `first` and `last` are the days of the edition."""
    end = max(last, numbers[-1][0])
    total, whole = (end - first).days + 1, (last - first).days + 1
    heights = steps_to(max([n for _day, n in numbers] + [target or 0, 4]))
    plane = Plane(46, DRAWING[0] - 12, 14, DRAWING[1] - 34, total, heights[-1])
    points = [(0.0, 0.0), *(((day - first).days + 1.0, float(n)) for day, n in numbers)]
    pace = [(0.0, 0.0), (float(whole), float(target or 0)), (float(total), float(target or 0))]
    months = [
        Month(day, n, needed_by(day, first=first, last=last, target=target) if target else None, link(day))
        for day, n in numbers
    ]
    return Curve(
        months,
        target,
        line=plane.line(points),
        area=plane.area(points),
        pace=plane.line(pace) if target else "",
        dot=(length(plane.x(points[-1][0])), length(plane.y(points[-1][1]))),
        rules=[(length(plane.y(height)), height) for height in heights],
        ticks=[_tick(plane, n, first, total) for n in range(TICKS + 1)],
    )


def _tick(plane: Plane, n: int, first: dt.date, total: int) -> tuple[str, str, str]:
    passed = (total - 1) * n // TICKS
    anchor = "start" if n == 0 else "end" if n == TICKS else "middle"
    return length(plane.x(passed)), anchor, date_format(first + dt.timedelta(days=passed), "M Y")


@dataclass(frozen=True)
class Picture:
    """The companies and the milestones of an edition, to be looked at."""

    companies: int
    sectors: list[Slice]
    sizes: list[Slice]
    places: Places
    standings: list[Slice]
    curve: Curve

    @property
    def milestones(self) -> int:
        return sum(one.number for one in self.standings)
