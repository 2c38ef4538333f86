"""The geometry of charts: pure numbers in, attributes of SVG out. Every length is text with a decimal point.

A page in Italian writes 12,5; SVG does not. So nothing here is left to the template to write.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CLASSES = 5


def length(value: float) -> str:
    """At most one decimal, never a comma."""
    return f"{round(value, 1) or 0.0:.1f}".removesuffix(".0")


def width_of(part: float, whole: float, room: float = 100) -> str:
    """The length of a bar in a room of so many units; nothing of nothing is no bar, more than all is a full one."""
    return length(min(room, part * room / whole)) if whole > 0 else "0"


@dataclass(frozen=True)
class Band:
    """One piece of a bar that is cut in pieces."""

    x: str
    width: str


def bands(values: Sequence[float], *, room: float = 100, gap: float = 0) -> list[Band]:
    """The pieces of one bar side by side with a gap between them; a zero has no width and takes no gap."""
    shown = sum(value > 0 for value in values)
    free, whole, x = room - gap * max(0, shown - 1), sum(values), 0.0
    pieces = []
    for value in values:
        width = value * free / whole if whole > 0 else 0.0
        pieces.append(Band(length(x), length(width)))
        x += width + gap if value > 0 else 0
    return pieces


def steps_to(highest: float, *, most: int = 5) -> list[int]:
    """Round numbers from 0 to the first that is not below `highest`, at most so many above the zero."""
    rough = max(highest, 1) / most
    power = 10 ** math.floor(math.log10(rough)) if rough > 1 else 1
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [step * n for n in range(math.ceil(max(highest, 1) / step) + 1)]


def bounds(highest: int, *, classes: int = CLASSES) -> list[int]:
    """The upper ends of the classes of a map from 1 to `highest`; few have much, so the classes widen.

    Whole numbers that grow; fewer classes where there are fewer numbers.
    """
    ends: list[int] = []
    for n in range(1, classes + 1):
        end = max(ends[-1] + 1 if ends else 1, round(highest ** (n / classes)))
        if end <= highest:
            ends.append(end)
    return [*ends[:-1], highest] if highest > 0 else []


def class_of(value: int, ends: Sequence[int]) -> int:
    """1 for the lowest class, 0 for nothing."""
    if value <= 0:
        return 0
    return next((n for n, end in enumerate(ends, 1) if value <= end), len(ends))


@dataclass(frozen=True)
class Plane:
    """A rectangle of the drawing, and the numbers that stand at its edges."""

    left: float
    right: float
    top: float
    bottom: float
    x_end: float
    y_end: float

    def x(self, value: float) -> float:
        return self.left + (self.right - self.left) * value / (self.x_end or 1)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / (self.y_end or 1)

    def line(self, points: Iterable[tuple[float, float]]) -> str:
        """The path through the points."""
        return "M" + " L".join(f"{length(self.x(x))} {length(self.y(y))}" for x, y in points)

    def area(self, points: Sequence[tuple[float, float]]) -> str:
        """The path through the points and back along the lower edge."""
        return f"{self.line([(points[0][0], 0), *points, (points[-1][0], 0)])} Z"
