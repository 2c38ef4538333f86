"""The worker writes in chunks, and goes on where another one stopped: killed, cancelled, failing, twice at once."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from companies.imports import actions
from companies.imports.states import ImportState
from companies.models import Company, Event, ImportRun
from sme4green.errors import RuleBroken
from tests import make
from tests.at_once import told_at_once
from tests.companies.imports.lists import brought, looked_at

ROOT = Path(__file__).resolve().parents[3]
HEADER = ["nome", "cf"]


@pytest.fixture
def torino():
    return make.territory("torino")


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(actions, "CHUNK", 10)


def confirmed(territory, rows: int) -> ImportRun:
    cells = [[f"Company {n}", make.it_vat(1000 + n)] for n in range(rows)]
    run = looked_at(territory, *cells, ["Without number", ""], header=HEADER, by=make.user())
    return actions.confirm_import(run.pk, by=None, now=make.NOW)


@pytest.mark.django_db
def test_another_worker_takes_over_when_the_lease_has_ended(torino, small_chunks):
    run = confirmed(torino, 25)
    dead = actions.claim(now=make.NOW)
    assert actions.write_chunk(dead, actions.lookups_for(torino), now=make.NOW)
    assert actions.run_imports(now=make.NOW + timedelta(minutes=1)) == 0, "it is held"
    assert actions.run_imports(now=make.NOW + timedelta(minutes=3)) == 2
    run.refresh_from_db()
    assert (run.state, run.done, run.total, run.created) == (ImportState.DONE, 26, 26, 25)
    assert Company.objects.count() == Event.objects.filter(kind="company_imported").count() == 25
    assert Event.objects.filter(kind="import_done").count() == 1


@pytest.mark.django_db
def test_a_worker_that_was_thought_dead_writes_no_more(torino, small_chunks):
    confirmed(torino, 25)
    slow = actions.claim(now=make.NOW)
    actions.run_imports(now=make.NOW + timedelta(minutes=3))
    assert not actions.write_chunk(slow, actions.lookups_for(torino), now=make.NOW)
    assert Company.objects.count() == 25


@pytest.mark.django_db
def test_what_takes_long_is_continued_at_the_next_tick(torino, small_chunks):
    run = confirmed(torino, 25)
    assert [actions.run_imports(now=make.NOW + timedelta(seconds=tick * 5), seconds=0) for tick in range(4)] == [
        1, 1, 1, 0,
    ]  # fmt: skip
    run.refresh_from_db()
    assert (run.state, run.created) == (ImportState.DONE, 25)


@pytest.mark.django_db
def test_an_import_stopped_in_the_middle_keeps_what_was_written_and_says_what_was_not(torino, small_chunks):
    run = confirmed(torino, 25)
    held = actions.claim(now=make.NOW)
    lookups = actions.lookups_for(torino)
    actions.write_chunk(held, lookups, now=make.NOW)
    actions.cancel_import(run.pk, by=make.user(), now=make.NOW)
    assert not actions.write_chunk(held, lookups, now=make.NOW)
    run.refresh_from_db()
    assert (run.state, run.created, run.refused, run.left) == (ImportState.CANCELLED, 10, 1, 15)
    assert run.rows.filter(result="left", company=None).count() == 15
    assert Company.objects.count() == 10
    with pytest.raises(RuleBroken, match="has moved on"):
        actions.cancel_import(run.pk, by=make.user(), now=make.NOW)


@pytest.mark.django_db
def test_the_rest_of_a_stopped_import_comes_with_the_same_file(torino, small_chunks):
    cells = [[f"Company {n}", make.it_vat(1000 + n)] for n in range(25)]
    run = confirmed(torino, 25)
    actions.write_chunk(actions.claim(now=make.NOW), actions.lookups_for(torino), now=make.NOW)
    actions.cancel_import(run.pk, by=make.user(), now=make.NOW)
    again = brought(torino, *cells, header=HEADER)
    assert (again.created, again.unchanged) == (15, 10)


@pytest.mark.django_db
def test_an_import_that_fails_five_times_is_broken_off_and_said(torino, small_chunks, caplog):
    run = confirmed(torino, 15)
    run.rows.filter(number=12).update(cells=3)  # damaged: in the second chunk
    for attempt in range(7):
        actions.run_imports(now=make.NOW + timedelta(minutes=3 * attempt))
    run.refresh_from_db()
    assert len(caplog.records) == 1 + actions.MOST_ATTEMPTS, "the first time a row was written before"
    assert (run.state, run.created, run.left) == (ImportState.FAILED, 10, 5)
    assert Event.objects.get(kind="import_failed").person == run.uploaded_by


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_has_the_import(torino):
    confirmed(torino, 5)
    claims = told_at_once(*[lambda: actions.claim(now=make.NOW)] * 2)
    assert sorted(bool(claim) for claim in claims) == [False, True]


def database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


WORK = """
import django; django.setup()
from django.utils import timezone
from companies.imports import actions
actions.CHUNK = 5
actions.run_imports(now=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_no_row_and_doubles_none(torino, tmp_path):
    run = confirmed(torino, 400)
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "sme4green.settings",
    }
    worker = subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=env)
    until = time.monotonic() + 60
    while not Company.objects.exists() and worker.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait(10) == -signal.SIGKILL
    assert 0 < Company.objects.count() < 400
    actions.run_imports(now=timezone.now() + timedelta(minutes=3))
    run.refresh_from_db()
    assert (run.state, run.created, run.done) == (ImportState.DONE, 400, 401)
    assert Company.objects.count() == Event.objects.filter(kind="company_imported").count() == 400
    assert not run.rows.filter(result="new", company=None).exists()
