"""What a table is made of, and how its cells are written so that no spreadsheet takes a text for a formula."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils import timezone

# A sheet of XLSX ends there; one row is for the headings.
MOST_ROWS_IN_A_SHEET = 1_048_575
LONGEST_TEXT_IN_A_CELL = 32_767
# Spreadsheets evaluate a text that begins so; the wide forms are those of East Asian keyboards.
STARTS_A_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# What XML cannot hold and no reader shows.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Kind(Enum):
    """What a column holds; the cells of a text column are texts whatever they look like."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """One column: its heading, how its cell is read from a row of values, and how wide it is in characters."""

    title: str
    value: Callable[[dict[str, Any]], Any]
    kind: Kind = Kind.TEXT
    width: int = 20


@dataclass(frozen=True)
class Table:
    """What a writer writes: headings with kinds, the name of the sheet, and who made it when, line by line."""

    title: str
    columns: list[Column]
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


def plain(value: Any, kind: Kind, dialect: Dialect) -> str:
    """A cell of a file of plain text: numbers without groups, days and moments as ISO 8601, nothing as nothing."""
    if value is None or value == "":
        return ""
    if kind is Kind.NUMBER:
        return f"{Decimal(str(value)):f}".replace(".", dialect.decimal)
    if kind is Kind.DAY:
        return str(value.isoformat())
    if kind is Kind.MOMENT:
        return str(value.isoformat(sep=" ", timespec="minutes"))
    return harmless(clean(value))


def file_name(export: Any) -> str:
    """As it lies in the folder of the person: what, and of which day."""
    return f"{export.what}-{timezone.localdate(export.ended_at).isoformat()}.{export.format}"
