"""A throw-away PostgreSQL with the demo, and the web server of production in front of it."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import start_the_best

ROOT = Path(__file__).resolve().parent.parent


class Ground:
    """Where the bench runs: the environment of every program of it, and the address of the database."""

    def __init__(self, folder: str, url: str) -> None:
        self.host = url.partition("?host=")[2]
        with psycopg.connect(host=self.host, user="sme4green", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE sme4green")
            version = connection.execute("SHOW server_version").fetchone()
        self.database = f"PostgreSQL {version[0].partition(' ')[0]}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DATA_DIR": folder,
            "DEMO": "on",
            "DEBUG": "off",
            "REDIS_URL": "",
            "SECRET_KEY": "the-key-of-the-bench",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PORT": str(self.port),
        }

    def run(self, *words: str) -> str:
        """What is no page may take as long as it takes, as in production."""
        patient = {**self.environment, "STATEMENT_TIMEOUT_MS": "0"}
        done = subprocess.run([sys.executable, *words], cwd=ROOT, env=patient, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def seed(self, companies: int) -> str:
        """More companies; then what autovacuum does in the hours after, so that it does not do it while we measure."""
        said = self.run("manage.py", "seed_volume", "--companies", str(companies), "--reports-per-company", "5")
        with psycopg.connect(host=self.host, user="sme4green", dbname="sme4green", autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")
        return said.strip()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(host=self.host, user="sme4green", dbname="sme4green") as connection:
            return connection.execute(sql).fetchall()

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """gunicorn with the configuration of production, on this machine only."""
        words = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{self.port}"]
        server = subprocess.Popen(
            [sys.executable, *words, "sme4green.wsgi"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            self._wait(server)
            yield
        finally:
            server.terminate()
            server.communicate()

    def _wait(self, server: subprocess.Popen[str]) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until and server.poll() is None:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            time.sleep(0.2)
        server.kill()
        sys.exit(f"The web server did not start:\n{server.communicate()[1]}")


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    with tempfile.TemporaryDirectory(prefix="sme4green-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder, "static").mkdir()
        database, url = start_the_best()
        try:
            it = Ground(folder, url)
            it.run("manage.py", "prepare")
            yield it
        finally:
            database.stop()
