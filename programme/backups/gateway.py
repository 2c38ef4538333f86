"""Archives and files: packing them, and putting what is in them back."""

import contextlib
import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection

from programme.backups.queries import SQLITE_COPY, quoted
from programme.backups.readers import BLOCK, Archive, measured
from programme.backups.rules import DATABASE, FILES, Part


class Counted:
    """Reads on behalf of the archive, and hashes what goes through."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.source.read(size)
        self.digest.update(block)
        return block


class Packer:
    """Adds parts to an archive; `parts` says what went in."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar, self.parts = tar, {}

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        counted, head = Counted(source), tarfile.TarInfo(name)
        head.size = size
        self.tar.addfile(head, counted)
        self.parts[name] = Part(size, counted.digest.hexdigest())

    def add_store(self) -> None:
        """All files of the store; one that goes while we look is not there."""
        for name in stored_names():
            with contextlib.suppress(FileNotFoundError), default_storage.open(name) as file:
                self.add(f"{FILES}{name}", file, file.size)


def stored_names(folder: str = "") -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    inside = f"{folder}/" if folder else ""
    yield from (f"{inside}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from stored_names(f"{inside}{name}")


@contextmanager
def packing(path: Path) -> Iterator[Packer]:
    """A new archive that only its owner may read, and that is on the disk when this ends."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            yield Packer(tar)
        file.flush()
        os.fsync(file.fileno())


# --- the way back -------------------------------------------------------------------------------


@contextmanager
def rows_at_hand(archive: Archive) -> Iterator[None]:
    """On SQLite the copy is unpacked, examined and attached as `backup`; PostgreSQL reads from the archive."""
    if connection.vendor == "postgresql":
        yield
        return
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder, connection.cursor() as cursor:
        path = Path(folder, "copy.sqlite3")
        with archive.unpacked(SQLITE_COPY) as packed, path.open("wb") as plain:
            shutil.copyfileobj(packed, plain, BLOCK)
        cursor.execute("ATTACH DATABASE %s AS backup", [str(path)])
        try:
            yield
        finally:
            cursor.execute("DETACH DATABASE backup")


def drop_tables(cursor: Any) -> None:
    tables = connection.introspection.table_names(cursor)
    if connection.vendor == "postgresql" and tables:
        cursor.execute(f"DROP TABLE {quoted(*tables)} CASCADE")  # the extension of the search stays
        return
    for table in tables:
        cursor.execute(f"DROP TABLE {quoted(table)}")


def load_rows(cursor: Any, archive: Archive) -> None:
    """Fill the empty tables, and go on numbering where the copy stood."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # rows come table by table; references are checked at the end
    for name in archive.manifest.tables:
        cursor.execute(f"DELETE FROM {quoted(name)}")  # noqa: S608 what migrations put in
    for name, table in archive.manifest.tables.items():
        place = f"{quoted(name)} ({quoted(*table.columns)})"
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                archive.unpacked(f"{DATABASE}{name}.copy.gz") as rows,
                cursor.copy(f"COPY {place} FROM STDIN") as copy,
            ):
                while block := rows.read(BLOCK):
                    copy.write(block)
            if table.last_id:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [quoted(name), table.last_id])
        else:
            cursor.execute(f"INSERT INTO main.{place} SELECT {quoted(*table.columns)} FROM backup.{quoted(name)}")  # noqa: S608
            if table.last_id:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, table.last_id])


def put_file(name: str, content: IO[bytes], part: Part) -> bool:
    """Whether it had to be written: files are never changed, so one that is there in full stays."""
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            if measured(kept) == part:
                return False
        default_storage.delete(name)
    default_storage.save(name, File(content))
    return True


def take_back(name: str) -> None:
    default_storage.delete(name)
