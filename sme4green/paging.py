"""Long lists, page by page, by the key of the last row: page 500 costs as much as page 1."""

import base64
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Model, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import number_format

SIZE = 50
MOST_COUNTED = 10_000


class CappedCount(Subquery):
    """How many rows a query has, inside another query; it stops counting where the given slice ends."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


def counted(rows: QuerySet[Any]) -> CappedCount:
    """How many rows there are, for an annotation of the same rows; nobody counts beyond MOST_COUNTED."""
    return CappedCount(rows.order_by().values("pk")[: MOST_COUNTED + 1])


def there_is(rows: QuerySet[Any]) -> IsNull:
    """As Exists, for a column of the rows of a page: asked row by row.

    Of an EXISTS in a column PostgreSQL thinks that all rows are wanted, and first reads the whole other table.
    """
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses of its neighbours ("" where there is none)."""

    rows: list[Any]
    next_url: str
    first_url: str
    previous_url: str = ""
    shown: str = ""

    @property
    def total(self) -> int:
        """Of all pages, where the rows say it."""
        return getattr(self.rows[0], "total", 0) if self.rows else 0

    @property
    def total_in_words(self) -> str:
        """1.234, or 10.000+ where nobody counted further."""
        number = number_format(min(self.total, MOST_COUNTED), force_grouping=True)
        return f"{number}+" if self.total > MOST_COUNTED else number


def page_by_key(rows: QuerySet[Any], *, keys: tuple[str, ...], request: HttpRequest, size: int = SIZE) -> Page:
    """One page of `rows` in the order of `keys` ("name", "-saved_at"; the last one is unique, say "pk").

    `?after=` in the address holds the key of the last row seen; one that cannot be read starts at the first page.
    """
    ordered = rows.order_by(*keys)
    after = _read(request.GET.get("after", ""), keys)
    if after:
        ordered = ordered.filter(_beyond(keys, after))
    # First the keys, then all about these few rows: what is worked out for a row is not worked out for every one.
    found = list(rows.filter(pk__in=ordered.values("pk")[: size + 1]).order_by(*keys))
    following = _address(request, _write(found[size - 1], keys)) if len(found) > size else ""
    return Page(found[:size], following, _address(request, "") if after else "")


def _beyond(keys: tuple[str, ...], values: list[Any]) -> Q:
    """a >= x AND (a > x OR (a = x AND b > y)): the outer bound lets the index seek."""
    key, value = keys[0], values[0]
    name, sign = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
    if len(keys) == 1:
        return Q(**{f"{name}__{sign}": value})
    further = Q(**{f"{name}__{sign}": value}) | (Q(**{name: value}) & _beyond(keys[1:], values[1:]))
    return Q(**{f"{name}__{sign}e": value}) & further


def _address(request: HttpRequest, after: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if after:
        query["after"] = after
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _write(row: Model, keys: tuple[str, ...]) -> str:
    values = []
    for key in keys:
        value = row
        for part in key.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(value.isoformat() if isinstance(value, dt.date) else value)
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _read(after: str, keys: tuple[str, ...]) -> list[Any]:
    """The values behind `?after=`, or nothing: whatever somebody typed there is no reason to fail."""
    try:
        values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, RecursionError):
        return []
    if not isinstance(values, list) or len(values) != len(keys):
        return []
    read = [_value(value, key.lstrip("-").rpartition("__")[2]) for value, key in zip(values, keys, strict=True)]
    return [] if None in read else read


def _value(value: Any, column: str) -> Any:
    """The value as a column of that name holds it, or None."""
    if column == "pk":
        return value if type(value) is int and abs(value) < 2**63 else None
    if not isinstance(value, str):
        return None
    try:
        if column == "at" or column.endswith("_at"):
            moment = parse_datetime(value)
            return moment.astimezone(dt.UTC) if moment and moment.tzinfo else None
        if column.endswith("_on"):
            return parse_date(value)
        value.encode()  # half a surrogate pair is no text
    except (ValueError, OverflowError):
        return None
    return None if "\0" in value else value
