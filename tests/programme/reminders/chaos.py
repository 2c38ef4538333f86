"""Five hundred people to be reminded, real processes to be killed, and a mail server that keeps what it takes."""

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from aiosmtpd.controller import Controller
from django.utils import timezone
from kombu import Connection

from companies.models import Company, Membership, User
from programme.models import Mail, Milestone, Participation, Reminder
from programme.notices.actions import LEASE, recover_leases
from programme.notices.states import MailState
from sme4green.celery import app
from tests import make
from tests.processes import ROOT, this_database

PEOPLE = 500
CLOCK = "tests.programme.reminders.fast_clock"
LONG_AGO = dt.timedelta(days=60)


def zone_where_it_is_noon(now: dt.datetime) -> str:
    """Reminders are written by day; these tests run at any hour."""
    offset = 12 - now.astimezone(dt.UTC).hour
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"


def crowd(people: int = PEOPLE) -> set[str]:
    """The addresses of so many people, each with a company of which one milestone is due today."""
    now = timezone.now()
    territory = make.territory("torino", zone_name=zone_where_it_is_noon(now))
    today, long_ago = timezone.localdate(now, territory.zone), now - LONG_AGO
    edition = make.programme("two", territory, starts_on=today - LONG_AGO, ends_on=today + LONG_AGO)
    by = make.user("Sara")
    owners = User.objects.bulk_create(
        User(email=f"owner{n}@example.org", name=f"Owner {n}", language="en") for n in range(people)
    )
    companies = Company.objects.bulk_create(
        Company(name=f"Company {n}", territory=territory, created_at=long_ago) for n in range(people)
    )
    Membership.objects.bulk_create(
        Membership(user=owner, company=company, role="owner", since_at=long_ago)
        for owner, company in zip(owners, companies, strict=True)
    )
    admitted = {"programme": edition, "territory": territory, "admitted_at": long_ago, "admitted_by": by}
    parts = Participation.objects.bulk_create(Participation(company=company, **admitted) for company in companies)
    planned = {"planned_at": long_ago, "planned_by": by, "due_on": today, "original_due_on": today}
    Milestone.objects.bulk_create(
        Milestone(participation=part, one_time_key=uuid.uuid4(), title="Change the oven", **planned) for part in parts
    )
    return {owner.email for owner in owners}


class Post:
    """A mail server on this machine that keeps the addresses it took mails for, and does something at a moment."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.announced = 0
        self.at_announced: dict[int, Callable[[], object]] = {}
        self.at_taken: dict[int, Callable[[], object]] = {}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(
        self, server: object, session: object, envelope: object, address: str, options: object
    ) -> str:
        self.announced += 1
        self.at_announced.pop(self.announced, lambda: None)()  # the mail is not here yet
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        self.taken += envelope.rcpt_tos
        self.at_taken.pop(len(self.taken), lambda: None)()  # the mail is here, and nobody was told so
        return "250 taken"


class Processes:
    """Workers and clocks of one portal, with a broker in a folder or in Redis."""

    def __init__(self, folder: Path, port: int) -> None:
        self.environment = {
            **os.environ,
            "DATABASE_URL": this_database(),
            "DATA_DIR": str(folder),
            "MAIL_LEAVES": "on",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "CELERY_SKIP_CHECKS": "yes",
        }
        self.log = folder / "log"
        self.running: list[subprocess.Popen[bytes]] = []

    def worker(self) -> "subprocess.Popen[bytes]":
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
        return self._start("worker", "--pool", "solo", "--queues", "mail", "--hostname", f"{uuid.uuid4()}@here", *quiet)

    def clock(self) -> "subprocess.Popen[bytes]":
        return self._start("beat", "--loglevel", "WARNING")

    def _start(self, *words: str) -> "subprocess.Popen[bytes]":
        words = ("-W", "ignore", "-m", "celery", "--app", CLOCK, "--quiet", *words)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.running.append(process)
        return process

    def messages(self, task: str, addresses: list[str]) -> None:
        """Put one message for each address into the queue."""
        with self._broker() as broker:
            for address in addresses:
                app.send_task(task, [address], queue="mail", connection=broker)

    def messages_left(self) -> int:
        return len(list((self.log.parent / "broker").glob("*.msg")))

    def _broker(self) -> Connection:
        if url := self.environment.get("REDIS_URL"):
            return Connection(url)
        folder = self.log.parent / "broker"
        folder.mkdir(exist_ok=True)
        options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": f"{folder}/control"}
        return Connection("filesystem://localhost", transport_options=options)

    def end(self) -> None:
        for process in self.running:
            kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """kill -9: nothing is finished, nothing is said."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def kill_now(*processes: "subprocess.Popen[bytes]") -> Callable[[], None]:
    """For the mail server, which answers nobody until they are gone."""
    return lambda: [kill(process) for process in processes] and None


def nobody_waits(people: set[str]) -> Callable[[], bool]:
    """Everybody was told, and no mail is on its way any more but one whose worker is gone."""

    def so() -> bool:
        told = Reminder.objects.count() == len(people)
        return told and not Mail.objects.filter(state=MailState.WAITING).exists() and not fresh_claims()

    return so


def fresh_claims() -> bool:
    """Whether a mail was claimed within the last seconds: its worker may be alive."""
    just_now = timezone.now() + LEASE - dt.timedelta(seconds=5)
    return Mail.objects.filter(state=MailState.SENDING, leased_until__gt=just_now).exists()


def accounts(people: set[str], taken: list[str]) -> dict[str, set[str]]:
    """The people by where their mail stands; fails when one is missing, told twice, or counted wrongly.

    What a mail server took is sent or uncertain; nothing that waits or was given up was taken; no second mail exists.
    """
    recover_leases(now=timezone.now() + 2 * LEASE)
    rows = list(Mail.objects.values_list("to", "state"))
    assert sorted(address for address, _state in rows) == sorted(people)
    assert set(Reminder.objects.values_list("person__email", flat=True)) == people
    found = {state: {address for address, now in rows if now == state} for state in MailState.values}
    assert [address for address, times in Counter(taken).items() if times > 1] == []
    assert found["sent"] <= set(taken) <= found["sent"] | found["uncertain"]
    return {state: addresses for state, addresses in found.items() if addresses}
