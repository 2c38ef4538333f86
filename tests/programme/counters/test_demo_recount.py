"""Every counter of the demo, counted once more in plain Python over raw rows as of ten days.

`recount.py` knows nothing of tallies: it looks at all rows for each day. What the dashboard shows, what the tallies say
and how many companies the list behind each number has are compared with it.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from companies.models import Territory, User
from companies.reference.actions import load_reference
from companies.territories.actions import make_first_territories
from programme.cast.rules import SIGN_INS
from programme.counters.queries import RECORDS, companies_counted, figures_summed, participations_behind
from programme.counters.rules import Total
from programme.counters.states import Level
from programme.dashboards.queries import dashboard_of, scope_for
from programme.demo.actions import seed_demo
from programme.models import Decision, EvidenceFile, Indicator, Participation, Programme
from programme.tallies.actions import Recounted, recount
from tests.programme.counters.recount import Recount, Rows

NOW = dt.datetime(2026, 11, 18, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
EVERYWHERE = {"torino", "ilfov"}


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demo with three proofs that were removed and two companies that left, rolled back after this file."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    with override_settings(STORAGES=storages), django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        make_first_territories(now=NOW)
        seed_demo(now=NOW)
        somebody = User.objects.order_by("pk")[0]
        sent = EvidenceFile.objects.filter(sendings__isnull=False).order_by("pk").values_list("pk", flat=True)
        EvidenceFile.objects.filter(pk__in=list(sent[:3])).update(removed_at=NOW - 9 * DAY, removed_by=somebody)
        left = Participation.objects.filter(ended_at=None).order_by("-pk").values_list("pk", flat=True)
        Participation.objects.filter(pk__in=list(left[:2])).update(ended_at=NOW - 4 * DAY, ended_by=somebody)
        recount(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def rows(seeded: None, db: None) -> Rows:
    return Rows()


def days_of(edition: Programme) -> list[dt.date]:
    """Five days of the edition, with its last one or today, and a day on which a report went back."""
    last = min(edition.ends_on, NOW.date())
    span = last - edition.starts_on
    returned = Decision.objects.filter(
        verdict="returned", sending__report__milestone__participation__programme=edition
    ).order_by("decided_at")
    back = returned.values_list("decided_at", flat=True).first()
    assert back, "the demo returns reports in both editions"
    return [edition.starts_on + span / 3, edition.starts_on + span * 2 / 3, back.date(), last - 6 * DAY, last]


def asked(edition: Programme, as_of: dt.date, codes: set[str]) -> dict[str, Any]:
    return {"programme": edition, "as_of": as_of, "territories": list(Territory.objects.filter(code__in=codes))}


def test_a_plain_recount_of_every_counter_agrees_on_ten_days(rows: Rows) -> None:
    seen, days = 0, 0
    for edition in Programme.objects.all():
        for as_of in days_of(edition):
            days += 1
            for codes in (EVERYWHERE, {"torino"}, {"ilfov"}):
                where, plain = asked(edition, as_of, codes), Recount(rows, edition, as_of, codes)
                companies, figures = plain.companies(), plain.figures()
                counted = companies_counted(**where)
                assert set(counted) == {(code, level) for code, levels in RECORDS.items() for level in levels}
                for (code, level), parts in counted.items():
                    expected = companies[code][level.value]
                    assert sum(parts.values()) == len(expected), (edition.code, as_of, codes, code, level)
                    behind = participations_behind(**where, code=code, level=level)
                    assert set(behind.values_list("company", flat=True)) == expected
                    seen += len(expected)
                summed = figures_summed(**where)
                assert {indicator.code for indicator, _totals in summed} == set(figures)
                between = plain.between()
                for indicator, totals in summed:
                    for level in Level:
                        total = sum(totals[level].values(), Total())
                        expected = figures[indicator.code].get(level.value, (Decimal(0), 0))
                        assert (total.value, total.companies) == expected, (edition.code, as_of, indicator.code, level)
                        behind = list(participations_behind(**where, indicator=indicator, level=level))
                        assert (sum(row.figure for row in behind), len(behind)) == expected
                        for other, number in total.apart.items():
                            assert number == between[indicator.code][f"{level.value} {other.value}"]
                        assert total.odd == between[indicator.code]["odd"]
                        seen += total.companies
    assert days == 10
    assert seen > 5000, "the demo was too quiet to prove anything"


def test_the_dashboard_shows_these_numbers(rows: Rows) -> None:
    manager = next(User.objects.get(email=one.email) for one in SIGN_INS if "manager" in one.role)
    shown = 0
    for edition in Programme.objects.all():
        for as_of in days_of(edition):
            scope = scope_for(manager, edition.code, now=NOW, day=as_of.isoformat())
            assert scope and not scope.problems and not scope.waiting
            page, figures = dashboard_of(scope), Recount(rows, edition, as_of, EVERYWHERE).figures()
            for promise in page.promises:
                place = promise.target.territory
                companies = Recount(rows, edition, as_of, {place.code} if place else EVERYWHERE).companies()
                for number in promise.numbers:
                    if number.value is not None:
                        assert number.value == len(companies[promise.target.counter][number.level.value])
                        shown += 1
            for result in page.results:
                for number in result.numbers:
                    expected = figures[result.indicator.code].get(number.level.value, (0, 0))
                    assert (number.value, number.companies) == expected
                    shown += 1
    assert shown > 100


def test_a_removed_proof_and_a_company_that_left_make_a_difference(rows: Rows) -> None:
    edition = Programme.objects.order_by("-starts_on")[0]
    before, after = (companies_counted(**asked(edition, (NOW - n * DAY).date(), EVERYWHERE)) for n in (5, 4))
    key = ("smes_supported", Level.CLAIMED)
    assert sum(before[key].values()) - sum(after[key].values()) == 2


def test_the_tallies_of_the_demo_are_what_its_records_say(seeded: None, db: None) -> None:
    assert recount(now=NOW) == Recounted(Participation.objects.count(), 0, 0)
    assert Indicator.objects.filter(adds_up=True, tallies__isnull=False).exists()
