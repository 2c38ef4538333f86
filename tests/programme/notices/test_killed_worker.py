"""kill -9 of a real worker in the middle of 200 due mails: none is lost, none repeated without a mark."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import LazySettings, settings
from django.db import connection
from django.utils import timezone
from kombu import Connection

from programme.demo.gateway import WORKER
from programme.models import Mail
from programme.notices import actions
from programme.notices.gateway import deliver
from programme.notices.states import MailState
from sme4green.celery import app
from tests import make
from tests.make import NOW
from tests.processes import this_database, wait_until
from tests.programme.notices.smtp import ScriptedServer

pytestmark = pytest.mark.django_db(transaction=True)
MAILS, KILLED_AT = 200, 70


class Sink:
    """A real mail server that keeps the Message-IDs, and kills whom it is told to after so many mails."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.victim: int | None = None

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        lines = envelope.content.decode().splitlines()
        self.taken.append(next(line.partition(": ")[2] for line in lines if line.startswith("Message-ID: ")))
        if self.victim and len(self.taken) == KILLED_AT:
            os.kill(self.victim, signal.SIGKILL)  # the mail is here, and nobody is left to write it down
        return "250 taken"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def start_worker(tmp_path: Path, sink: tuple[Sink, int]) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    started: list[subprocess.Popen[bytes]] = []
    env = {
        **os.environ,
        "DATABASE_URL": this_database(),
        "DATA_DIR": str(tmp_path),
        "MAIL_LEAVES": "on",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink[1]}",
        "CELERY_SKIP_CHECKS": "yes",
    }

    words = [word for word in WORKER if word != "--beat"]  # the test ticks: nobody waits for the clock

    def start() -> subprocess.Popen[bytes]:
        tick(tmp_path / "broker", times=3)
        worker = subprocess.Popen([sys.executable, *words], cwd=settings.BASE_DIR, env=env, start_new_session=True)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        try:
            os.killpg(worker.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        worker.wait()


def tick(broker: Path, *, times: int) -> None:
    """What beat would say."""
    broker.mkdir(exist_ok=True)
    options = {name: str(broker) for name in ("data_folder_in", "data_folder_out")}
    options["control_folder"] = str(broker / "control")
    with Connection("filesystem://localhost", transport_options=options) as connection_to_broker:
        for _n in range(times):
            app.send_task("programme.notices.tasks.send_mail", queue="mail", connection=connection_to_broker)


def test_no_mail_is_lost_or_silently_repeated(
    sink: tuple[Sink, int], start_worker: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    now = timezone.now()
    all_mails = {make.mail(created_at=now, due_at=now).message_id for _n in range(MAILS)}
    worker = start_worker()
    sink[0].victim = worker.pid
    assert worker.wait(60) == -signal.SIGKILL
    assert Mail.objects.filter(state=MailState.SENDING).count() == 1
    assert len(sink[0].taken) == KILLED_AT

    sink[0].victim = None
    start_worker()
    wait_until(lambda: not Mail.objects.filter(state=MailState.WAITING).exists())
    wait_until(lambda: Mail.objects.filter(state=MailState.SENDING).count() == 1)
    actions.recover_leases(now=now + 3 * actions.LEASE)

    uncertain = set(Mail.objects.filter(state=MailState.UNCERTAIN).values_list("message_id", flat=True))
    waiting = set(Mail.objects.filter(state=MailState.WAITING).values_list("message_id", flat=True))
    assert set(sink[0].taken) | waiting | uncertain == all_mails
    repeated = {message_id for message_id, times in Counter(sink[0].taken).items() if times > 1}
    assert repeated <= uncertain
    assert len(uncertain) == 1
    assert Mail.objects.filter(state=MailState.SENT).count() == MAILS - 1


# --- the control: the same accident without the claim does repeat ------------------------------


class Killed(BaseException):
    """The process ends at this very point."""


def send_then_mark(mail: Mail, die: bool) -> None:
    """What an outbox without a claim does."""
    deliver(mail)
    if die:
        raise Killed
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=NOW)


def test_sending_first_and_marking_afterwards_would_repeat_it(settings: LazySettings) -> None:
    settings.MAIL_LEAVES = True
    mail = make.mail()
    with ScriptedServer() as server:
        settings.SMTP = server.config
        with pytest.raises(Killed):
            send_then_mark(mail, die=True)
        assert Mail.objects.get().state == MailState.WAITING
        send_then_mark(mail, die=False)
    assert len(server.taken) == 2


def test_the_claim_does_not_repeat_it(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAIL_LEAVES = True
    make.mail()

    def die(*_args: object, **_columns: object) -> bool:
        raise Killed

    with ScriptedServer() as server:
        settings.SMTP = server.config
        with monkeypatch.context() as accident:
            accident.setattr(actions, "finish", die)
            with pytest.raises(Killed):
                actions.send_due(now=NOW)
        assert actions.send_due(now=NOW) == 0
        actions.recover_leases(now=NOW + 2 * actions.LEASE)
        assert actions.send_due(now=NOW + 3 * actions.LEASE) == 0
    assert len(server.taken) == 1
    assert Mail.objects.get().state == MailState.UNCERTAIN


# --- two at once -------------------------------------------------------------------------------


def at_once(work: Callable[[], object], hands: int = 2) -> list[object]:
    """The same work in several threads that begin together, each with its own connection."""
    line, results = threading.Barrier(hands), []

    def run() -> None:
        try:
            line.wait(5)
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_workers_never_claim_the_same_mail() -> None:
    for _n in range(10):
        make.mail()

    def claim_all() -> list[int]:
        return [mail.pk for mail in iter(lambda: actions.claim(now=NOW), None)]

    first, second = at_once(claim_all)
    assert sorted(first + second) == sorted(Mail.objects.values_list("pk", flat=True))
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}
