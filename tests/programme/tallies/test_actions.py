"""Counting after events: what changed is counted once, by whomever, and nothing is half counted."""

import datetime as dt
from typing import Any

import pytest

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Event
from programme.counters.queries import companies_counted, figures_summed
from programme.counters.rules import Total
from programme.counters.states import Level
from programme.models import Contribution, Counted, Participation, Programme, Tally
from programme.tallies import actions
from programme.tallies.actions import Recounted, count_companies, count_events, recount
from tests import make
from tests.at_once import told_at_once
from tests.programme.counters.records import answered, sent, world

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def tallies() -> set[tuple[Any, ...]]:
    rows = Tally.objects.exclude(companies=0, value=0).values_list(*actions.NUMBER, "companies", "value")
    return set(rows)


def told(part: Participation, kind: EventKind = EventKind.REPORT_SENT) -> None:
    record(kind, by=part.admitted_by, now=make.NOW, company=part.company)


@pytest.fixture
def part() -> Participation:
    torino = make.territory("torino")
    return make.participation(make.company(territory=torino), make.programme("one", torino), by=make.user())


def supported(part: Participation, as_of: dt.date = make.TODAY) -> int:
    found = companies_counted(part.programme, as_of=as_of, territories=[part.territory])
    return sum(found["smes_supported", Level.CLAIMED].values())


def test_an_event_of_a_company_is_counted_once(part: Participation) -> None:
    told(part, EventKind.APPLICATION_ADMITTED)
    assert supported(part) == 0
    assert count_events(now=make.NOW) == 1
    assert supported(part) == 1
    assert count_events(now=make.NOW) == 0
    assert supported(part) == 1
    assert not Event.objects.filter(counted_at=None).exists()


def test_events_without_a_company_wait_for_nobody(part: Participation) -> None:
    record(EventKind.ROLE_GRANTED, by=part.admitted_by, now=make.NOW)
    assert count_events(now=make.NOW) == 0


def test_counting_again_what_did_not_change_writes_nothing(part: Participation) -> None:
    sent(make.milestone(part, by=part.admitted_by), by=part.admitted_by, files=1)
    assert count_companies([part.company_id], now=make.NOW) == (1, 1)
    before = set(Contribution.objects.values_list("pk", flat=True)), tallies()
    assert count_companies([part.company_id], now=make.NOW + DAY) == (1, 0)
    assert (set(Contribution.objects.values_list("pk", flat=True)), tallies()) == before


@pytest.mark.parametrize("seed", [5, 6])
def test_fact_by_fact_comes_to_the_same_as_all_at_once(seed: int) -> None:
    """Each company is counted after every change of its records, then the whole is counted from nothing."""
    world(seed, companies=6)
    who = make.user()
    for part in Participation.objects.select_related("company"):
        told(part)
        count_events(now=make.NOW)
        for sending in part.milestones.filter(reports__sendings__isnull=False).values_list("reports__sendings", "pk"):
            milestone = part.milestones.get(pk=sending[1])
            later = sent(milestone, at=make.NOW + DAY, by=who, files=1, completes=True)
            told(part)
            count_events(now=make.NOW)
            answered(later, "returned", at=make.NOW + 2 * DAY, by=who)
            told(part, EventKind.REPORT_RETURNED)
            count_events(now=make.NOW)
    assert recount(now=make.NOW) == Recounted(Participation.objects.count(), 0, 0)
    step_by_step, contributions = tallies(), Contribution.objects.count()
    for model in (Tally, Contribution, Counted):
        model.objects.all().delete()
    recount(now=make.NOW)
    assert tallies() == step_by_step
    assert Contribution.objects.count() == contributions


def test_recounting_finds_and_mends_what_is_wrong(part: Participation) -> None:
    recount(now=make.NOW)
    right = tallies()
    Tally.objects.filter(counter="smes_supported").update(companies=7)
    assert recount(now=make.NOW) == Recounted(1, 0, 2)
    assert tallies() == right
    Contribution.objects.all().delete()
    assert recount(now=make.NOW) == Recounted(1, 1, 0)
    assert Contribution.objects.filter(participation=part).exists()
    Counted.objects.all().delete()
    assert recount(now=make.NOW).changed == 1
    assert tallies() == right


def test_a_worker_that_dies_in_the_middle_leaves_nothing(part: Participation, monkeypatch: pytest.MonkeyPatch) -> None:
    told(part)

    def dies(_numbers: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_add_to_tallies", dies)
        with pytest.raises(KeyboardInterrupt):
            count_events(now=make.NOW)
    assert not Contribution.objects.exists() and not Counted.objects.exists() and not Tally.objects.exists()
    assert Event.objects.filter(counted_at=None).count() == 1
    count_events(now=make.NOW)
    assert supported(part) == 1


def test_a_company_that_cannot_be_counted_holds_nobody_up(
    part: Participation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = make.participation(make.company(territory=part.territory), part.programme, by=part.admitted_by)
    told(part), told(other)
    right = actions.all_spans

    def fails(facts: Any) -> Any:
        if facts.admitted_at == part.admitted_at:
            raise ValueError("broken")
        return right(facts)

    Participation.objects.filter(pk=other.pk).update(admitted_at=make.NOW - 3 * DAY)
    monkeypatch.setattr(actions, "all_spans", fails)
    count_events(now=make.NOW)
    assert supported(part) == 1
    assert list(Event.objects.filter(counted_at=None).values_list("company", flat=True)) == [part.company_id]
    assert f"Company {part.company_id} could not be counted." in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_count_nothing_twice() -> None:
    torino = make.territory("torino")
    edition, who, kwh = make.programme("one", torino), make.user(), make.indicator()
    parts = [make.participation(make.company(territory=torino), edition, by=who) for _n in range(6)]
    for part in parts:
        sent(make.milestone(part, by=who), by=who, files=1, figures={kwh: "2.5"})
        told(part)
    told_at_once(*[lambda: count_events(now=make.NOW)] * 3)
    while count_events(now=make.NOW):
        pass
    assert supported(parts[0]) == 6
    [(_kwh, totals)] = figures_summed(edition, as_of=make.TODAY, territories=[torino])
    assert totals[Level.PROVED][torino.pk] == Total(15, 6, {Level.CLAIMED: 0}, 0)
    assert recount(now=make.NOW) == Recounted(6, 0, 0)


def test_without_an_edition_there_is_nothing_to_count() -> None:
    assert recount(now=make.NOW) == Recounted(0, 0, 0)
    assert not Programme.objects.exists()
