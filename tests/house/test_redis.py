"""With REDIS_URL, as in production: what processes share, they share through Redis."""

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from programme.notices.states import MailState
from tests import make
from tests.processes import ROOT, this_database

COUNT = "from django.core.cache import cache; cache.add('tries', 0); print(cache.incr('tries'))"
TICK = (
    "from sme4green.celery import app; "
    "app.send_task('programme.notices.tasks.recover_leases', queue='mail'); print('sent')"
)


@pytest.fixture
def production(redis_url: str) -> dict[str, str]:
    return {**os.environ, "REDIS_URL": redis_url, "DJANGO_SETTINGS_MODULE": "sme4green.settings"}


def say(code: str, environment: dict[str, str]) -> str:
    code = f"import django; django.setup(); {code}"
    return subprocess.check_output(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, text=True, timeout=60
    ).strip()


@pytest.mark.redis
def test_processes_count_tries_to_sign_in_together(production: dict[str, str]) -> None:
    assert say(COUNT, production) == "1"
    assert say(COUNT, production) == "2"


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_a_tick_reaches_the_worker_of_its_queue(production: dict[str, str], tmp_path: Path) -> None:
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    left_behind = make.mail(state=MailState.SENDING, leased_until=long_ago)
    production["DATABASE_URL"] = this_database()
    assert say(TICK, production) == "sent"
    log = tmp_path / "log"
    words = ["-m", "celery", "-A", "sme4green", "worker", "-Q", "mail", "--pool", "solo"]
    with log.open("w") as file:
        worker = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=production, stdout=file, stderr=file)
    try:
        until = time.monotonic() + 60
        while left_behind.state == MailState.SENDING and worker.poll() is None and time.monotonic() < until:
            time.sleep(0.2)
            left_behind.refresh_from_db()
    finally:
        worker.terminate()
        worker.wait(30)
    assert left_behind.state == MailState.UNCERTAIN, log.read_text()
