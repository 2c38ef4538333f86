"""Sectors, sizes, places, standings and the curve agree with plain Python over the rows, as of any day."""

import datetime as dt
import random
from collections import Counter
from decimal import Decimal

import pytest

from companies.models import Company, Municipality, Sector, SizeDeclaration, Territory
from companies.sizes.rules import size_class
from programme.breakdowns.queries import (
    accepted_on,
    groups_on,
    named,
    rows_in,
    sector_titles,
)
from programme.breakdowns.states import NOT_KNOWN, Kind
from programme.counters.queries import companies_counted, participations_on
from programme.counters.states import Level
from programme.milestones.models import DueMove
from programme.models import Milestone, Programme, ProgressReport
from programme.reports.queries import with_standing
from programme.reports.states import Standing
from programme.tallies.actions import recount
from programme.tallies.rules import MILESTONES
from tests import make
from tests.cast import Cast, assemble
from tests.programme.counters.records import answered, sent, world
from tests.programme.counters.recount import Recount, Rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DAYS = [make.TODAY + n * DAY for n in range(-18, 18, 7)]


def coloured_world(seed: int) -> Programme:
    """The world by chance, with sectors, places and sizes that change."""
    edition = world(seed)
    dice = random.Random(seed)  # noqa: S311 no secret depends on it
    sectors = [make.sector("10.71.10"), make.sector("10.1"), make.sector("13"), None]
    places = [make.municipality("Ivrea"), make.municipality("Chieri"), None]
    for company in Company.objects.order_by("pk"):
        company.sector, company.municipality = dice.choice(sectors), dice.choice(places)
        company.save(update_fields=["sector", "municipality"])
        for _n in range(dice.randint(0, 3)):
            make.size(
                company,
                Decimal(dice.choice([0, 9, 10, 49, 50, 249, 250])),
                turnover_eur=dice.choice([None, 1, 2_000_000, 9_000_000, 60_000_000]),
                balance_sheet_eur=dice.choice([None, 1, 2_000_001, 43_000_000, 60_000_000]),
                declared_at=make.NOW + dice.randint(-400, 400) * dt.timedelta(hours=1),
            )
    return edition


@pytest.mark.parametrize("seed", [1, 2])
def test_a_recount_of_the_companies_agrees_on_every_day(seed: int) -> None:
    edition, places = coloured_world(seed), list(Territory.objects.all())
    recount(now=make.NOW)
    rows, seen = Rows(), set()
    for as_of in DAYS:
        plain = Recount(rows, edition, as_of, {place.code for place in places})
        found = participations_on(edition, as_of=as_of, territories=places)
        groups = groups_on(edition, as_of=as_of, territories=places)
        sectors, sizes, homes = Counter(), Counter(), Counter()
        for part in plain.parts:
            company = Company.objects.select_related("sector", "municipality").get(pk=part.company_id)
            sectors[company.sector.code[:2] if company.sector else ""] += 1
            homes[company.municipality.name if company.municipality else ""] += 1
            told = [
                one for one in SizeDeclaration.objects.filter(company=company) if plain.happened(one.declared_at, part)
            ]
            last = max(told, key=lambda one: (one.declared_at, one.pk), default=None)
            figures = (last.people, last.turnover_eur, last.balance_sheet_eur) if last else (None, None, None)
            sizes[size_class(*figures).value] += 1
        assert groups[Kind.SECTOR] == sectors
        assert groups[Kind.SIZE] == sizes
        assert {name: n for (_country, _code, name), n in named(groups[Kind.MUNICIPALITY]).items()} == homes
        for kind, numbers in ((Kind.SECTOR, sectors), (Kind.SIZE, sizes)):
            assert all(rows_in(found, kind, key or NOT_KNOWN).count() == n for key, n in numbers.items())
        for place in Municipality.objects.all():
            assert rows_in(found, Kind.MUNICIPALITY, f"IT-{place.code}").count() == homes[place.name]
        assert rows_in(found, Kind.MUNICIPALITY, NOT_KNOWN).count() == homes[""]
        seen |= set(sizes)
    assert len(seen) > 3


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_curve_has_on_each_day_what_the_counter_has(seed: int) -> None:
    edition, places = world(seed), list(Territory.objects.all())
    recount(now=make.NOW)
    counter = [
        sum(companies_counted(edition, as_of=day, territories=places)["smes_supported", Level.ACCEPTED].values())
        for day in DAYS
    ]
    assert accepted_on(edition, days=DAYS, territories=places) == list(zip(DAYS, counter, strict=True))
    assert max(counter) > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_when_all_has_happened_the_standings_are_those_of_the_milestones(seed: int) -> None:
    edition, places = world(seed), list(Territory.objects.all())
    for report in ProgressReport.objects.filter(sendings__isnull=False).distinct():
        report.completes = report.sendings.latest("number").completes
        report.save(update_fields=["completes"])
    recount(now=make.NOW)
    for day in (make.TODAY + 60 * DAY, make.TODAY + 35 * DAY):
        now = Milestone.objects.filter(participation__programme=edition, participation__ended_at=None)
        expected = Counter(one.standing for one in with_standing(now, today=day))
        assert groups_on(edition, as_of=day, territories=places)[MILESTONES] == expected


@pytest.fixture
def cast() -> Cast:
    return assemble()


def standing(cast: Cast, days: int) -> dict[str, int]:
    recount(now=make.NOW)
    return groups_on(cast.programme, as_of=make.TODAY + days * DAY, territories=[cast.torino])[MILESTONES]


def test_a_milestone_stands_on_each_day_where_it_stood_then(cast: Cast) -> None:
    step, by = cast.milestone, cast.people["facilitator"]
    Milestone.objects.filter(pk=step.pk).update(due_on=make.TODAY + 20 * DAY)
    first = sent(step, at=make.NOW + 2 * DAY, by=by, completes=True)
    answered(first, "returned", at=make.NOW + 4 * DAY, by=by)
    answered(sent(step, at=make.NOW + 8 * DAY, by=by, completes=True), at=make.NOW + 30 * DAY, by=by)
    path = [(-1, None), (0, "planned"), (3, "with_reviewer"), (5, "returned"), (9, "with_reviewer"), (30, "achieved")]
    for day, expected in path:
        assert standing(cast, day) == ({expected: 1} if expected else {})


def test_a_moved_day_counts_from_the_move_on(cast: Cast) -> None:
    """Due on day 5, moved on day 7 to day 40: overdue on day 6, planned on day 8."""
    Milestone.objects.filter(pk=cast.milestone.pk).update(due_on=make.TODAY + 40 * DAY)
    DueMove.objects.create(
        milestone=cast.milestone,
        former_due_on=make.TODAY + 5 * DAY,
        moved_at=make.NOW + 7 * DAY,
        moved_by=cast.people["facilitator"],
        reason="The supplier is late.",
    )
    found = [standing(cast, day) for day in (0, 6, 8, 30, 41)]
    assert [next(iter(one)) for one in found] == ["due_soon", "overdue", "planned", "due_soon", "overdue"]


def test_a_dropped_milestone_stood_until_it_was_dropped(cast: Cast) -> None:
    Milestone.objects.filter(pk=cast.milestone.pk).update(
        dropped_at=make.NOW + 3 * DAY, dropped_by=cast.people["facilitator"]
    )
    assert standing(cast, 2) == {Standing.PLANNED: 1}
    assert standing(cast, 3) == {}


def test_divisions_bear_their_titles() -> None:
    Sector.objects.create(scheme=Sector.Scheme.NACE_21, code="10", level=2, title_en="Food products")
    assert sector_titles(["10", "99"]) == {"10": "Food products"}
