"""What is to be said now and was not said yet: whose turn it is, on which local day, to which people."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from companies.models import Territory
from programme.reminders.models import Reminder
from programme.reminders.rules import MOST_PER_DRAFT, Line, Reader, last_word, may_speak, moment_of, windows
from programme.reminders.states import ReminderKind
from programme.reports.states import ReportState
from programme.turns.queries import SAID, drafts, milestones, with_facilitators, with_tutors

DAY = dt.timedelta(days=1)
# Whose turn it is in a zone, whatever the day.
TURNS = (
    (ReminderKind.MILESTONE_DUE, milestones),
    (ReminderKind.REPORT_WAITING, with_tutors),
    (ReminderKind.REPORT_WAITING, with_facilitators),
    (ReminderKind.DRAFT_IDLE, drafts),
)


def due_reminders(*, now: dt.datetime) -> list[Line]:
    """Everything to be said now, by person, oldest day first; the number of queries is that of the time zones."""
    moments = [(zone, now) for zone in _zones() if may_speak(now.astimezone(zone))]
    return _sorted(line for zone, moment in moments for line in _unsaid(zone, now=moment))


def due_within_a_day(territories: Collection[int], *, now: dt.datetime) -> list[Line]:
    """What will be said in these territories up to this hour tomorrow, as things stand; by person."""
    moments = [(zone, last_word((now + DAY).astimezone(zone))) for zone in _zones()]
    return _sorted(line for zone, moment in moments for line in _unsaid(zone, now=moment, territories=territories))


def still_true(reminders: Collection[Reminder], *, now: dt.datetime) -> list[Line]:
    """Those of these reminders whose readers still have to act, as they read today; by person.

    Without the hours and the windows: what was said in time may leave late, but not untrue.
    """
    wanted = {(row.kind, row.subject_id, row.about_on, row.person_id): row.step for row in reminders}
    found = []
    for zone in _zones() if wanted else []:
        for kind, turn in TURNS:
            of_kind = [(subject, person) for its, subject, _day, person in wanted if its == kind]
            if not of_kind:
                continue
            subjects, people = map(set, zip(*of_kind, strict=True))
            rows = turn(zone, now=now).filter(pk__in=subjects, reader_id__in=people)
            for row in rows.order_by().values(*SAID):
                step = wanted.get((kind, row["pk"], row["about_on"], row["reader_id"]))
                if step is not None:
                    found.append(_line(kind, {**row, "step": step}, now.astimezone(zone).date()))
    return _sorted(found)


def _zones() -> list[ZoneInfo]:
    zones = {settings.TIME_ZONE, *Territory.objects.order_by().values_list("zone_name", flat=True).distinct()}
    return [ZoneInfo(name) for name in sorted(zones)]


def _sorted(lines: Iterable[Line]) -> list[Line]:
    """Each occurrence once, by person."""
    found = {line.occurrence: line for line in lines}
    return sorted(found.values(), key=lambda line: (line.reader.pk, line.about_on, line.kind, line.subject_id))


def _unsaid(zone: ZoneInfo, *, now: dt.datetime, territories: Collection[int] | None = None) -> Iterator[Line]:
    """Whose day has come, and who was not told of it."""
    for kind, turn in TURNS:
        rows = turn(zone, now=now)
        if kind == ReminderKind.DRAFT_IDLE:
            times = Reminder.objects.filter(kind=kind, subject_id=OuterRef("pk")).order_by().values("subject_id")
            counted = Subquery(times.annotate(times=Count("pk")).values("times"))
            rows = rows.annotate(times=Coalesce(counted, 0)).filter(times__lt=MOST_PER_DRAFT)
        if territories is not None:
            rows = rows.filter(place__in=territories)
        yield from _lines(kind, rows, zone=zone, today=now.astimezone(zone).date())


def _lines(kind: ReminderKind, rows: QuerySet[Any], *, zone: ZoneInfo, today: dt.date) -> Iterator[Line]:
    steps = windows(kind, today=today)
    same = {column: OuterRef(column) for column in ("about_on", "step")}
    said = Reminder.objects.filter(kind=kind, subject_id=OuterRef("pk"), person_id=OuterRef("reader_id"), **same)
    whens = [When(about_on__range=(first, last), then=Value(step)) for step, first, last in steps]
    unsaid = (
        rows.filter(about_on__range=(min(first for _, first, _l in steps), max(last for _, _f, last in steps)))
        .annotate(step=Case(*whens, output_field=IntegerField()))
        .filter(~Exists(said), step__isnull=False)
        .order_by()
        .values("step", *SAID)
    )
    for row in unsaid:
        if row["begun_at"] <= moment_of(row["about_on"], row["step"], zone):
            yield _line(kind, row, today)


def _line(kind: ReminderKind, row: dict[str, Any], today: dt.date) -> Line:
    return Line(
        kind=kind,
        subject_id=row["pk"],
        about_on=row["about_on"],
        step=row["step"],
        today=today,
        reader=Reader(row["reader_id"], row["reader_name"], row["reader_email"], row["reader_language"]),
        title=row["about"],
        company=row["company_name"],
        company_id=row["company_number"],
        returned=row["open_state"] == ReportState.RETURNED,
        contact=(row["contact_name"] or "", row["contact_phone"] or "", row["contact_email"] or ""),
    )
