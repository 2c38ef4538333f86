"""Counts companies and sums figures as they stood at the end of a local day.

Every number is worked out over the participations that run on the day: admitted by then and not ended by then.
A company takes part once in an edition, so it counts once. Of a report, the last sending of the day or before
stands, unless it was returned by then: after a return the report claims nothing until it is sent again. A file
that was removed by then proves nothing.
"""

import datetime as dt
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateTimeField,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

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


def _answered(verdict: Decision.Verdict, sending: str, end: Any) -> Exists:
    given = Decision.objects.filter(sending=OuterRef(sending), verdict=verdict, decided_at__lt=end)
    return Exists(given)


def _sent_again(report: str, number: str, end: Any) -> Exists:
    return Exists(Sending.objects.filter(report=OuterRef(report), number__gt=OuterRef(number), sent_at__lt=end))


def _with_evidence(sending: str, end: Any) -> Exists:
    there = Q(removed_at=None) | Q(removed_at__gte=end)
    return Exists(EvidenceFile.objects.filter(there, sendings=OuterRef(sending)))


def standing_sendings() -> QuerySet[Sending]:
    """Inside a query of participations: what each has sent that stands at the end of the day."""
    end = OuterRef(OuterRef("day_end"))
    return Sending.objects.filter(
        ~_answered(Decision.Verdict.RETURNED, "pk", end),
        ~_sent_again("report", "number", end),
        report__milestone__participation=OuterRef("pk"),
        sent_at__lt=OuterRef("day_end"),
    )


def proved(sendings: QuerySet[Sending]) -> QuerySet[Sending]:
    return sendings.filter(_with_evidence("pk", OuterRef(OuterRef("day_end"))))


def accepted(sendings: QuerySet[Sending]) -> QuerySet[Sending]:
    return sendings.filter(decision__verdict=Decision.Verdict.ACCEPTED, decision__decided_at__lt=OuterRef("day_end"))


def assignments_by() -> QuerySet[Assignment]:
    """Inside a query of participations: the tutors given by the end of the day, also those released since.

    A company that was tutored stays so: a release at the end of the work, or a new tutor, takes nothing away.
    """
    return Assignment.objects.filter(participation=OuterRef("pk"), assigned_at__lt=OuterRef("day_end"))


def _reached(step: str) -> dict[Level, Callable[[], QuerySet[Any]]]:
    def claims() -> QuerySet[Sending]:
        return standing_sendings().filter(completes=True, report__milestone__template__code=step)

    return {
        Level.CLAIMED: claims,
        Level.PROVED: lambda: proved(claims()),
        Level.ACCEPTED: lambda: accepted(claims()),
    }


# The records that make a company count; None: being admitted is enough. A level that is missing is not counted yet.
RECORDS: dict[str, dict[Level, Callable[[], QuerySet[Any]] | None]] = {
    "smes_supported": {
        Level.CLAIMED: None,
        Level.PROVED: lambda: proved(standing_sendings()),
        Level.ACCEPTED: lambda: accepted(standing_sendings()),
    },
    "smes_tutored": {Level.CLAIMED: assignments_by},
    "awareness_and_models": {**_reached("plan")},
    "innovative": {**_reached("act")},
}


def companies_counted(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> dict[tuple[str, Level], ByTerritory]:
    """How many companies each counter has on each level, by territory, in one query."""
    numbers: dict[str, Count] = {}
    for code, levels in RECORDS.items():
        for level, records in levels.items():
            numbers[f"{code}_{level.value}"] = Count("pk", filter=Exists(records()) if records else None)
    rows: list[Any] = list(
        participations_on(programme, as_of=as_of, territories=territories)
        .order_by()
        .values("territory_id")
        .annotate(**numbers)
    )
    return {
        (code, level): {row["territory_id"]: row[f"{code}_{level.value}"] for row in rows}
        for code, levels in RECORDS.items()
        for level in levels
    }


Totals = dict[Level, dict[int, Total]]
# Each pair of levels once: how many companies have a figure in only one of the two.
PAIRS = {Level.CLAIMED: [], Level.PROVED: [Level.CLAIMED], Level.ACCEPTED: [Level.CLAIMED, Level.PROVED]}
INDICATOR_COLUMNS = ("id", "code", "unit", "decimals", "position", "name_it", "name_ro", "name_en")


def figures_summed(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory]
) -> list[tuple[Indicator, Totals]]:
    """The indicators that add up and have a figure, each with its totals by level and territory, in one query."""
    end = OuterRef("day_end")
    company = f"{PARTICIPATION}__company"
    conditions = {
        Level.CLAIMED: Q(),
        Level.PROVED: Q(_with_evidence("sending", end)),
        Level.ACCEPTED: Q(_answered(Decision.Verdict.ACCEPTED, "sending", end)),
    }
    numbers: dict[str, Sum | Count] = {}
    for level, condition in conditions.items():
        numbers[f"{level.value}_value"] = Sum("value", filter=condition)
        numbers[f"{level.value}_companies"] = Count(company, filter=condition, distinct=True)
        for other in PAIRS[level]:
            apart = ~condition if other == Level.CLAIMED else condition ^ conditions[other]
            numbers[f"{level.value}_{other.value}"] = Count(company, filter=apart, distinct=True)
    rows = (
        SentFigure.objects.annotate(day_end=day_end(territories, as_of, f"{PARTICIPATION}__"))
        .filter(
            taking_part(programme, territories, f"{PARTICIPATION}__"),
            ~_answered(Decision.Verdict.RETURNED, "sending", end),
            ~_sent_again("sending__report", "sending__number", end),
            sending__sent_at__lt=F("day_end"),
            indicator__adds_up=True,
        )
        .order_by("indicator__position", "indicator__code")
        .values(f"{PARTICIPATION}__territory", *(f"indicator__{name}" for name in INDICATOR_COLUMNS))
        .annotate(**numbers)
    )
    found: dict[str, tuple[Indicator, Totals]] = {}
    for row in rows:
        columns = {name: row[f"indicator__{name}"] for name in INDICATOR_COLUMNS}
        _indicator, totals = found.setdefault(columns["code"], (Indicator(**columns), {level: {} for level in Level}))
        for level in Level:
            value = (row[f"{level.value}_value"] or Decimal(0)).quantize(Decimal("0.001"))
            between = {other: row[f"{level.value}_{other.value}"] for other in PAIRS[level]}
            total = Total(value, row[f"{level.value}_companies"], between)
            totals[level][row[f"{PARTICIPATION}__territory"]] = total
    return list(found.values())


def records_of_figure(indicator: Indicator, level: Level) -> QuerySet[Sending]:
    """Inside a query of participations: the sendings whose figure of the indicator counts."""
    sendings = standing_sendings()
    if level != Level.CLAIMED:
        sendings = proved(sendings) if level == Level.PROVED else accepted(sendings)
    return sendings.filter(figures__indicator=indicator)


def participations_behind(
    rows: QuerySet[Participation], *, level: Level, code: str = "", indicator: Indicator | None = None
) -> QuerySet[Participation]:
    """Those of `rows` (from participations_on) that a number counts: one row, one company.

    Each has `record_at`, when it began to count, `record_report`, the id of the report that made it count (or
    None), and `figure`, the sum of its figures (None where companies are counted).
    """
    if indicator:
        sendings = records_of_figure(indicator, level)
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
