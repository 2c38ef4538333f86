"""What a file is made of, and how its cells are written so that no spreadsheet takes a text for a formula."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import urlencode

from django.utils import timezone

from programme.dashboards.rules import Scope

# A sheet of XLSX ends there; one row is for the headings.
MOST_ROWS_IN_A_SHEET = 1_048_575
LONGEST_TEXT_IN_A_CELL = 32_767
# Spreadsheets evaluate a text that begins so; the wide forms are those of East Asian keyboards.
STARTS_A_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# What XML cannot hold and no reader shows.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Heading(Protocol):
    """What a writer must know of a column; how a cell is written is told by the type of its value."""

    @property
    def title(self) -> str: ...
    @property
    def width(self) -> int: ...


@dataclass(frozen=True)
class Column:
    """One column: its heading, how its cell is read from a row of values, and how wide it is in characters."""

    title: str
    value: Callable[[dict[str, Any]], Any]
    width: int = 20


@dataclass(frozen=True)
class Sheet:
    """Headings, and rows that are gone through once."""

    title: str
    columns: Sequence[Heading]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Book:
    """What a writer writes: the sheets, and who made them when, line by line."""

    title: str
    sheets: list[Sheet]
    about: list[tuple[str, str]]
    made_at: dt.datetime


@dataclass(frozen=True)
class Dialect:
    """How a file of plain text separates cells and decimals, so that a spreadsheet of that language opens it."""

    separator: str
    decimal: str


COMMA, SEMICOLON = Dialect(",", "."), Dialect(";", ",")


def dialect_of(language: str) -> Dialect:
    """Where decimals are written with a comma, spreadsheets expect a semicolon between cells."""
    return COMMA if language == "en" else SEMICOLON


def clean(text: object) -> str:
    """A text that every format can hold."""
    return UNWRITABLE.sub("", str(text))


def harmless(text: str) -> str:
    """With an apostrophe before what a spreadsheet would evaluate, also behind leading spaces."""
    begins = text.lstrip(" \u00a0")[:1]
    return f"'{text}" if begins in STARTS_A_FORMULA and begins else text


def plain(value: Any, dialect: Dialect) -> str:
    """A cell of a file of plain text: numbers without groups, days and moments as ISO 8601, nothing as nothing."""
    match value:
        case None:
            return ""
        case int() | float() | Decimal():
            return f"{Decimal(str(value)):f}".replace(".", dialect.decimal)
        case dt.datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case dt.date():
            return value.isoformat()
    return harmless(clean(value))


def file_name(export: Any) -> str:
    """As it lies in the folder of the person: what, and of which day."""
    if export.is_report:
        return f"{export.programme.code}-{export.as_of.isoformat()}.{export.format}"
    return f"{export.what}-{timezone.localdate(export.ended_at).isoformat()}.{export.format}"


def address_of(scope: Scope) -> str:
    """Behind the question mark: the edition, the day and the territory of a report, as the dashboard shows them."""
    place = {"territory": scope.params["territory"]} if "territory" in scope.params else {}
    return urlencode({"edition": scope.programme.code, "as_of": scope.as_of.isoformat(), **place})
