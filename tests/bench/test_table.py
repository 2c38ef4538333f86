"""The bench compares what it says it compares; its clock is not looked at here."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import resolve

from bench import table
from bench.empty import EMPTY
from bench.pages import DEEP, FIRST, Page
from bench.visitor import Measure
from tests import make


def measure(ratio: float) -> Measure:
    return Measure(p50=ratio * 10, p95=ratio * 20, queries=7, kilobytes=30.4, ratio=ratio)


def test_a_line_says_how_the_ratio_grew() -> None:
    lines = [(Page("home", "manager", "/home/", 1.5), [measure(2), measure(3)])]
    *_head, row = table.pages_table([2000, 50000], lines).splitlines()
    assert row == "| home | manager | 30 | 60 | 7 | 30 | 3.00 | ≤ 1.5 | 2.00 | 1.50 |"


def test_one_size_has_no_growth() -> None:
    head = table.pages_table([2000], [(Page("home", "manager", "/home/"), [measure(2)])]).splitlines()[0]
    assert "growth" not in head


def test_a_deep_page_is_held_against_the_first_page_of_the_same_person() -> None:
    lines = [(Page(FIRST, "manager", "/companies/"), [measure(2)]), (Page(DEEP, "manager", "?"), [measure(2.5)])]
    assert "≤ 2.40" in table.pages_table([2000], lines).splitlines()[-1]


def test_the_figures_are_kept_between_their_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    monkeypatch.setattr(table, "PLACE", page)
    table.write("new")
    table.write("newer")
    assert page.read_text() == f"before\n{table.BEGIN}\n\nnewer\n\n{table.END}\nafter\n"


def test_the_page_of_figures_has_the_marks() -> None:
    assert re.search(f"{table.BEGIN}.*{table.END}", table.PLACE.read_text() if table.PLACE.exists() else "", re.DOTALL)


def test_the_portal_itself_has_no_empty_page(client: Client) -> None:
    assert client.get(EMPTY).status_code == 404


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="bench.urls", MIDDLEWARE=["bench.empty.CountQueries", *settings.MIDDLEWARE])
def test_the_empty_page_is_for_those_who_signed_in_and_says_its_queries(client: Client) -> None:
    assert client.get(EMPTY).status_code == 302
    client.force_login(make.user())
    answer = client.get(EMPTY)
    assert answer.status_code == 200
    assert answer.headers["X-Queries"] == "5"
    assert resolve("/home/").view_name == "home:home"
