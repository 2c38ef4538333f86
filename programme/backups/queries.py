"""The rows of one moment, written down as the database itself writes them, while others go on writing."""

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from programme.backups.readers import BLOCK
from programme.backups.rules import DATABASE, LEFT_OUT, NAMES_A_FILE, NOT_LOADED, Table

SQLITE_COPY = f"{DATABASE}sqlite3.gz"


@dataclass
class Snapshot:
    """The database of one moment, written down in files of a folder."""

    migrations: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    named_files: set[str] = field(default_factory=set)
    written: dict[str, Path] = field(default_factory=dict)


def quoted(*names: str) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def snapshot(folder: Path) -> Snapshot:
    """Write all rows of one moment into the folder, while others go on writing."""
    return _postgres_snapshot(folder) if connection.vendor == "postgresql" else _sqlite_snapshot(folder)


# --- PostgreSQL: COPY of each table in one transaction -----------------------------------------


@contextmanager
def without_limits() -> Iterator[Any]:
    """A transaction of its own that may take as long as it takes."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield cursor


def _postgres_snapshot(folder: Path) -> Snapshot:
    taken = Snapshot()
    with without_limits() as cursor:
        # Every statement from here on sees the moment of the first of them.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        taken.migrations = _migrations(cursor)
        for table in sorted(set(connection.introspection.table_names(cursor)) - NOT_LOADED):
            columns = _postgres_columns(cursor, table)
            path = folder / f"{table}.copy.gz"
            with (
                gzip.open(path, "wb") as file,
                cursor.copy(f"COPY {quoted(table)} ({quoted(*columns)}) TO STDOUT") as rows,
            ):
                for block in rows:
                    file.write(block)
            rows_written = cursor.rowcount
            taken.tables[table] = Table(columns, rows_written, _postgres_last_id(cursor, table, columns))
            taken.named_files |= _named_files(cursor, table, columns)
            taken.written[f"{DATABASE}{path.name}"] = path
    return taken


def _migrations(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
    return [(app, name) for app, name in cursor.fetchall()]


def _named_files(cursor: Any, table: str, columns: list[str]) -> set[str]:
    """The files in the store that rows of this table speak of."""
    if NAMES_A_FILE not in columns:
        return set()
    cursor.execute(f"SELECT {quoted(NAMES_A_FILE)} FROM {quoted(table)}")  # noqa: S608 names of our own
    return {name for (name,) in cursor.fetchall() if name}


def _postgres_columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _postgres_last_id(cursor: Any, table: str, columns: list[str]) -> int:
    """Sequences stand outside of snapshots: this may be later than the rows, never earlier."""
    if "id" not in columns:
        return 0
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [quoted(table)])
    (sequence,) = cursor.fetchone()
    if not sequence:
        return 0
    cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608 as it is quoted there
    return int(cursor.fetchone()[0])


# --- SQLite: its own online backup --------------------------------------------------------------


def _sqlite_snapshot(folder: Path) -> Snapshot:
    taken, copied = Snapshot(), folder / "copy.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(copied, isolation_level=None)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        tables = _sqlite_tables(copy)
        for table in LEFT_OUT & tables:
            copy.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 names of our own
        copy.execute("VACUUM")  # nothing of them stays behind in free pages
        cursor = copy.cursor()
        taken.migrations = _migrations(cursor)
        last = dict(copy.execute("SELECT name, seq FROM sqlite_sequence"))
        for table in sorted(tables - NOT_LOADED):
            columns = [row[1] for row in copy.execute(f"PRAGMA table_info({quoted(table)})")]
            taken.tables[table] = Table(columns, count_of(cursor, table), last.get(table, 0))
            taken.named_files |= _named_files(cursor, table, columns)
    path = folder / "sqlite3.gz"
    with copied.open("rb") as plain, gzip.open(path, "wb") as packed:
        shutil.copyfileobj(plain, packed, BLOCK)
    copied.unlink()
    taken.written[SQLITE_COPY] = path
    return taken


def _sqlite_tables(database: sqlite3.Connection) -> set[str]:
    rows = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite#_%' ESCAPE '#'"
    )
    return {name for (name,) in rows}


def count_of(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {quoted(table)}")  # noqa: S608 names of our own
    return int(cursor.fetchone()[0])


# --- what is here -------------------------------------------------------------------------------


def database_name() -> str:
    """As `--replace` asks for it."""
    return Path(str(connection.settings_dict["NAME"])).name


def holds_records() -> bool:
    """Whether a person or a company is in this database; what `prepare` puts in is nothing to lose."""
    with connection.cursor() as cursor:
        tables = {"companies_user", "companies_company"} & set(connection.introspection.table_names(cursor))
        return any(count_of(cursor, table) for table in tables)
