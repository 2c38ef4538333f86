"""Numbers made ready to be drawn."""

import datetime as dt

import pytest

from companies.reference.readers import Outlines
from programme.breakdowns.rules import curve_of, month_ends, needed_by, places_of, sectors_of, standings_of

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


def test_the_days_of_a_curve_are_ends_of_months_and_the_day_itself() -> None:
    assert month_ends(dt.date(2023, 11, 15), dt.date(2024, 2, 10)) == [
        dt.date(2023, 11, 30),
        dt.date(2023, 12, 31),
        dt.date(2024, 1, 31),
        dt.date(2024, 2, 10),
    ]
    assert month_ends(FIRST, FIRST) == [FIRST]
    assert month_ends(FIRST, dt.date(2026, 1, 31)) == [dt.date(2026, 1, 31)]


@pytest.mark.parametrize(
    ("day", "needed"), [(FIRST, 1), (dt.date(2026, 7, 2), 61), (LAST, 120), (LAST.replace(2027), 120)]
)
def test_the_straight_way_asks_for_whole_companies_and_never_for_more_than_the_target(
    day: dt.date, needed: int
) -> None:
    assert needed_by(day, first=FIRST, last=LAST, target=120) == needed


def curve(target: int | None) -> object:
    numbers = [(dt.date(2026, 1, 31), 4), (dt.date(2026, 2, 10), 10)]
    return curve_of(numbers, first=FIRST, last=LAST, target=target, link=lambda day: f"/{day}")


def test_a_curve_says_how_far_it_is_from_the_straight_way() -> None:
    drawn = curve(120)
    assert (drawn.ahead, drawn.behind) == (-4, 4)
    assert drawn.pace.startswith("M46 266 L628")
    assert [month.url for month in drawn.months] == ["/2026-01-31", "/2026-02-10"]


def test_without_a_target_no_pace_is_drawn() -> None:
    drawn = curve(None)
    assert drawn.pace == ""
    assert drawn.last.needed is None


def test_unknown_sectors_come_last_and_nothing_links_to_an_empty_list() -> None:
    slices = sectors_of({"": 5, "13": 2, "10": 2}, {"10": "Food"}, lambda key: f"/{key}")
    assert [(one.label, one.url, one.width) for one in slices] == [
        ("10 Food", "/10", "40"),
        ("13", "/13", "40"),
        ("Sector not known", "/none", "100"),
    ]


def test_a_municipality_outside_the_map_is_in_the_table_and_said() -> None:
    outlines = Outlines("IT", 100, 80, {"001": ("Ivrea", "M0 0l1 1 1 0z"), "002": ("Chieri", "M1 1l1 1 1 0z")})
    places = places_of(
        {("IT", "001", "Ivrea"): 3, ("RO", "002", "Buftea"): 1, ("", "", ""): 1},
        [("Torino", outlines)],
        lambda key: f"/{key}",
    )
    assert [(one.label, one.url) for one in places.slices][1:] == [
        ("Buftea", "/RO-002"),
        ("Municipality not known", "/none"),
    ]
    assert [(one.level, one.url, one.words) for one in places.maps[0].shapes] == [
        (3, "/IT-001", "Ivrea: 3"),
        (0, "", "Chieri: 0"),
    ]
    assert (places.known, places.off_map) == (2, 2)


def test_the_standings_are_pieces_of_one_bar() -> None:
    pieces = standings_of({"achieved": 3, "overdue": 1}, lambda key: f"/{key}")
    assert [one.number for one in pieces] == [3, 0, 0, 1, 0, 0]
    assert [one.url for one in pieces] == ["/achieved", "", "", "/overdue", "", ""]
    assert pieces[2].label == "Returned to the company"
    assert float(pieces[3].x) + float(pieces[3].width) == pytest.approx(100, abs=0.2)
