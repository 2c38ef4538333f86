"""Bringing a list of companies into the directory of one territory: looked at, confirmed, then written in chunks.

Rows are the queue: a confirmed import waits until a worker claims it, holds it by a lease, and goes on from the row
after the last one that was written.
"""

import datetime as dt
import logging
import time
from collections import Counter

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from companies.imports.gateway import forget, keep
from companies.imports.models import ImportRow, ImportRun
from companies.imports.queries import counted, open_questions
from companies.imports.rules import foresee
from companies.imports.states import LOOKED_AT, MOVES, ImportState
from companies.intake.actions import write_companies
from companies.intake.queries import CHUNK, lookups_for, plan_all, plan_chunk
from companies.intake.rules import Lookups
from companies.intake.states import RowResult
from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.lists.readers import Line, read_upload
from companies.lists.rules import find_columns
from companies.people.models import User
from companies.territories.models import Territory
from sme4green.errors import RuleBroken

log = logging.getLogger(__name__)
# Longer than any chunk takes.
LEASE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 5
COUNTED = {"created": "new", "updated": "updated", "unchanged": "unchanged", "refused": "refused"}


def start_import(territory_id: int, *, upload: File, by: User | None, now: dt.datetime) -> ImportRun:
    """Read, keep and look at a list. Unreadable (a RuleBroken) says why a file is none."""
    read = read_upload(upload)
    territory = Territory.objects.get(pk=territory_id)
    columns = find_columns(read.lines, currency=territory.currency)
    lines = [line for line in read.lines if line.number > columns.header.number]
    run = ImportRun(
        territory=territory,
        name=read.name,
        stored_as=keep(upload),
        size_bytes=read.size_bytes,
        sha256=read.sha256,
        language=translation.get_language() or territory.language,
        uploaded_at=now,
        uploaded_by=by,
        header=columns.header.cells,
        header_row=columns.header.number,
        columns=list(columns.fields),
        total=len(lines),
    )
    try:
        with transaction.atomic():
            run.save()
            _look_at(run, lines)
            record(EventKind.IMPORT_UPLOADED, by=by, now=now, subject=run, territory=territory)
    except BaseException as error:
        forget(run.stored_as)
        if isinstance(error, IntegrityError):
            raise RuleBroken(_("This very file is already being imported: see the lists of companies.")) from None
        raise
    return run


def _look_at(run: ImportRun, lines: list[Line]) -> None:
    """Write down each row with what would become of it; nothing of it where the columns are not matched yet."""
    columns = run.matched
    run.state = ImportState.UPLOADED if columns.missing else ImportState.PREVIEWED
    if columns.missing:
        rows = [_row(run, line) for line in lines]
    else:
        planned = plan_all(lines, columns, run.territory)
        rows = [_row(run, each.line) for each in planned]
        for row, each in zip(rows, planned, strict=True):
            foresee(row, each)
    run.rows.all().delete()
    ImportRow.objects.bulk_create(rows, batch_size=1000)
    _count(run, Counter(row.result for row in rows), questions=sum(row.asks for row in rows))
    run.save(update_fields=["state", "columns", *COUNTED, "questions"])


def _row(run: ImportRun, line: Line) -> ImportRow:
    return ImportRow(run=run, number=line.number, cells=line.cells, numeric=sorted(line.numeric))


def _count(run: ImportRun, results: Counter[str], *, questions: int) -> None:
    for column, result in COUNTED.items():
        setattr(run, column, results[result])
    run.questions = questions


def _lock(run_id: int, *, to: ImportState) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("territory", "uploaded_by").get(pk=run_id)
    if to not in MOVES[ImportState(run.state)]:
        said = {"name": run.name, "state": run.get_state_display()}
        raise RuleBroken(_("The import of “%(name)s” has moved on: “%(state)s”.") % said)
    return run


@transaction.atomic
def match_columns(run_id: int, *, columns: list[str], by: User, now: dt.datetime) -> ImportRun:
    """Say what each column holds, and look at all rows again."""
    run = _lock(run_id, to=ImportState.CANCELLED)
    if run.state not in LOOKED_AT:
        raise RuleBroken(_("The import was confirmed: its columns stay as they are."))
    run.columns = columns
    with translation.override(run.language):
        _look_at(run, [row.line for row in run.rows.order_by("number")])
    record(EventKind.IMPORT_MATCHED, by=by, now=now, subject=run, territory=run.territory)
    return run


@transaction.atomic
def confirm_import(run_id: int, *, by: User | None, now: dt.datetime) -> ImportRun:
    run = _lock(run_id, to=ImportState.CONFIRMED)
    if not run.good:
        raise RuleBroken(_("No row of this list can be taken: mend it, or match its columns anew."))
    run.state, run.confirmed_at, run.done = ImportState.CONFIRMED, now, run.refused
    run.save(update_fields=["state", "confirmed_at", "done"])
    record(EventKind.IMPORT_CONFIRMED, by=by, now=now, subject=run, territory=run.territory)
    return run


@transaction.atomic
def cancel_import(run_id: int, *, by: User, now: dt.datetime) -> ImportRun:
    """What was written until now stays."""
    run = _lock(run_id, to=ImportState.CANCELLED)
    _end(run, ImportState.CANCELLED, now=now)
    record(EventKind.IMPORT_CANCELLED, by=by, now=now, subject=run, territory=run.territory)
    return run


