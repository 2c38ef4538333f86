"""Counters agree with the records, as of any day."""

import datetime as dt
from decimal import Decimal

import pytest

from companies.models import Territory
from programme.counters.queries import (
    RECORDS,
    companies_counted,
    figures_summed,
    participations_behind,
)
from programme.counters.rules import Total
from programme.counters.states import Level
from programme.editions.rules import end_of_day
from programme.models import Programme
from programme.tallies.actions import recount
from tests import make
from tests.programme.counters.records import answered, sent, world
from tests.programme.counters.recount import Recount, Rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EVERYWHERE = ["torino", "ilfov"]


def territories(codes: list[str]) -> list[Territory]:
    return list(Territory.objects.filter(code__in=codes))


def counted(programme: Programme, as_of: dt.date, codes: list[str] = EVERYWHERE) -> dict:
    recount(now=make.NOW)
    found = companies_counted(programme, as_of=as_of, territories=territories(codes))
    return {key: sum(parts.values()) for key, parts in found.items()}


def summed(programme: Programme, as_of: dt.date, codes: list[str] = EVERYWHERE) -> dict:
    recount(now=make.NOW)
    found = figures_summed(programme, as_of=as_of, territories=territories(codes))
    sums = {(one.code, level): sum(totals[level].values(), Total()) for one, totals in found for level in Level}
    return {key: Total(total.value, total.companies) for key, total in sums.items()}


def between(programme: Programme, as_of: dt.date, codes: list[str]) -> dict:
    found = {}
    for indicator, totals in figures_summed(programme, as_of=as_of, territories=territories(codes)):
        all_places = {level: sum(totals[level].values(), Total()) for level in Level}
        found[indicator.code] = {"odd": all_places[Level.CLAIMED].odd}
        for level, total in all_places.items():
            found[indicator.code] |= {f"{level.value} {other.value}": n for other, n in total.apart.items()}
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_recount_in_plain_python_agrees_on_every_day(seed: int) -> None:
    programme = world(seed)
    rows = Rows()
    seen = 0
    for days in range(-18, 18, 7):
        as_of = make.TODAY + days * DAY
        for codes in (EVERYWHERE, ["torino"], ["ilfov"]):
            plain = Recount(rows, programme, as_of, set(codes))
            companies, figures = plain.companies(), plain.figures()
            for (code, level), number in counted(programme, as_of, codes).items():
                assert number == len(companies[code][level.value]), (code, level, as_of)
                seen += number
            totals = summed(programme, as_of, codes)
            for (code, level), total in totals.items():
                assert (total.value, total.companies) == figures[code].get(level.value, (0, 0)), (code, level, as_of)
            assert set(figures) == {code for code, _level in totals}
            assert between(programme, as_of, codes) == plain.between()
    assert seen > 80, "the world was too quiet to prove anything"


def test_the_list_behind_a_number_is_as_long_as_the_number() -> None:
    programme = world(4)
    for days in (-10, 0, 20):
        as_of = make.TODAY + days * DAY
        here = {"as_of": as_of, "territories": territories(EVERYWHERE)}
        companies = Recount(Rows(), programme, as_of, set(EVERYWHERE)).companies()
        for (code, level), number in counted(programme, as_of).items():
            behind = list(participations_behind(programme, **here, code=code, level=level))
            assert len(behind) == number
            assert {row.company_id for row in behind} == companies[code][level.value]
            assert all(row.record_at < end_of_day(as_of, row.territory.zone) for row in behind)
        for indicator, totals in figures_summed(programme, as_of=as_of, territories=territories(EVERYWHERE)):
            for level in Level:
                behind = list(participations_behind(programme, **here, indicator=indicator, level=level))
                total = sum(totals[level].values(), Total())
                assert (sum(row.figure for row in behind), len(behind)) == (total.value, total.companies)


@pytest.fixture
def torino() -> Territory:
    return make.territory("torino")


@pytest.fixture
def edition(torino: Territory) -> Programme:
    return make.programme("edition", torino)


