"""Is everything there that the portal needs, and what waits in it."""

import datetime as dt
import logging
import shutil
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, QuerySet

from companies.models import Company
from programme.monitoring.rules import (
    Check,
    Gauge,
    clock_check,
    disk_check,
    hold_check,
    mail_check,
    migrations_check,
    seconds_since,
)
from programme.notices.models import Mail
from programme.notices.queries import mail_hold, ready_to_leave
from programme.notices.rules import LAST_TICK
from programme.notices.states import MailState
from programme.onboarding.models import Application
from programme.onboarding.states import ApplicationState
from programme.reports.models import ProgressReport
from programme.reports.states import ReportState

log = logging.getLogger(__name__)


def checks(*, now: dt.datetime) -> list[Check]:
    """Database, migrations, mail and its hold, clock and disk, each on its own: one that fails hides no other."""
    asked: dict[str, Callable[[], Check]] = {
        "database": _database,
        "migrations": lambda: migrations_check(migrations_missing()),
        "mail": lambda: mail_check(oldest_due(now=now), now=now),
        "hold": lambda: hold_check(held=mail_hold() is not None),
        "clock": lambda: clock_check(cache.get(LAST_TICK), now=now),
        "disk": lambda: disk_check(shutil.disk_usage(settings.DATA_DIR).free),
    }
    return [_ask(name, question) for name, question in asked.items()]


def _ask(name: str, question: Callable[[], Check]) -> Check:
    try:
        return question()
    except Exception:  # database, cache and disk each have their own; the page is public, so the reason goes to the log
        log.exception("The check of %s failed.", name)
        return Check(name, False, "It could not be asked; the log says why.")


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return Check("database", cursor.fetchone() == (1,), "The database answers.")


def migrations_missing() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def oldest_due(*, now: dt.datetime) -> dt.datetime | None:
    """Since when the mail has waited that should have gone first; None when nothing is late."""
    moment: dt.datetime | None = ready_to_leave(now=now).aggregate(moment=Min("due_at"))["moment"]
    return moment


def gauges(*, now: dt.datetime) -> list[Gauge]:
    """What an operator draws over time: numbers only, nobody's name."""
    reports = by_state(ProgressReport.objects.all(), ReportState.values)
    ticked_at: dt.datetime | None = cache.get(LAST_TICK)
    found = [
        Gauge("mails", "Mails by state.", by_state(Mail.objects.all(), MailState.values)),
        Gauge(
            "mail_oldest_due_seconds", "How late the oldest mail is.", {"": seconds_since(oldest_due(now=now), now=now)}
        ),
        Gauge("applications", "Applications by state.", by_state(Application.objects.all(), ApplicationState.values)),
        Gauge("reports", "Progress reports by state.", reports),
        Gauge("reports_waiting", "Progress reports that wait for a reviewer.", {"": reports[ReportState.SENT]}),
        Gauge("companies", "Companies.", {"": Company.objects.count()}),
    ]
    if ticked_at:
        found.append(
            Gauge("clock_seconds", "Seconds since the clock last ticked.", {"": seconds_since(ticked_at, now=now)})
        )
    return found


def by_state(rows: QuerySet, states: Iterable[str]) -> dict[str, int]:
    """Rows in each state; a state without rows is 0, not absent."""
    counted = dict(rows.order_by().values_list("state").annotate(rows=Count("pk")))
    return {state: counted.get(state, 0) for state in states}
