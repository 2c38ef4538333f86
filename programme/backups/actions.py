"""Taking a backup while everybody works, and putting one in the place of an empty database."""

import datetime as dt
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from programme.backups import gateway, queries
from programme.backups.readers import Archive, opened
from programme.backups.rules import (
    FILES,
    MANIFEST,
    SEAL,
    BackupRefused,
    Manifest,
    check_fits,
    name_for,
    to_forget,
)
from programme.notices.actions import hold_mail


@dataclass(frozen=True)
class BackedUp:
    path: Path
    manifest: Manifest
    forgotten: list[str]


def back_up(folder: Path, *, now: dt.datetime, keep: int = 0) -> BackedUp:
    """Write one archive of rows and files into the folder; with `keep`, remove older ones beyond that number.

    Files are read after the rows: they are written once, before their rows, so every row of the copy has its file
    (`missing` names those that were gone already).
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name_for(now)
    if path.exists():
        raise BackupRefused(_("There is a backup of this second already."))
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as work:
        taken = queries.snapshot(Path(work))
        with gateway.packing(Path(work, "archive")) as archive:
            for name, file in taken.written.items():
                with file.open("rb") as content:
                    archive.add(name, content, file.stat().st_size)
            archive.add_store()
            manifest = Manifest(
                made_at=now,
                database=connection.vendor,
                migrations=taken.migrations,
                tables=taken.tables,
                parts=dict(archive.parts),
                missing=sorted(name for name in taken.named_files if f"{FILES}{name}" not in archive.parts),
                version=settings.VERSION,
            )
            said = manifest.as_json()
            for name, text in ((MANIFEST, said), (SEAL, hashlib.sha256(said).hexdigest().encode())):
                archive.add(name, io.BytesIO(text), len(text))
        os.replace(Path(work, "archive"), path)
    forgotten = to_forget(os.listdir(folder), keep=keep) if keep else []
    for name in forgotten:
        (folder / name).unlink()
    return BackedUp(path, manifest, forgotten)


def look_at(path: Path) -> Manifest:
    """What is in a backup that is whole and could be restored here; BackupRefused says why not. Changes nothing."""
    with opened(path) as archive:
        _check(archive.manifest)
        return archive.manifest


def _check(manifest: Manifest) -> None:
    check_fits(manifest, database=connection.vendor, known=MigrationLoader(connection).disk_migrations.keys())


def restore(path: Path, *, now: dt.datetime, replace: str = "") -> Manifest:
    """Put rows and files of a backup here, bring them to this version, and hold the mail; all or nothing.

    BackupRefused when the archive is not whole or does not fit, and when people or companies are in the database,
    unless `replace` is its name. Nobody is signed in afterwards.
    """
    with opened(path) as archive:
        _check(archive.manifest)
        if queries.holds_records() and replace != queries.database_name():
            raise BackupRefused(
                _("The database is not empty. To lose all that is in it, say: --replace %(name)s")
                % {"name": queries.database_name()}
            )
        written: list[str] = []
        try:
            for name in archive.manifest.files:
                part = f"{FILES}{name}"
                if gateway.put_file(name, archive.part(part), archive.manifest.parts[part]):
                    written.append(name)
            _put_rows(archive, now=now)
        except BaseException:
            for name in written:
                gateway.take_back(name)
            raise
    return archive.manifest


def _put_rows(archive: Archive, *, now: dt.datetime) -> None:
    connection.disable_constraint_checking()  # SQLite: only before a transaction
    try:
        with gateway.rows_at_hand(archive), queries.without_limits() as cursor:
            gateway.drop_tables(cursor)
            _migrate_to(archive.manifest.migrations)
            gateway.load_rows(cursor, archive)
            connection.check_constraints()
            for name, table in archive.manifest.tables.items():
                if queries.count_of(cursor, name) != table.rows:
                    raise BackupRefused(
                        _("The backup is damaged: the rows of %(table)s are not all there.") % {"table": name}
                    )
            _migrate_to(MigrationLoader(connection).graph.leaf_nodes())
            hold_mail(copy_of=archive.manifest.made_at, now=now)
    except DatabaseError as error:
        raise BackupRefused(
            _("The database did not take the backup, and is as it was: %(error)s") % {"error": error}
        ) from error
    finally:
        connection.enable_constraint_checking()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner knows nothing of rows that came in one go


def _migrate_to(nodes: Iterable[tuple[str, str]]) -> None:
    """Apply migrations up to these. Only the last ones of an app are named: naming an earlier one would go back."""
    executor = MigrationExecutor(connection)
    wanted, graph = set(nodes), executor.loader.graph
    last = [
        node
        for node in wanted
        if not {child.key for child in graph.node_map[node].children} & {n for n in wanted if n[0] == node[0]}
    ]
    executor.migrate(sorted(last))
