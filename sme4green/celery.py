"""The clock and the workers: the app, the task modules by name, and everything that beat ticks."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, worker_init
from kombu.transport import TRANSPORT_ALIASES

from programme.demo.gateway import PARENT, leave_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sme4green.settings")
TRANSPORT_ALIASES["filesystem"] = "sme4green.broker:Transport"

app = Celery(
    "sme4green",
    include=[
        "programme.tallies.tasks",
        "programme.notices.tasks",
        "programme.letters.tasks",
        "programme.exports.tasks",
        "companies.imports.tasks",
    ],
)
app.config_from_object("django.conf:settings", namespace="CELERY")


def tick(task: str, *, every: float, queue: str) -> dict[str, Any]:
    """A tick that no worker took before three more came is dropped: the next one does its work."""
    return {"task": task, "schedule": every, "options": {"queue": queue, "expires": every * 3}}


app.conf.beat_schedule = {
    "tell events": tick("programme.notices.tasks.tell_events", every=2, queue="mail"),
    "count events": tick("programme.tallies.tasks.count_events", every=2, queue="mail"),
    "send urgent mails": tick("programme.notices.tasks.send_urgent", every=2, queue="mail"),
    "send mails": tick("programme.notices.tasks.send_mail", every=5, queue="mail"),
    "recover leases": tick("programme.notices.tasks.recover_leases", every=60, queue="mail"),
    "remind": tick("programme.letters.tasks.remind", every=600, queue="mail"),
    "write weekly mails": tick("programme.letters.tasks.write_weekly", every=600, queue="mail"),
    "make exports": tick("programme.exports.tasks.make_exports", every=3, queue="reports"),
    "run imports": tick("companies.imports.tasks.run_imports", every=5, queue="reports"),
    "remove old exports": tick("programme.exports.tasks.remove_old", every=3600, queue="reports"),
}


@worker_init.connect
def end_with_the_server(**_signal: object) -> None:
    """An embedded worker (`manage.py demo`) ends when the server that started it is gone, however it went."""
    if parent := os.environ.get(PARENT):
        leave_with(int(parent))
    os.environ[PARENT] = str(os.getpid())  # what the embedded beat, a child of this process, ends with


@beat_embedded_init.connect
def end_with_the_worker(**_signal: object) -> None:
    """`worker -B` runs beat as a further process: after kill -9 of the worker it would tick on, and double."""
    leave_with(int(os.environ[PARENT]))
