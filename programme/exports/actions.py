"""Asking for a file, making it, taking it, and removing it. Rows are the queue; every claim is a conditional UPDATE."""

import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Territory, User
from programme.exports.access import rights_of, still_may
from programme.exports.gateway import Kept, Made, Order, forget, keep, make, new_name, workplace
from programme.exports.models import Export
from programme.exports.states import OPEN, ExportState, Format, What
from sme4green.errors import RuleBroken

log = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]
Read = Callable[[Export, dt.datetime], dict[str, Any]]

KEPT_FOR = dt.timedelta(days=7)
# Longer than one chunk can take; it begins anew with every chunk.
LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 3
MOST_OPEN = 5


class Lost(Exception):
    """Another worker has taken the export up: its lease had ended."""


def ask_for_export(
    *,
    by: User,
    now: dt.datetime,
    one_time_key: uuid.UUID,
    what: What,
    format: Format,  # noqa: A002 as people say it
    query: str,
    filters: list[str],
    language: str,
) -> Export:
    """A row that a worker will take up; the same form sent twice gives the first one back."""
    known = Export.objects.filter(asked_by=by, one_time_key=one_time_key)
    try:
        with transaction.atomic():
            User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two forms at once are counted one by one
            if first := known.first():
                return first
            if Export.objects.filter(asked_by=by, state__in=OPEN).count() >= MOST_OPEN:
                raise RuleBroken(_("Several files are already being made for you. Wait until one of them is ready."))
            export = Export.objects.create(
                asked_by=by,
                asked_at=now,
                one_time_key=one_time_key,
                what=what,
                format=format,
                query=query,
                filters=filters,
                rights=rights_of(by),
                language=language,
            )
            record(EventKind.EXPORT_ASKED, by=by, now=now, subject=export)
            return export
    except IntegrityError:
        return known.get()


@transaction.atomic
def take_export(export_id: int, *, by: User, now: dt.datetime) -> Export:
    """Write down that the file was taken; RuleBroken where there is none (any more), or a right has ended."""
    export = Export.objects.select_for_update(of=("self",)).get(pk=export_id)
    if export.state != ExportState.READY:
        raise RuleBroken(_("This file is not ready."))
    if not export.is_kept(now):
        raise RuleBroken(_("This file was removed. Ask for it again."))
    if not still_may(by, export):
        raise RuleBroken(_("A right that this file rests on has ended. Open the list and ask again."))
    record(EventKind.EXPORT_TAKEN, by=by, now=now, subject=export)
    return export


# --- the worker -------------------------------------------------------------------------------


def make_due(*, now: dt.datetime, read: Read, limit: int = 20) -> int:
    """Make the files that were asked for, the oldest first; how many became ready.

    `read` gives what the address of the list or the dashboard means for the person who asked.
    """
    began = time.monotonic()

    def clock() -> dt.datetime:
        return now + dt.timedelta(seconds=time.monotonic() - began)

    recover_lost(now=now)
    ready = 0
    for _turn in range(limit):
        export = claim(now=clock())
        if export is None:
            break
        with translation.override(export.language), timezone.override(ZoneInfo(export.asked_by.zone_name)):
            ready += _try(export, clock, read)
    return ready


def claim(*, now: dt.datetime) -> Export | None:
    """One export that now belongs to the caller until its lease ends; None when nobody waits."""
    waiting = Export.objects.filter(state=ExportState.ASKED).order_by("attempts", "asked_at", "pk")
    while export := waiting.first():
        claimed = Export.objects.filter(pk=export.pk, state=ExportState.ASKED, attempts=export.attempts).update(
            state=ExportState.MAKING,
            leased_until=now + LEASE,
            attempts=export.attempts + 1,
            stored_as=new_name(export.format),
            done_rows=0,
            total_rows=None,
        )
        if claimed:
            return Export.objects.select_related("asked_by").get(pk=export.pk)
    return None


def recover_lost(*, now: dt.datetime) -> int:
    """An export whose worker died is taken up again, from its beginning; after three tries it is given up."""
    lost = Export.objects.filter(state=ExportState.MAKING, leased_until__lt=now).select_related("asked_by")
    return sum(_put_back(export, now=now) for export in lost)


