"""The embedded worker: alive while the server lives, started again when it dies, and nothing left behind, ever."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from programme.demo.gateway import port_is_free

# A stand-in for the server: it does with the worker what `manage.py demo` does.
SERVER = """
import atexit, signal, sys, time
from pathlib import Path
from programme.demo.gateway import Worker
signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
signal.signal(signal.SIGINT, signal.default_int_handler)
worker = Worker(Path.cwd(), first_pause=0.1)
atexit.register(worker.stop)
worker.start()
time.sleep(60)
"""


def wait_until(so: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)


def processes() -> Iterator[tuple[int, str]]:
    """Number, command and environment of what runs here: from /proc, else (macOS) from ps."""
    if not Path("/proc/self/environ").exists():
        lines = subprocess.run(["ps", "axeww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
        yield from ((int(pid), words + " ") for pid, words in (line.split(None, 1) for line in lines.splitlines()))
        return
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # of somebody else, or just gone
            words = (folder / "cmdline").read_bytes() + b"\0" + (folder / "environ").read_bytes()
            yield int(folder.name), words.decode(errors="replace").replace("\0", " ") + " "


class Family:
    """A server with its own mark in the environment, by which its worker and beat are found."""

    def __init__(self, folder: Path) -> None:
        self.mark = f" DATA_DIR={folder} "
        env = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/nothing.sqlite3"}
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=settings.BASE_DIR, env=env, stderr=subprocess.DEVNULL
        )

    def workers(self) -> list[int]:
        """The worker and its beat, as far as they live."""
        return [pid for pid, words in processes() if self.mark in words and " worker --beat" in words]

    def wait_for_worker_and_beat(self) -> list[int]:
        wait_until(lambda: len(self.workers()) == 2)
        return self.workers()

    def end(self) -> None:
        for pid in (self.server.pid, *self.workers()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.server.wait()


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    family = Family(tmp_path)
    yield family
    family.end()


def test_a_killed_worker_takes_its_beat_with_it_and_comes_back_until_the_server_is_killed_too(family: Family) -> None:
    before = family.wait_for_worker_and_beat()
    worker = next(pid for pid in before if os.getpgid(pid) == pid)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not set(family.workers()) & set(before))
    assert len(family.wait_for_worker_and_beat()) == 2
    family.server.kill()
    wait_until(lambda: not family.workers())


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_the_server_is_ended(family: Family, how: signal.Signals) -> None:
    family.wait_for_worker_and_beat()
    family.server.send_signal(how)
    family.server.wait(30)
    assert not family.workers()


def test_a_busy_port_is_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert not port_is_free("127.0.0.1", port)
    assert port_is_free("127.0.0.1", port)
