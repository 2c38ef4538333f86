"""What makes each file, and where it lies: under a random name outside of what the web server serves."""

import datetime as dt
import hashlib
import secrets
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Territory
from programme.exports.access import may_have, sight_of
from programme.exports.models import Export
from programme.exports.queries import Listing, about_of, about_report, listing_of
from programme.exports.rules import MOST_ROWS_IN_A_SHEET, Book, Sheet
from programme.exports.states import Format, What
from programme.exports.writers import write_csv, write_xlsx
from programme.results.gateway import typeset
from programme.results.queries import report_on
from programme.workbook.queries import workbook_on
from sme4green.errors import RuleBroken

CHUNK = 1000


@dataclass(frozen=True)
class Order:
    """A file to be made: where, for which export, of what (as its address says it), and whom to tell how far it is."""

    path: Path
    export: Export
    wanted: dict[str, Any]
    now: dt.datetime
    note: Callable[[int, int | None], None]

    @property
    def made_at(self) -> dt.datetime:
        return timezone.localtime(self.now)


@dataclass(frozen=True)
class Made:
    """How many rows were written, and what the row of the export says of a report."""

    rows: int
    facts: dict[str, Any] = field(default_factory=dict)
    territories: list[Territory] = field(default_factory=list)


@dataclass(frozen=True)
class Kept:
    """What is known of a file that was stored."""

    size_bytes: int
    sha256: str


def new_name(ending: str) -> str:
    """A name that says nothing about the content."""
    token = secrets.token_hex(16)
    return f"exports/{token[:2]}/{token}.{ending}"


@contextmanager
def workplace(stored_as: str) -> Iterator[Path]:
    """The path where the file of this name is made; gone afterwards with everything beside it."""
    folder = _folder(stored_as)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder / "file"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _folder(stored_as: str) -> Path:
    return Path(settings.DATA_DIR) / "making" / Path(stored_as).stem


def keep(path: Path, stored_as: str) -> Kept:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        default_storage.save(stored_as, File(content))
    return Kept(path.stat().st_size, digest)


def forget(stored_as: str) -> None:
    """The file and what a worker that was killed left of it; harmless where neither is there."""
    default_storage.delete(stored_as)
    shutil.rmtree(_folder(stored_as), ignore_errors=True)


# --- what makes it ----------------------------------------------------------------------------


def make(order: Order) -> Made:
    """The file of an export, at its path."""
    return _report(order) if order.export.is_report else _list(order)


def _list(order: Order) -> Made:
    export = order.export
    listing = listing_of(What(export.what), user=export.asked_by, now=order.now, wanted=order.wanted)
    keys = array("q", listing.rows.values_list("pk", flat=True).iterator(chunk_size=10_000))
    rows = Sheet(_("List"), listing.columns, _rows(order, listing, keys))
    if export.format == Format.CSV:
        return Made(write_csv(order.path, rows, language=export.language))
    if len(keys) > MOST_ROWS_IN_A_SHEET:
        raise RuleBroken(_("There are more rows than a sheet can hold. Ask for CSV, or set filters."))
    about = about_of(export, made_at=order.made_at)
    return Made(write_xlsx(order.path, Book(str(export), [rows], about, order.made_at)))


def _rows(order: Order, listing: Listing, keys: "array[int]") -> Iterator[list[Any]]:
    """Every row in the order of the keys. The keys are read first, so nothing is doubled or skipped while others write.

    A row that the person may no longer see when its chunk is read is left out.
    """
    for start in range(0, len(keys), CHUNK):
        order.note(start, len(keys))
        wanted = keys[start : start + CHUNK].tolist()
        found = {row["pk"]: row for row in listing.rows.filter(pk__in=wanted).order_by().values("pk", *listing.fields)}
        for key in wanted:
            if row := found.get(key):
                yield [column.value(row) for column in listing.columns]
    order.note(len(keys), len(keys))


def _report(order: Order) -> Made:
    """The document or the workbook of an edition, as the person who asked may see it now."""
    export, scope = order.export, order.wanted["scope"]
    if not may_have(scope, Format(export.format)):
        raise RuleBroken(_("You may no longer see what this report holds. Open the dashboard and ask again."))
    order.note(0, None)
    if export.format == Format.PDF:
        rows = 0
        order.path.write_bytes(typeset(report_on(scope, now=order.now)))
    else:
        sheets = [Sheet(one.title, one.columns, _noted(order, one.rows)) for one in workbook_on(scope)]
        about = about_report(export, scope, made_at=order.made_at)
        rows = write_xlsx(order.path, Book(str(export), sheets, about, order.made_at))
    facts = {"programme": scope.programme, "as_of": scope.as_of, "sight": sight_of(scope)}
    return Made(rows, facts, scope.chosen)


def _noted(order: Order, rows: Iterable[Any]) -> Iterator[Any]:
    """The rows of a sheet; how many there will be nobody knows, so only the lease is renewed."""
    for count, row in enumerate(rows):
        if count >= MOST_ROWS_IN_A_SHEET:
            raise RuleBroken(_("There are more rows than a sheet can hold. Choose one territory."))
        if count % CHUNK == 0:
            order.note(0, None)
        yield row