def import_at_once(territory_id: int, *, upload: File, now: dt.datetime) -> ImportRun:
    """All steps one after the other, for the command line, where nobody looks at the list in between."""
    run = start_import(territory_id, upload=upload, by=None, now=now)
    if run.matched.missing:
        forget(run.stored_as)
        run.delete()
        raise RuleBroken(_("No row has a column for the name and one for the tax number: check the headers."))
    confirm_import(run.pk, by=None, now=now)
    if claimed := claim(now=now, run_id=run.pk):
        lookups = lookups_for(claimed.territory)
        while write_chunk(claimed, lookups, now=now):
            pass
    run.refresh_from_db()
    return run


# --- the worker ------------------------------------------------------------------------------


def run_imports(*, now: dt.datetime, seconds: float = 100) -> int:
    """Write what was confirmed, oldest first, until nothing waits or the time is over; the number of chunks."""
    began, chunks = time.monotonic(), 0

    def moment() -> dt.datetime:
        return now + dt.timedelta(seconds=time.monotonic() - began)

    while run := claim(now=moment()):
        try:
            lookups = lookups_for(run.territory)
            while write_chunk(run, lookups, now=moment()):
                chunks += 1
                if time.monotonic() - began > seconds:
                    ImportRun.objects.filter(pk=run.pk, leased_until=run.leased_until).update(leased_until=moment())
                    return chunks
        except Exception:
            # The lease runs out, and the chunk is tried again; after a few times the import is broken off.
            log.exception("A chunk of import %s could not be written.", run.pk)
    return chunks


def claim(*, now: dt.datetime, run_id: int | None = None) -> ImportRun | None:
    """The oldest import that waits, or that a worker left behind; nobody else has it until its lease ends."""
    free = Q(state=ImportState.CONFIRMED) | Q(state=ImportState.RUNNING, leased_until__lte=now)
    waiting = ImportRun.objects.filter(free, **{"pk": run_id} if run_id else {}).order_by("confirmed_at", "pk")
    for run_id in waiting.values_list("pk", flat=True)[:10]:
        if ImportRun.objects.filter(pk=run_id, attempts__gte=MOST_ATTEMPTS).exists():
            _give_up(run_id, now=now)
        elif ImportRun.objects.filter(free, pk=run_id).update(
            state=ImportState.RUNNING,
            leased_until=now + LEASE,
            attempts=F("attempts") + 1,
            started_at=Coalesce("started_at", now),
        ):
            return ImportRun.objects.select_related("territory", "uploaded_by").get(pk=run_id)
    return None


@transaction.atomic
def _give_up(run_id: int, *, now: dt.datetime) -> None:
    run = _lock(run_id, to=ImportState.FAILED)
    _end(run, ImportState.FAILED, now=now)
    record(EventKind.IMPORT_FAILED, by=None, now=now, subject=run, territory=run.territory, person=run.uploaded_by)


def _end(run: ImportRun, state: ImportState, *, now: dt.datetime) -> None:
    """What is not written by now is not written at all."""
    left = run.rows.filter(number__gt=run.last_row).exclude(result=RowResult.REFUSED)
    if state != ImportState.DONE and left.update(result=RowResult.LEFT):
        _count(run, counted(run), questions=open_questions(run).count())
    run.state, run.finished_at, run.leased_until = state, now, None
    run.save(update_fields=["state", "finished_at", "leased_until", *COUNTED, "questions"])


@transaction.atomic
def write_chunk(run: ImportRun, lookups: Lookups, *, now: dt.datetime) -> bool:
    """Write the next rows of an import that is held; false when it came to its end, or is held no longer."""
    held = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk, leased_until=run.leased_until)
    if held.first() is None:
        return False
    waiting = run.rows.filter(number__gt=run.last_row).exclude(result=RowResult.REFUSED).order_by("number")
    rows = list(waiting[:CHUNK])
    if not rows:
        _end(run, ImportState.DONE, now=now)
        record(EventKind.IMPORT_DONE, by=None, now=now, subject=run, territory=run.territory, person=run.uploaded_by)
        return False
    with translation.override(run.language):
        _write(run, rows, lookups, now=now)
    run.last_row, run.attempts, run.leased_until = rows[-1].number, 0, now + LEASE
    run.save(update_fields=["last_row", "done", "attempts", "leased_until", *COUNTED, "questions"])
    return True


def _write(run: ImportRun, rows: list[ImportRow], lookups: Lookups, *, now: dt.datetime) -> None:
    lines = [row.line for row in rows]
    planned = plan_chunk(lines, run.matched, run.territory, lookups, seen={}, lock=True)
    write_companies(planned, territory=run.territory, by=run.uploaded_by, now=now)
    otherwise = [row for row, plan in zip(rows, planned, strict=True) if foresee(row, plan)]
    ImportRow.objects.bulk_update(rows, ["company"], batch_size=500)
    ImportRow.objects.bulk_update(otherwise, ["result", "note", "former_code", "choices", "asks"], batch_size=500)
    run.done += len(rows)
    _count(run, counted(run), questions=open_questions(run).count())
