"""What a backup says of itself, and when it is refused."""

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from sme4green.errors import RuleBroken

PROJECT, FORMAT = "sme4green", 1
MANIFEST, SEAL = "manifest.json", "manifest.json.sha256"
DATABASE, FILES = "database/", "files/"
# Who is signed in, and what is only remembered, does not come back; migrations are recorded as they are applied.
LEFT_OUT = frozenset({"django_session", "usersessions_usersession", "sme4green_cache"})
NOT_LOADED = LEFT_OUT | {"django_migrations"}
# A column of this name says where in the store a file lies, whatever the table.
NAMES_A_FILE = "stored_as"
# The archive names every file that was gone; who reads the screen sees the first of them.
SHOWN = 5
NAME = re.compile(r"sme4green-\d{8}T\d{6}Z\.tar")


class BackupRefused(RuleBroken):
    """The archive is damaged, foreign or too new, or the database is in use; nothing was changed."""


@dataclass(frozen=True)
class Table:
    """One table of the snapshot; `last_id` is the highest number it ever gave, 0 if it gives none."""

    columns: list[str]
    rows: int
    last_id: int = 0


@dataclass(frozen=True)
class Part:
    """One file in the archive."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What is in the archive, written last: an archive without it was not finished."""

    made_at: dt.datetime
    database: str
    migrations: list[tuple[str, str]]
    tables: dict[str, Table]
    parts: dict[str, Part]
    missing: list[str] = field(default_factory=list)
    version: str = ""
    project: str = PROJECT
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    @property
    def files(self) -> list[str]:
        """The names in the store of the files that are in it."""
        return [name.removeprefix(FILES) for name in self.parts if name.startswith(FILES)]

    @property
    def gone(self) -> str:
        """One line on the files that rows name and that were not there; nothing when all were."""
        first = ", ".join(self.missing[:SHOWN]) + ", …" * (len(self.missing) > SHOWN)
        return f"files that rows name and that were not there: {len(self.missing)} ({first})" if first else ""

    def as_json(self) -> bytes:
        said = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()


def manifest_from(text: bytes) -> Manifest:
    """The manifest as it was written; BackupRefused when it is none of ours."""
    try:
        said = json.loads(text)
        if said["project"] != PROJECT:
            raise BackupRefused(_("This is not a backup of this portal."))
        if said["format"] != FORMAT:
            raise BackupRefused(
                _("This backup was written by another version of the portal, in a form it cannot read.")
            )
        return Manifest(
            made_at=dt.datetime.fromisoformat(said["made_at"]),
            database=said["database"],
            migrations=[(app, name) for app, name in said["migrations"]],
            tables={name: Table(**table) for name, table in said["tables"].items()},
            parts={name: Part(**part) for name, part in said["parts"].items()},
            missing=said["missing"],
            version=said["version"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupRefused(_("What the backup says of itself cannot be read.")) from error


def check_fits(manifest: Manifest, *, database: str, known: Collection[tuple[str, str]]) -> None:
    """BackupRefused when this code and this database cannot take it in."""
    if manifest.database != database:
        raise BackupRefused(
            _("This backup is of %(theirs)s, and the database here is %(ours)s.")
            % {"theirs": manifest.database, "ours": database}
        )
    if unknown := [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]:
        raise BackupRefused(
            _("This backup is of a newer portal: %(migrations)s is not known here. Update the portal first.")
            % {"migrations": ", ".join(unknown[:3])}
        )
    for name in manifest.files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise BackupRefused(_("This backup wants to write outside of the store of files."))


def name_for(moment: dt.datetime) -> str:
    return f"sme4green-{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}.tar"


def to_forget(names: Iterable[str], *, keep: int) -> list[str]:
    """The backups beyond the newest `keep`; whatever is named otherwise is not ours to remove."""
    return sorted((name for name in names if NAME.fullmatch(name)), reverse=True)[max(1, keep) :]
