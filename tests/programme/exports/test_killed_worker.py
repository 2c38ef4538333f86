"""kill -9 of a real worker in the middle of a file: the next one makes it anew, whole, and nothing is left behind."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from kombu import Connection

from companies.models import Company
from programme.demo.gateway import WORKER
from programme.exports import actions
from programme.exports.models import Export
from programme.exports.states import ExportState, Format
from sme4green.celery import app
from tests.programme.exports.stage import ask, left_over, names, tick

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 12_000


def database_url() -> str:
    """The database of this test, for another process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    """The worker of the demo with what beat would have said to it once."""
    broker = settings.DATA_DIR / "broker"
    broker.mkdir(exist_ok=True)
    options = {name: str(broker) for name in ("data_folder_in", "data_folder_out")}
    options["control_folder"] = str(broker / "control")
    with Connection("filesystem://localhost", transport_options=options) as connection_to_broker:
        app.send_task("programme.exports.tasks.make_exports", queue="reports", connection=connection_to_broker)
    words = [word for word in WORKER if word != "--beat"]
    env = {**os.environ, "DATABASE_URL": database_url(), "CELERY_SKIP_CHECKS": "yes"}
    process = subprocess.Popen([sys.executable, *words], cwd=settings.BASE_DIR, env=env, start_new_session=True)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.02)


def test_a_file_whose_worker_was_killed_is_made_anew(torino, facilitator, request):
    rows = [Company(name=f"Company {n:05}", territory=torino, search=f"company {n:05}") for n in range(ROWS)]
    Company.objects.bulk_create(rows, batch_size=1000)
    export = ask(facilitator, now=timezone.now(), format=Format.CSV)
    worker = request.getfixturevalue("worker")
    wait_until(lambda: Export.objects.filter(state=ExportState.MAKING, done_rows__gte=2000).exists())
    os.killpg(worker.pid, signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL
    export.refresh_from_db()
    assert (export.state, export.attempts) == (ExportState.MAKING, 1)
    killed_as = export.stored_as
    assert len(left_over()) == 1

    now = timezone.now()
    assert tick(now=now) == 0
    assert tick(now=now + actions.LEASE + dt.timedelta(seconds=1)) == 1
    assert names(export) == [row.name for row in rows]
    assert (export.attempts, export.done_rows) == (2, ROWS)
    assert not default_storage.exists(killed_as)
    assert not left_over()
