"""Counts companies and sums figures as they stood at the end of a local day.

Every number is worked out over the participations that run on the day: admitted by then and not ended by then.
A company takes part once in an edition, so it counts once. Of a report, the last sending of the day or before
stands, unless it was returned by then: after a return the report claims nothing until it is sent again. A file
that was removed by then proves nothing. A figure says the value reached so far on its milestone, so on each level
the latest figure of an indicator on a milestone takes the place of the earlier ones.
"""

import datetime as dt
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    DecimalField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from companies.models import Territory
from programme.counters.rules import COUNTED, PAIRS, SUMMED, Total, Totals
from programme.counters.states import Level
from programme.editions.models import Participation, Programme
from programme.editions.queries import day_end, taking_part
from programme.evidence.models import EvidenceFile
from programme.indicators.models import Indicator
from programme.reports.models import Decision, Sending, SentFigure
from programme.tutors.models import Assignment

ByTerritory = dict[int, int]
PARTICIPATION = "sending__report__milestone__participation"


def participations_on(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> QuerySet[Participation]:
    """The participations of these territories that run at the end of the day, with `day_end`."""
    rows = Participation.objects.annotate(day_end=day_end(territories, as_of))
    return rows.filter(taking_part(programme, territories))


def _end(depth: int) -> F:
    """The end of the day, as a query calls it that lies `depth` queries inside the one with `day_end`."""
    moment: Any = "day_end"
    for _query in range(depth):
        moment = OuterRef(moment)
    return moment if depth else F(moment)


def _answered(verdict: Decision.Verdict, path: str, depth: int) -> Q:
    """A join, not a subquery: a sending has one decision at most."""
    return Q(**{f"{path}decision__verdict": verdict, f"{path}decision__decided_at__lt": _end(depth)})


def _stands(path: str, depth: int) -> Q:
    """Sent by the end of the day, not sent again and not returned by then. `path` leads to the sending."""
    again = Sending.objects.filter(report=OuterRef(f"{path}report"), number__gt=OuterRef(f"{path}number"))
    last = ~Exists(again.filter(sent_at__lt=_end(depth + 1)))
    return Q(last, ~_answered(Decision.Verdict.RETURNED, path, depth), **{f"{path}sent_at__lt": _end(depth)})


def _has_come(level: Level, path: str, depth: int) -> Q:
    """What a sending that stands needs besides for the level. `path` leads to the sending."""
    if level == Level.CLAIMED:
        return Q(Value(True))
    if level == Level.ACCEPTED:
        return _answered(Decision.Verdict.ACCEPTED, path, depth)
    files = EvidenceFile.objects.filter(sendings=OuterRef(f"{path}pk"))
    # Apart, so that the database looks up the files that are still there all at once.
    return Q(Exists(files.filter(removed_at=None))) | Q(Exists(files.filter(removed_at__gte=_end(depth + 1))))


def _is_latest(level: Level, indicator: Indicator) -> Q:
    """Inside a query of participations, of what stands: it came to the level, and no later figure on the milestone."""
    moment = OuterRef("sent_at")
    later = SentFigure.objects.filter(
        Q(sending__sent_at__gt=moment) | Q(sending__sent_at=moment, sending__gt=OuterRef("pk")),
        _stands("sending__", 2),
        _has_come(level, "sending__", 2),
        indicator=indicator,
        sending__report__milestone=OuterRef("report__milestone"),
    )
    return _has_come(level, "", 1) & ~Q(Exists(later))


def standing_sendings(level: Level = Level.CLAIMED, step: str = "") -> QuerySet[Sending]:
    """Inside a query of participations: what each has sent that stands at the end of the day and came to the level.

    With a `step`, only what says that the milestone of this template is reached.
    """
    sendings = Sending.objects.filter(report__milestone__participation=OuterRef("pk"))
    return sendings.filter(_stands("", 1), _has_come(level, "", 1), _reaches(step))


def _reaches(step: str) -> Q:
    return Q(completes=True, report__milestone__template__code=step) if step else Q()


def assignments_by() -> QuerySet[Assignment]:
    """Inside a query of participations: the tutors given by the end of the day, also those released since.

    A company that was tutored stays so: a release at the end of the work, or a new tutor, takes nothing away.
    """
    return Assignment.objects.filter(participation=OuterRef("pk"), assigned_at__lt=OuterRef("day_end"))


# The reports that make a company count on a level: on any milestone, or on one that they say is reached.
BY_REPORT = {
    "smes_supported": ("", [Level.PROVED, Level.ACCEPTED]),
    "awareness_and_models": ("plan", list(Level)),
    "innovative": ("act", list(Level)),
}
# The records that make a company count; None: being admitted is enough. A level that is missing is not counted yet.
RECORDS: dict[str, dict[Level, Callable[[], QuerySet[Any]] | None]] = {
    "smes_supported": {Level.CLAIMED: None},
    "smes_tutored": {Level.CLAIMED: assignments_by},
}
for _code, (_step, _levels) in BY_REPORT.items():
    RECORDS[_code] = RECORDS.get(_code, {}) | {level: partial(standing_sendings, level, _step) for level in _levels}


def _what_stands(
    rows: QuerySet[Any], path: str, programme: Programme, as_of: dt.date, territories: Collection[Territory]
) -> QuerySet[Any]:
    """Of `rows`, from which `path` leads to the sending, those that stand, with `place`, `proved` and `accepted`."""
    parts = f"{path}report__milestone__participation__"
    rows = rows.annotate(day_end=day_end(territories, as_of, parts))
    rows = rows.filter(taking_part(programme, territories, parts), _stands(path, 0)).order_by()
    levels = {level.value: Case(When(_has_come(level, path, 0), then=1), default=0) for level in Level}
    return rows.values(place=F(f"{parts}territory"), **levels)


def companies_counted(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> dict[tuple[str, Level], ByTerritory]:
    """How many companies each counter has on each level, by territory, in one query."""
    if not territories:
        return {(code, level): {} for code, levels in RECORDS.items() for level in levels}
    parts = participations_on(programme, as_of=as_of, territories=territories).order_by()
    columns = {"step": F("report__milestone__template__code"), "part": F("report__milestone__participation")}
    sent = _what_stands(Sending.objects.all(), "", programme, as_of, territories)
    texts, params = _as_text(
        parts=parts.values("id", "day_end", place=F("territory_id")),
        tutored=Assignment.objects.order_by().values(part=F("participation")).annotate(since=Min("assigned_at")),
        sent=sent.values("completes", *(level.value for level in Level), **columns),
    )
    conditions = {
        f"{code}_{level.value}": f"{level.value} = 1" + (f" AND completes AND step = '{step}'" if step else "")
        for code, (step, levels) in BY_REPORT.items()
        for level in levels
    }
    numbers = ", ".join(f"MAX(CASE WHEN {true} THEN 1 ELSE 0 END) AS {name}" for name, true in conditions.items())
    sums = ", ".join(f"COALESCE(SUM(sent.{name}), 0) AS {name}" for name in conditions)
    rows: Any = list(Territory.objects.raw(COUNTED.format(**texts, numbers=numbers, sums=sums), params))
    return {
        (code, level): {row.pk: getattr(row, f"{code}_{level.value}") for row in rows}
        for code, levels in RECORDS.items()
        for level in levels
    }


def figures_summed(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> list[tuple[Indicator, Totals]]:
    """The indicators that add up and have a figure, each with its totals by level and territory, in one query."""
    if not territories:
        return []
    counted = SentFigure.objects.filter(indicator__adds_up=True)
    sent = _what_stands(counted, "sending__", programme, as_of, territories)
    milestone, moment = F("sending__report__milestone"), F("sending__sent_at")
    columns = {"milestone": milestone, "moment": moment, "company": F(f"{PARTICIPATION}__company")}
    names = ("indicator_id", "value", "sending_id", "place", *(level.value for level in Level))
    texts, params = _as_text(figures=sent.values(*names, **columns))
    found: dict[int, tuple[Indicator, Totals]] = {}
    rows: Any = Indicator.objects.raw(SUMMED.format(**texts), params)
    for row in rows:
        _indicator, totals = found.setdefault(row.pk, (row, {level: {} for level in Level}))
        for level in Level:
            value = Decimal(str(getattr(row, f"{level.value}_value") or 0)).quantize(Decimal("0.001"))
            between = {other: getattr(row, f"{level.value}_{other.value}") for other in PAIRS[level]}
            totals[level][row.place] = Total(value, getattr(row, f"{level.value}_companies"), between, row.odd)
    return list(found.values())


def _as_text(**inner: QuerySet[Any]) -> tuple[dict[str, str], list[Any]]:
    """The queries as SQL by their names, and all their parameters in that order."""
    texts: dict[str, str] = {}
    params: list[Any] = []
    for name, query in inner.items():
        texts[name], more = query.query.sql_with_params()
        params += more
    return texts, params


def participations_behind(
    rows: QuerySet[Participation], *, level: Level, code: str = "", indicator: Indicator | None = None
) -> QuerySet[Participation]:
    """Those of `rows` (from participations_on) that a number counts: one row, one company.

    Of the records that count, `record_at` and `record_report` are the moment and the report's id (or None) of the
    earliest; `figure` is the sum of its figures, one for each milestone (None where companies are counted).
    """
    if indicator:
        sendings = standing_sendings().filter(_is_latest(level, indicator), figures__indicator=indicator)
        sums = sendings.order_by().values("report__milestone__participation").annotate(total=Sum("figures__value"))
        return _since(rows, sendings, level).annotate(figure=Subquery(sums.values("total")))
    records = RECORDS[code][level]
    rows = rows.annotate(figure=Value(None, output_field=DecimalField()))
    if records is None:
        return rows.annotate(record_at=F("admitted_at"), record_report=Value(None, output_field=BigIntegerField()))
    return _since(rows, records(), level)


def _since(rows: QuerySet[Participation], records: QuerySet[Any], level: Level) -> QuerySet[Participation]:
    """Those of `rows` that have a record, with the moment and the report of the earliest."""
    of_report = records.model is Sending
    moment = "assigned_at"
    if of_report:
        moment = "decision__decided_at" if level == Level.ACCEPTED else "sent_at"
    earliest = records.order_by(moment, "pk")
    report = Subquery(earliest.values("report")[:1]) if of_report else Value(None, output_field=BigIntegerField())
    return rows.filter(Exists(records)).annotate(record_at=Subquery(earliest.values(moment)[:1]), record_report=report)
