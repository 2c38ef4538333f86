"""Reads the editions that ship with the portal into plain rows."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data" / "editions.toml"
Row = dict[str, Any]


@dataclass(frozen=True)
class EditionPlan:
    """An edition as the file says it: its columns, and its targets in their order (`territory` is a code or None)."""

    code: str
    columns: Row
    targets: list[Row]


def first_edition() -> EditionPlan:
    """The edition that is over, with what it really promised."""
    file = _file()
    targets = [{**_target(row), "value": row["value"]} for row in file["promise"]]
    return _plan(file["first"], targets)


def running_edition(*, today: dt.date) -> EditionPlan:
    """The demo edition, whose days lie around `today`; some targets are smaller, and one is set per territory."""
    file = _file()
    edition = dict(file["running"])
    edition["starts_on"] = today - dt.timedelta(days=edition.pop("days_before"))
    edition["ends_on"] = today + dt.timedelta(days=edition.pop("days_after"))
    targets = [{**_target(row), "value": row.get("demo_value", row["value"])} for row in file["promise"]]
    targets += [{**_target(row), "value": row["value"]} for row in file["demo_part"]]
    return _plan(edition, targets)


def _file() -> Row:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def _target(row: Row) -> Row:
    titles = {name: text for name, text in row.items() if name.startswith("title_")}
    return {"counter": row["counter"], "territory": row.get("territory"), **titles}


def _plan(edition: Row, targets: list[Row]) -> EditionPlan:
    columns = {name: value for name, value in edition.items() if name != "code"}
    order = {counter: n for n, counter in enumerate(dict.fromkeys(row["counter"] for row in targets))}
    targets = sorted(targets, key=lambda row: order[row["counter"]])
    return EditionPlan(edition["code"], columns, [{**row, "position": n} for n, row in enumerate(targets, start=1)])
