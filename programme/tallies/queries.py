"""The records of participations as the rules want them, and the tallies as of a day."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Min, OuterRef, Q, Subquery, Sum

from companies.journal.models import Event
from companies.models import SizeDeclaration, Territory
from companies.sizes.rules import size_class
from programme.editions.models import Participation, Programme
from programme.evidence.models import EvidenceFile
from programme.milestones.models import DueMove, Milestone
from programme.reports.models import Sending, SentFigure
from programme.tallies.models import Tally
from programme.tallies.rules import Facts, Part, Planned, Sent
from programme.tallies.states import Stretch
from programme.tutors.models import Assignment
from sme4green.paging import MOST_COUNTED, CappedCount

PLACE = ("company__sector__code", "company__municipality__country", "company__municipality__code")


def is_incomplete() -> bool:
    """Whether somebody takes part who was never counted: after bulk loads, and before the first count."""
    return Participation.objects.filter(counted=None).exists()


def until(as_of: dt.date, path: str = "") -> Q:
    """The tallies that make up a number at the end of the day. `path` leads to the tally, with "__" at its end."""
    first = as_of.replace(day=1)
    months = Q(**{f"{path}stretch": Stretch.MONTH, f"{path}day__lt": first})
    return months | Q(**{f"{path}stretch": Stretch.DAY, f"{path}day__gte": first, f"{path}day__lte": as_of})


def numbers_on(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory], counters: Collection[str]
) -> dict[tuple[str, str, int], int]:
    """(counter, level, territory) → companies at the end of the day, in one query; those of nobody are left out."""
    rows = Tally.objects.filter(
        until(as_of), programme=programme, territory__in=[place.pk for place in territories], counter__in=counters
    )
    sums = rows.order_by().values_list("counter", "level", "territory").annotate(sum=Sum("companies"))
    return {(counter, level, place): n for counter, level, place, n in sums if n}


def changes_of(
    programme: Programme, *, as_of: dt.date, territories: Collection[Territory], counter: str, level: str
) -> list[tuple[dt.date, int]]:
    """By how many companies one number changed, day by day until the day, in one query."""
    rows = Tally.objects.filter(
        programme=programme,
        territory__in=[place.pk for place in territories],
        counter=counter,
        level=level,
        stretch=Stretch.DAY,
        day__lte=as_of,
    )
    return list(rows.order_by("day").values_list("day").annotate(sum=Sum("companies")))


def waiting_in(territory: str) -> dict[str, Subquery]:
    """For rows with such a column: how many companies have news that is not counted yet, and since when."""
    news = Event.objects.filter(counted_at=None, company__isnull=False, territory=OuterRef(territory))
    return {
        "waiting": CappedCount(news.order_by().values("company").distinct()[: MOST_COUNTED + 1]),
        "waiting_since": Subquery(news.order_by("at").values("at")[:1]),
    }


def parts_of(companies: Collection[int], places: dict[int, Territory]) -> dict[int, Part]:
    """Every participation of these companies with all its records, in eight queries however many they are."""
    found: dict[int, Part] = {}
    by_company: dict[int, list[Part]] = {}
    rows = Participation.objects.filter(company__in=companies).order_by("pk")
    for pk, company, programme, where, admitted_at, ended_at, sector, country, code in rows.values_list(
        "pk", "company", "programme", "territory", "admitted_at", "ended_at", *PLACE
    ):
        place = places[where]
        town = f"{country}-{code}" if code else ""
        facts = Facts(admitted_at, day_of(admitted_at, place), ended_at and day_of(ended_at, place))
        facts.groups = {"sector": (sector or "")[:2], "municipality": town}
        found[pk] = Part(programme, place, facts)
        by_company.setdefault(company, []).append(found[pk])
    _add_sizes(by_company)
    _add_tutors(found)
    _add_milestones(found)
    _add_sendings(found)
    return found


def day_of(moment: dt.datetime, place: Territory) -> dt.date:
    return moment.astimezone(place.zone).date()


def _add_sizes(by_company: dict[int, list[Part]]) -> None:
    rows = SizeDeclaration.objects.filter(company__in=by_company).order_by("declared_at", "pk")
    for company, at, *figures in rows.values_list(
        "company", "declared_at", "people", "turnover_eur", "balance_sheet_eur"
    ):
        for part in by_company[company]:
            part.facts.sizes.append((day_of(at, part.territory), size_class(*figures).value))


def _add_tutors(parts: dict[int, Part]) -> None:
    """The first one is enough: a release later on takes nothing away."""
    given = Assignment.objects.filter(participation__in=parts).order_by()
    for pk, at in given.values_list("participation").annotate(first=Min("assigned_at")):
        parts[pk].facts.tutored.append((at, day_of(at, parts[pk].territory)))


def _add_milestones(parts: dict[int, Part]) -> None:
    rows = Milestone.objects.filter(participation__in=parts).order_by("pk")
    plans: dict[int, tuple[Planned, Territory]] = {}
    for pk, part_id, planned_at, dropped_at, due_on in rows.values_list(
        "pk", "participation", "planned_at", "dropped_at", "due_on"
    ):
        place = parts[part_id].territory
        plan = Planned(day_of(planned_at, place), dropped_at and day_of(dropped_at, place), due_on)
        parts[part_id].facts.milestones[pk] = plan
        plans[pk] = plan, place
    moves = DueMove.objects.filter(milestone__participation__in=parts).order_by("moved_at", "pk")
    for pk, at, former in moves.values_list("milestone", "moved_at", "former_due_on"):
        plan, place = plans[pk]
        plan.moves.append((day_of(at, place), former))


def _add_sendings(parts: dict[int, Part]) -> None:
    step = "report__milestone__"
    rows = Sending.objects.filter(report__milestone__participation__in=parts).order_by("report", "number")
    sent: dict[int, tuple[Sent, Territory]] = {}
    for part_id, pk, report, milestone, code, completes, at, verdict, decided_at in rows.values_list(
        f"{step}participation", "pk", "report", f"{step}pk", f"{step}template__code", "completes", "sent_at",
        "decision__verdict", "decision__decided_at",
    ):  # fmt: skip
        place = parts[part_id].territory
        decided_on = decided_at and day_of(decided_at, place)
        one = Sent(
            pk, report, milestone, code or "", completes, at, day_of(at, place), verdict or "", decided_at, decided_on
        )
        parts[part_id].facts.reports[report].append(one)
        sent[pk] = one, place
    mine = {"report__milestone__participation__in": parts}
    figures = SentFigure.objects.filter(**{f"sending__{path}": ids for path, ids in mine.items()}).order_by("pk")
    for pk, indicator, value in figures.values_list("sending", "indicator", "value"):
        sent[pk][0].figures.append((indicator, value))
    files = EvidenceFile.objects.filter(**{f"sendings__{path}": ids for path, ids in mine.items()}).order_by("pk")
    for pk, removed_at in files.values_list("sendings", "removed_at"):
        one, place = sent[pk]
        one.removed_on.append(removed_at and day_of(removed_at, place))