def test_half_past_midnight_in_bucharest_is_still_yesterday_in_torino(torino: Territory, edition: Programme) -> None:
    ilfov = make.territory("ilfov", zone_name="Europe/Bucharest")
    moment = dt.datetime(2026, 6, 10, 21, 30, tzinfo=dt.UTC)  # 23:30 in Rome, 00:30 of the 11th in Bucharest
    for place in (torino, ilfov):
        make.participation(make.company(territory=place), edition, by=make.user(), admitted_at=moment)
    supported = ("smes_supported", Level.CLAIMED)
    assert counted(edition, dt.date(2026, 6, 10))[supported] == 1
    assert counted(edition, dt.date(2026, 6, 10), ["ilfov"])[supported] == 0
    assert counted(edition, dt.date(2026, 6, 11))[supported] == 2


def test_what_happens_later_does_not_change_an_earlier_day(torino: Territory, edition: Programme) -> None:
    who = make.user()
    part = make.participation(make.company(territory=torino), edition, by=who)
    make.assignment(part, make.tutor(make.user()), by=who)
    step = make.milestone(part, by=who, template=make.template("plan"))
    answered(sent(step, by=who, files=1, completes=True), at=make.NOW, by=make.user())
    before = counted(edition, make.TODAY)
    assert before["awareness_and_models", Level.ACCEPTED] == 1
    ends = {"ended_at": make.NOW + 3 * DAY, "ended_by": who}
    part.assignments.update(**ends)
    type(part).objects.filter(pk=part.pk).update(**ends)
    assert counted(edition, make.TODAY) == counted(edition, make.TODAY + 2 * DAY) == before
    assert set(counted(edition, make.TODAY + 3 * DAY).values()) <= {0}


def test_a_returned_report_claims_nothing_until_it_is_sent_again(torino: Territory, edition: Programme) -> None:
    who, kwh = make.user(), make.indicator("energy-saved")
    part = make.participation(make.company(territory=torino), edition, by=who)
    step = make.milestone(part, by=who, template=make.template("act"))
    first = sent(step, by=who, at=make.NOW, completes=True, figures={kwh: 100})
    answered(first, "returned", by=make.user(), at=make.NOW + DAY)
    sent(step, by=who, at=make.NOW + 2 * DAY, completes=True, figures={kwh: 80}, files=1)
    days = [make.TODAY + n * DAY for n in range(3)]
    assert [counted(edition, day)["innovative", Level.CLAIMED] for day in days] == [1, 0, 1]
    assert [summed(edition, day).get(("energy-saved", Level.CLAIMED)) for day in days] == [
        Total(Decimal(100), 1),
        None,
        Total(Decimal(80), 1),
    ]
    assert [counted(edition, day)["innovative", Level.PROVED] for day in days] == [0, 0, 1]


def test_a_company_with_three_reports_counts_once_and_its_figures_add_up(torino: Territory, edition: Programme) -> None:
    who, kg = make.user(), make.indicator("waste-recycled", unit="kg")
    part = make.participation(make.company(territory=torino), edition, by=who)
    for _n in range(3):
        answered(sent(make.milestone(part, by=who), by=who, files=2, figures={kg: "2.5"}), by=make.user())
    numbers = counted(edition, make.TODAY)
    assert [numbers["smes_supported", level] for level in Level] == [1, 1, 1]
    assert summed(edition, make.TODAY)["waste-recycled", Level.ACCEPTED] == Total(Decimal("7.5"), 1)


def test_a_company_in_two_editions_counts_once_in_each_with_its_own_records(torino: Territory) -> None:
    who, company = make.user(), make.company(territory=torino)
    editions = [make.programme("one", torino), make.programme("two", torino)]
    parts = [make.participation(company, edition, by=who) for edition in editions]
    answered(sent(make.milestone(parts[0], by=who), by=who), by=make.user())
    numbers = [counted(edition, make.TODAY) for edition in editions]
    assert [row["smes_supported", Level.CLAIMED] for row in numbers] == [1, 1]
    assert [row["smes_supported", Level.ACCEPTED] for row in numbers] == [1, 0]


def test_a_company_stays_tutored_when_the_tutor_is_released(torino: Territory, edition: Programme) -> None:
    who = make.user()
    part = make.participation(make.company(territory=torino), edition, by=who)
    for days in (-4, -2):
        at = make.NOW + days * DAY
        make.assignment(
            part, make.tutor(make.user()), by=who, assigned_at=at, ended_at=at + DAY, ended_by=who, end_reason="Done."
        )
    days = [make.TODAY + n * DAY for n in (-5, -4, 0)]
    assert [counted(edition, day)["smes_tutored", Level.CLAIMED] for day in days] == [0, 1, 1]


