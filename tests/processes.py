"""Other processes of the portal: on the database of this test, or on one that nothing is in."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def address_of(database: str) -> str:
    """Of a database beside that of this test, as DATABASE_URL says it."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{database}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


def this_database() -> str:
    return address_of(str(connection.settings_dict["NAME"]))


@contextmanager
def new_database(folder: Path) -> Iterator[str]:
    """The address of an empty database, that goes afterwards."""
    if connection.vendor == "sqlite":
        yield address_of(str(folder / "new.sqlite3"))
        return
    name = f"new_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(this_database(), autocommit=True) as here:
        here.execute(f"CREATE DATABASE {name}")
        try:
            yield address_of(name)
        finally:
            here.execute(f"DROP DATABASE {name} WITH (FORCE)")


def say(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`python …` to its end, in the settings of the demo, with these changed."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        timeout=240,
    )


def manage(*words: str, environment: dict[str, str]) -> str:
    """What a command of manage.py printed; fails when it did."""
    done = say("manage.py", *words, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wait_until(so: Callable[[], bool], log: Path | None = None, seconds: float = 300) -> None:
    """Look again and again; fails with the end of the log when it does not come about."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, f"It did not happen in time.\n{log.read_text()[-3000:] if log else ''}"
        time.sleep(0.05)
