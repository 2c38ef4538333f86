"""The geometry of the charts."""

import json

import pytest

from companies.reference.readers import DATA, outlines, read
from sme4green.charts import Plane, bands, bounds, class_of, length, steps_to, width_of


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (12, "12"), (12.04, "12"), (12.55, "12.6"), (-0.04, "0"), (-3.26, "-3.3")]
)
def test_a_length_is_written_with_a_point_and_no_needless_zero(value: float, text: str) -> None:
    assert length(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "width"), [(0, 0, "0"), (1, 3, "33.3"), (3, 3, "100"), (9, 3, "100"), (0, 3, "0")]
)
def test_a_bar_is_as_long_as_its_share_and_never_longer_than_its_room(part: int, whole: int, width: str) -> None:
    assert width_of(part, whole) == width


def test_the_pieces_of_a_bar_fill_it_and_do_not_overlap() -> None:
    pieces = bands([2, 0, 6], gap=2)
    assert [(piece.x, piece.width) for piece in pieces] == [("0", "24.5"), ("26.5", "0"), ("26.5", "73.5")]
    assert [piece.width for piece in bands([0, 0])] == ["0", "0"]


@pytest.mark.parametrize("highest", [*range(1, 400), 5000, 123456])
def test_the_steps_of_an_axis_are_few_round_and_reach_the_highest(highest: int) -> None:
    steps = steps_to(highest)
    assert steps[0] == 0
    assert steps[-2] < highest <= steps[-1]
    assert len(steps) <= 6
    assert str(steps[1]).rstrip("0") in ("1", "2", "5")


@pytest.mark.parametrize("highest", [1, 2, 3, 4, 5, 6, 9, 13, 40, 999])
def test_every_number_of_a_map_has_one_of_at_most_five_classes(highest: int) -> None:
    ends = bounds(highest)
    assert ends == sorted(set(ends))
    assert len(ends) == min(5, highest)
    assert ends[-1] == highest
    found = [class_of(n, ends) for n in range(1, highest + 1)]
    assert found == sorted(found)
    assert set(found) == set(range(1, len(ends) + 1))


def test_nothing_has_the_class_nothing() -> None:
    assert bounds(0) == []
    assert class_of(0, bounds(9)) == 0


def test_a_curve_lies_in_its_plane() -> None:
    plane = Plane(left=10, right=110, top=5, bottom=55, x_end=4, y_end=100)
    points = [(0.0, 0.0), (2.0, 50.0), (4.0, 100.0)]
    assert plane.line(points) == "M10 55 L60 30 L110 5"
    assert plane.area(points) == "M10 55 L10 55 L60 30 L110 5 L110 55 Z"


@pytest.mark.parametrize(
    ("code", "country", "number", "table"),
    [("torino", "IT", 312, "municipalities_it.csv"), ("ilfov", "RO", 40, "siruta_2025.csv")],
)
def test_the_outlines_are_of_the_municipalities_that_the_portal_knows(
    code: str, country: str, number: int, table: str
) -> None:
    names = {row["code"]: row["name"] for row in read(table)}
    found = outlines()[code]
    assert (found.country, len(found.paths)) == (country, number)
    for place, (name, path) in found.paths.items():
        assert names[place] == name
        assert path.startswith("M")
        assert path.endswith("z")
        assert set(path) <= set("Mlz -0123456789")


def test_an_outline_is_small_enough_for_a_page() -> None:
    assert all(len(json.dumps(one.paths)) < 40_000 for one in outlines().values())
    assert {path.stem for path in (DATA / "geo").glob("*.json")} == set(outlines())