def test_a_file_proves_until_it_is_removed(torino: Territory, edition: Programme) -> None:
    who = make.user()
    part = make.participation(make.company(territory=torino), edition, by=who)
    sending = sent(make.milestone(part, by=who), by=who, files=1)
    sending.evidence.update(removed_at=make.NOW + 2 * DAY, removed_by=who)
    days = [make.TODAY + n * DAY for n in (1, 2)]
    assert [counted(edition, day)["smes_supported", Level.PROVED] for day in days] == [1, 0]


def test_it_is_known_how_many_companies_lie_between_two_sums(torino: Territory, edition: Programme) -> None:
    who, kg = make.user(), make.indicator("waste-recycled", unit="kg")
    stages = [(0, False), (0, False), (1, False), (2, True), (0, True), (1, True)]
    for files, is_accepted in stages:
        part = make.participation(make.company(territory=torino), edition, by=who)
        sending = sent(make.milestone(part, by=who), by=who, files=files, figures={kg: 1})
        if is_accepted:
            answered(sending, by=make.user())
    recount(now=make.NOW)
    [(_indicator, totals)] = figures_summed(edition, as_of=make.TODAY, territories=[torino])
    apart = {level: totals[level][torino.pk].apart for level in Level}
    assert apart[Level.PROVED] == {Level.CLAIMED: 3}
    assert apart[Level.ACCEPTED] == {Level.CLAIMED: 3, Level.PROVED: 2}


def test_an_indicator_that_does_not_add_up_has_no_total(torino: Territory, edition: Programme) -> None:
    who, share = make.user(), make.indicator("renewable-share", unit="%", adds_up=False)
    part = make.participation(make.company(territory=torino), edition, by=who)
    sent(make.milestone(part, by=who), by=who, figures={share: 40})
    recount(now=make.NOW)
    assert figures_summed(edition, as_of=make.TODAY, territories=[torino]) == []


def test_the_record_behind_is_the_one_that_made_the_company_count(torino: Territory, edition: Programme) -> None:
    who = make.user()
    part = make.participation(make.company(territory=torino), edition, by=who)
    first = sent(make.milestone(part, by=who), by=who, at=make.NOW - 3 * DAY, files=1)
    second = sent(make.milestone(part, by=who), by=who, at=make.NOW - 2 * DAY, files=1)
    answered(second, by=make.user(), at=make.NOW - DAY)
    answered(first, by=make.user(), at=make.NOW)
    recount(now=make.NOW)
    here = {"as_of": make.TODAY, "territories": [torino]}
    records = {
        level: participations_behind(edition, **here, code="smes_supported", level=level).get() for level in Level
    }
    assert (records[Level.CLAIMED].record_at, records[Level.CLAIMED].record_report) == (part.admitted_at, None)
    assert (records[Level.PROVED].record_at, records[Level.PROVED].record_report) == (first.sent_at, first.report_id)
    accepted = records[Level.ACCEPTED]
    assert (accepted.record_at, accepted.record_report) == (make.NOW - DAY, second.report_id)


def test_counting_takes_one_query_and_summing_another(
    torino: Territory, edition: Programme, django_assert_num_queries
) -> None:
    who, kwh = make.user(), make.indicator()
    for _n in range(3):
        part = make.participation(make.company(territory=torino), edition, by=who)
        sent(make.milestone(part, by=who), by=who, figures={kwh: 5})
        recount(now=make.NOW)
        with django_assert_num_queries(2):
            companies_counted(edition, as_of=make.TODAY, territories=[torino])
            figures_summed(edition, as_of=make.TODAY, territories=[torino])


def test_without_a_territory_nothing_is_counted(edition: Programme) -> None:
    numbers = companies_counted(edition, as_of=make.TODAY, territories=[])
    assert len(numbers) == sum(len(levels) for levels in RECORDS.values())
    assert not any(numbers.values())
    assert figures_summed(edition, as_of=make.TODAY, territories=[]) == []
