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
    BooleanField,
    Case,
    Count,
    DateTimeField,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from companies.models import Territory
from programme.counters.rules import Total, end_of_day
from programme.counters.states import Level
from programme.editions.models import Participation, Programme
from programme.evidence.models import EvidenceFile
from programme.indicators.models import Indicator
from programme.reports.models import Decision, Sending, SentFigure
from programme.tutors.models import Assignment

ByTerritory = dict[int, int]
PARTICIPATION = "sending__report__milestone__participation"


def day_end(territories: Collection[Territory], as_of: dt.date, path: str = "") -> Case | Value:
    """The end of the day where the participation is. `path` leads to the participation, with "__" at its end."""
    ends = {territory.pk: end_of_day(as_of, territory.zone) for territory in territories}
    if len(set(ends.values())) < 2:
        return Value(next(iter(ends.values()), None), output_field=DateTimeField())
    whens = [When(**{f"{path}territory": pk}, then=Value(end)) for pk, end in ends.items()]
    return Case(*whens, output_field=DateTimeField())


def taking_part(programme: Programme, territories: Collection[Territory], path: str = "") -> Q:
    """Admitted by the end of the day, not ended by then. The row needs `day_end`."""
    running = Q(**{f"{path}ended_at": None}) | Q(**{f"{path}ended_at__gte": F("day_end")})
    place = {f"{path}programme": programme, f"{path}territory__in": [territory.pk for territory in territories]}
    return Q(**place, **{f"{path}admitted_at__lt": F("day_end")}) & running


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


def _answered(verdict: Decision.Verdict, path: str, depth: int) -> Exists:
    given = Decision.objects.filter(sending=OuterRef(f"{path}pk"), verdict=verdict)
    return Exists(given.filter(decided_at__lt=_end(depth + 1)))


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
        return Q(_answered(Decision.Verdict.ACCEPTED, path, depth))
    there = Q(removed_at=None) | Q(removed_at__gte=_end(depth + 1))
    return Q(Exists(EvidenceFile.objects.filter(there, sendings=OuterRef(f"{path}pk"))))


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


def standing_sendings(level: Level = Level.CLAIMED) -> QuerySet[Sending]:
    """Inside a query of participations: what each has sent that stands at the end of the day and came to the level."""
    sendings = Sending.objects.filter(report__milestone__participation=OuterRef("pk"))
    return sendings.filter(_stands("", 1), _has_come(level, "", 1))


def assignments_by() -> QuerySet[Assignment]:
    """Inside a query of participations: the tutors given by the end of the day, also those released since.

    A company that was tutored stays so: a release at the end of the work, or a new tutor, takes nothing away.
    """
    return Assignment.objects.filter(participation=OuterRef("pk"), assigned_at__lt=OuterRef("day_end"))


def _reached(step: str, level: Level) -> QuerySet[Sending]:
    return standing_sendings(level).filter(completes=True, report__milestone__template__code=step)


# The records that make a company count; None: being admitted is enough. A level that is missing is not counted yet.
RECORDS: dict[str, dict[Level, Callable[[], QuerySet[Any]] | None]] = {
    "smes_supported": {
        Level.CLAIMED: None,
        Level.PROVED: partial(standing_sendings, Level.PROVED),
        Level.ACCEPTED: partial(standing_sendings, Level.ACCEPTED),
    },
    "smes_tutored": {Level.CLAIMED: assignments_by},
    "awareness_and_models": {level: partial(_reached, "plan", level) for level in Level},
    "innovative": {level: partial(_reached, "act", level) for level in Level},
}