def _try(export: Export, clock: Clock, read: Read) -> bool:
    """Make one file; whatever happens, the row says how it ended."""
    try:
        return _make(export, clock, read)
    except Lost:
        log.warning("Export %s took longer than its lease and belongs to another worker.", export.pk)
    except RuleBroken as no:
        _fail(export, str(no), now=clock())
    except Exception:
        log.exception("Export %s could not be made at try %s.", export.pk, export.attempts)
        _put_back(export, now=clock())
    return False


def _make(export: Export, clock: Clock, read: Read) -> bool:
    if not still_may(export.asked_by, export):
        raise RuleBroken(_("A right that this file rests on has ended. Open the list and ask again."))
    rights, now = rights_of(export.asked_by), clock()

    def note(done: int, total: int | None) -> None:
        _hold(export, now=clock(), done_rows=done, total_rows=total)

    with workplace(export.stored_as) as path:
        made = make(Order(path, export, read(export, now), now, note))
        kept = keep(path, export.stored_as)
    return _finish(export, kept, made, rights=rights, now=clock())


def _hold(export: Export, *, now: dt.datetime, **columns: Any) -> None:
    """Say how far it is, and keep it for as long again; Lost where it is no longer ours."""
    mine = Export.objects.filter(pk=export.pk, state=ExportState.MAKING, attempts=export.attempts)
    if not mine.update(leased_until=now + LEASE, **columns):
        raise Lost


@transaction.atomic
def _end(
    export: Export, state: ExportState, territories: Sequence[Territory] = (), *, now: dt.datetime, **columns: Any
) -> bool:
    """Write how a claimed export ended, and tell the person; False when it was taken away meanwhile."""
    mine = Export.objects.filter(pk=export.pk, state=ExportState.MAKING, attempts=export.attempts)
    if not mine.update(state=state, leased_until=None, ended_at=now, **columns):
        return False
    if territories:
        export.territories.set(territories)
    kind = EventKind.EXPORT_READY if state == ExportState.READY else EventKind.EXPORT_FAILED
    record(kind, by=None, now=now, subject=export, person=export.asked_by)
    return True


def _finish(export: Export, kept: Kept, made: Made, *, rights: list[str], now: dt.datetime) -> bool:
    facts = {"size_bytes": kept.size_bytes, "sha256": kept.sha256, "done_rows": made.rows, "total_rows": made.rows}
    until = None if export.is_report else now + KEPT_FOR
    ready = _end(
        export, ExportState.READY, made.territories, now=now, expires_at=until, rights=rights, **facts, **made.facts
    )
    if not ready:
        forget(export.stored_as)
    return ready


def _fail(export: Export, sentence: str, *, now: dt.datetime) -> bool:
    with transaction.atomic():  # the file goes only if the row is still ours
        if failed := _end(export, ExportState.FAILED, now=now, error=sentence[:300], stored_as=""):
            forget(export.stored_as)
    return failed


@transaction.atomic
def _put_back(export: Export, *, now: dt.datetime) -> bool:
    """To be taken up again, or given up after the last try."""
    if export.attempts >= MOST_ATTEMPTS:
        with translation.override(export.language):
            return _fail(export, _("The file could not be made. Ask again, or tell the office."), now=now)
    mine = Export.objects.filter(pk=export.pk, state=ExportState.MAKING, attempts=export.attempts)
    if put_back := bool(mine.update(state=ExportState.ASKED, leased_until=None, stored_as="")):
        forget(export.stored_as)
    return put_back


def remove_old(*, now: dt.datetime) -> int:
    """Remove the files whose last day has come; their rows stay. Reports have no last day."""
    old = Export.objects.filter(state=ExportState.READY, expires_at__lte=now).exclude(stored_as="")
    removed = 0
    for pk, stored_as in old.values_list("pk", "stored_as"):
        forget(stored_as)
        removed += Export.objects.filter(pk=pk, stored_as=stored_as).update(stored_as="")
    return removed
