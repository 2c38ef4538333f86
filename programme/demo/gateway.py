"""The worker of the demo: a Celery process beside the server, that never outlives it."""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

# The environment variable by which a process hands its id down to those that must end with it.
PARENT = "SME4GREEN_PARENT"
LOOK_EVERY_SECONDS = 0.5
FINISH_WITHIN_SECONDS = 5
WORKER = (
    *("-W", "ignore:You're running the worker with superuser"),  # containers; this broker carries JSON only
    *("-m", "celery", "-A", "sme4green", "--quiet", "worker", "--beat", "--pool", "solo", "--queues", "mail,reports"),
    *("--hostname", "demo@localhost", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    *("--loglevel", "WARNING"),
)


def leave_with(parent: int) -> None:
    """End this process soon after its parent is gone, also when nobody could say so (kill -9).

    The current task may finish, for a few seconds.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(FINISH_WITHIN_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="ends with its parent", daemon=True).start()


class Worker:
    """A worker with beat that is started again when it dies, with growing pauses, until it is stopped."""

    def __init__(self, folder: Path, *, first_pause: float = 1, longest_pause: float = 60) -> None:
        self.folder = folder
        self.first_pause, self.longest_pause = first_pause, longest_pause
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.lock = threading.Lock()

    def start(self) -> None:
        self._spawn()
        threading.Thread(target=self._keep_alive, name="keeps the worker alive", daemon=True).start()

    def stop(self) -> None:
        """End the worker and its beat; a task may finish within a few seconds. Harmless when called twice."""
        self.stopping.set()
        with self.lock:
            if not self.process:
                return
            self.process.terminate()
            try:
                self.process.wait(FINISH_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self._sweep()

    def _spawn(self) -> None:
        with self.lock:
            if self.stopping.is_set():
                return
            # A session of its own: Ctrl-C reaches the server alone, which then ends the worker in order.
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, *WORKER],
                cwd=self.folder,
                env={**os.environ, PARENT: str(os.getpid()), "CELERY_SKIP_CHECKS": "yes"},  # the server has checked
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _sweep(self) -> None:
        """Whatever the worker left in its session: beat, when the worker was killed."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _keep_alive(self) -> None:
        pause = self.first_pause
        while not self.stopping.is_set():
            began = time.monotonic()
            code = self.process.wait()
            if self.stopping.is_set():
                return
            with self.lock:
                self._sweep()
            # One that lived a while did not fail at its start: no need to be shy.
            pause = self.first_pause if time.monotonic() - began > self.longest_pause else pause
            sys.stderr.write(f"The worker ended ({code}); it starts again in {pause:g} s.\n")
            if self.stopping.wait(pause):
                return
            pause = min(pause * 2, self.longest_pause)
            self._spawn()


def port_is_free(host: str, port: str) -> bool:
    """Can a server listen there? Asked before anything is prepared."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True