def companies_counted(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> dict[tuple[str, Level], ByTerritory]:
    """How many companies each counter has on each level, by territory, in one query."""
    numbers: dict[str, Count] = {}
    for code, levels in RECORDS.items():
        for level, records in levels.items():
            numbers[f"{code}_{level.value}"] = Count("pk", filter=Exists(records()) if records else None)
    parts = participations_on(programme, as_of=as_of, territories=territories)
    rows: list[Any] = list(parts.order_by().values("territory_id").annotate(**numbers))
    return {
        (code, level): {row["territory_id"]: row[f"{code}_{level.value}"] for row in rows}
        for code, levels in RECORDS.items()
        for level in levels
    }


Totals = dict[Level, dict[int, Total]]
# Each pair of levels once: how many companies have a figure that counts in only one of the two.
PAIRS = {Level.CLAIMED: [], Level.PROVED: [Level.CLAIMED], Level.ACCEPTED: [Level.CLAIMED, Level.PROVED]}
# Written out, because the ORM would rank every figure again in each of the ten numbers. 1 is the figure that counts.
SUMMED = """
    SELECT indicator.*, place,
        SUM(value) FILTER (WHERE claimed = 1) AS claimed_value,
        SUM(value) FILTER (WHERE proved = 1) AS proved_value,
        SUM(value) FILTER (WHERE accepted = 1) AS accepted_value,
        COUNT(DISTINCT company) FILTER (WHERE claimed = 1) AS claimed_companies,
        COUNT(DISTINCT company) FILTER (WHERE proved = 1) AS proved_companies,
        COUNT(DISTINCT company) FILTER (WHERE accepted = 1) AS accepted_companies,
        COUNT(DISTINCT company) FILTER (WHERE (proved = 1) <> (claimed = 1)) AS proved_claimed,
        COUNT(DISTINCT company) FILTER (WHERE (accepted = 1) <> (claimed = 1)) AS accepted_claimed,
        COUNT(DISTINCT company) FILTER (WHERE (accepted = 1) <> (proved = 1)) AS accepted_proved,
        COUNT(DISTINCT company) FILTER (WHERE ((claimed = 1) <> (proved = 1)) <> (accepted = 1)) AS odd
    FROM ({figures}) AS figure JOIN programme_indicator AS indicator ON indicator.id = figure.indicator_id
    GROUP BY indicator.id, place ORDER BY indicator.position, indicator.code
"""


def _rank(level: Level) -> Case:
    """1 for the latest figure of the indicator on the milestone that came to the level; 0 for any that did not."""
    has_come = _has_come(level, "sending__", 0)
    same: list[Any] = [ExpressionWrapper(has_come, BooleanField()), "sending__report__milestone", "indicator"]
    place = Window(RowNumber(), partition_by=same, order_by=["-sending__sent_at", "-sending"])
    return Case(When(has_come, then=place), default=Value(0))


def figures_summed(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> list[tuple[Indicator, Totals]]:
    """The indicators that add up and have a figure, each with its totals by level and territory, in one query."""
    if not territories:
        return []
    sent = SentFigure.objects.annotate(day_end=day_end(territories, as_of, f"{PARTICIPATION}__"))
    figures = (
        sent.filter(taking_part(programme, territories, f"{PARTICIPATION}__"), indicator__adds_up=True)
        .filter(_stands("sending__", 0))
        .order_by()
        .values("indicator_id", "value", place=F(f"{PARTICIPATION}__territory"), company=F(f"{PARTICIPATION}__company"))
        .annotate(**{level.value: _rank(level) for level in Level})
    )
    inner, params = figures.query.sql_with_params()
    found: dict[int, tuple[Indicator, Totals]] = {}
    rows: Any = Indicator.objects.raw(SUMMED.format(figures=inner), params)
    for row in rows:
        _indicator, totals = found.setdefault(row.pk, (row, {level: {} for level in Level}))
        for level in Level:
            value = Decimal(str(getattr(row, f"{level.value}_value") or 0)).quantize(Decimal("0.001"))
            between = {other: getattr(row, f"{level.value}_{other.value}") for other in PAIRS[level]}
            totals[level][row.place] = Total(value, getattr(row, f"{level.value}_companies"), between, row.odd)
    return list(found.values())


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
