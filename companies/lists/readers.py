"""Reads a list of companies, as somebody's spreadsheet program wrote it, into plain rows of text."""

import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sme4green.errors import RuleBroken

log = logging.getLogger(__name__)
INSPECTOR = Path(__file__).with_name("inspector.py")
SECONDS = 45
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
# Nothing else of our environment goes to the inspector: it holds the passwords of the portal.
NEEDED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
ACCEPT = (".csv", ".txt", ".tsv", ".xlsx")

SENTENCES = {
    "empty": gettext_lazy("The file is empty."),
    "no_rows": gettext_lazy("The file has no row below its headers."),
    "too_big": gettext_lazy("The file is over %(size)d MB: split it."),
    "too_many_rows": gettext_lazy("The file has over %(rows)d rows: split it."),
    "other_kind": gettext_lazy("Only CSV and XLSX files can be read: save the list as one of them."),
    "no_list": gettext_lazy("The file is neither a CSV text nor an XLSX workbook."),
    "no_table": gettext_lazy("The file is not a table: one of its cells does not end."),
    "old_office": gettext_lazy("This is an old or protected workbook: save it as XLSX without a password, or as CSV."),
    "too_much_inside": gettext_lazy("The workbook unfolds to more than is accepted."),
    "broken": gettext_lazy("The workbook cannot be read: save it again as XLSX, or as CSV."),
    "too_heavy": gettext_lazy("The file takes too long to read: save it as CSV, or split it."),
}


class Unreadable(RuleBroken):
    """Why a file is not a list of companies, as a full sentence."""


@dataclass(frozen=True)
class Line:
    """One row: its number in the file (the first is 1), its cells, and which columns held a number and not text."""

    number: int
    cells: list[str]
    numeric: frozenset[int] = frozenset()

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Read:
    """A list as it was uploaded: what it is called, its rows, and what tells its content from any other."""

    name: str
    lines: list[Line]
    size_bytes: int
    sha256: str


def read_upload(upload: File) -> Read:
    """Copy, count and hash up to the limit, then read in the inspector; Unreadable says what is wrong."""
    name = clean_name(upload.name or "")
    if not name.lower().endswith(ACCEPT):
        raise refusal("other_kind")
    size, digest = 0, hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="list-") as folder:
        path = Path(folder, "list")
        upload.seek(0)
        with path.open("wb") as copy:
            for chunk in upload.chunks():
                size += len(chunk)
                if size > most_bytes():
                    raise refusal("too_big")
                digest.update(chunk)
                copy.write(chunk)
        lines = read_lines(path)
    if len(lines) < 2:
        raise refusal("no_rows")
    return Read(name, lines, size, digest.hexdigest())


def clean_name(name: str) -> str:
    """The name without folders and signs that cannot be seen, so long that its end is kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in last).split())[-150:]


def most_bytes() -> int:
    """What comes over the web is cut at the limit of all uploads."""
    return min(MOST_BYTES, settings.EVIDENCE_MAX_BYTES)


def refusal(problem: str) -> Unreadable:
    return Unreadable(str(SENTENCES[problem]) % {"size": most_bytes() // 1024 // 1024, "rows": MOST_ROWS})


def read_lines(path: Path) -> list[Line]:
    """All rows that are not blank, of a CSV (UTF-8, UTF-16 or Windows-1252) or of the first sheet of an XLSX."""
    try:
        size = path.stat().st_size
        path.open("rb").close()
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from None
    if size > most_bytes():
        raise refusal("too_big")
    said = _inspected(path)
    if not said:
        raise refusal("empty")
    if isinstance(said[-1], str):
        raise refusal(said[-1])
    return [Line(number, cells, frozenset(numeric)) for number, cells, numeric in said]


def _inspected(path: Path) -> list[list]:
    """What the inspector says, line by line; "too_heavy" when the file brought it down."""
    try:
        done = subprocess.run(  # noqa: S603  no shell, and nothing here was typed by a person
            [sys.executable, "-I", "-B", str(INSPECTOR), str(path.resolve()), str(MOST_ROWS)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env={name: os.environ[name] for name in NEEDED if name in os.environ},
            cwd=tempfile.gettempdir(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refusal("too_heavy") from None
    if done.returncode:
        log.warning("The inspector of lists ended with %s.", done.returncode)
        raise refusal("too_heavy")
    return [json.loads(line) for line in done.stdout.splitlines()]
