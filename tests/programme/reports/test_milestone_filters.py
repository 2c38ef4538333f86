"""Which milestones each filter of the list finds, today and on a former day."""

import datetime as dt

import pytest
from django.utils import timezone

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.people.states import Role
from programme.models import Assignment, Milestone
from programme.reports.queries import milestone_rows
from programme.reports.states import Standing
from tests import make
from tests.programme.counters.records import world
from tests.programme.reports.steps import TODAY, planned, step, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return planned()


@pytest.fixture
def of_every_standing(cast):
    step(cast, "planned", 15)
    step(cast, "due_soon", 14)
    step(cast, "overdue", -1)
    step(cast, "with_reviewer", -1, state="sent")
    step(cast, "returned", -1, state="returned")
    step(cast, "achieved", -1, state="accepted!")
    cast.milestone.delete()
    return cast


@pytest.mark.parametrize("standing", ["planned", "due_soon", "overdue", "with_reviewer", "returned", "achieved"])
def test_each_standing_finds_its_own(of_every_standing, standing):
    rows = list(milestone_rows(of_every_standing.facilitator, today=TODAY, standing=standing))
    assert [(row.title, row.standing, row.total) for row in rows] == [(standing, standing, 1)]


def test_an_accepted_step_on_the_way_leaves_the_milestone_overdue(cast):
    step(cast, "half way", -1, state="accepted")
    assert titles(cast.facilitator, standing="overdue") == ["half way"]
    assert titles(cast.facilitator, standing="achieved") == []


def test_words_are_sought_in_titles_companies_and_numbers(cast):
    step(cast, "Măsoară Energia", 3)
    number = cast.company_a.identifiers.get().normalised
    assert titles(cast.facilitator, q="masoara") == ["Măsoară Energia"]
    assert titles(cast.facilitator, q="BETA energia") == ["Măsoară Energia"]
    assert titles(cast.facilitator, q=number[2:9]) == ["Change the oven"]
    assert titles(cast.facilitator, q="alpha energia") == []


def test_place_trade_size_and_edition_narrow(cast):
    bread = make.sector("10.71.10")
    make.sector("C", level=1, scheme="nace-2.1")
    make.sector("10", level=2, scheme="nace-2.1", parent_code="C")
    cast.company_a.municipality, cast.company_a.sector = make.municipality("Chieri"), bread
    cast.company_a.save()
    make.size(cast.company_a, people=4, turnover_eur=100, declared_at=make.NOW)
    make.size(cast.company_a, people=60, turnover_eur=100, declared_at=make.NOW - dt.timedelta(1))
    step(cast, "of B", 3)
    for asked in (
        {"municipality": "chier"},
        {"sector": "C"},
        {"sector": "10"},
        {"sector": "10.71"},
        {"size": "micro"},
        {"municipality": "chieri", "sector": "10", "size": "micro", "edition": "second", "territory": "torino"},
    ):
        assert titles(cast.facilitator, **asked) == ["Change the oven"], asked
    for asked in ({"municipality": "roma"}, {"sector": "G"}, {"sector": "11"}, {"size": "medium"}, {"edition": "no"}):
        assert titles(cast.facilitator, **asked) == [], asked
    assert titles(cast.facilitator, size="unknown") == ["of B"]
    assert titles(cast.manager, territory="ilfov") == []


def test_the_tutor_and_nobody_as_the_tutor_narrow(cast):
    step(cast, "of B", 3)
    assert titles(cast.facilitator, tutor=str(cast.assignment.tutor_id)) == ["Change the oven"]
    assert titles(cast.facilitator, tutor="none") == []
    Assignment.objects.filter(pk=cast.assignment.pk).update(ended_at=timezone.now(), ended_by=cast.facilitator)
    assert titles(cast.facilitator, tutor="none") == ["Change the oven"]


def test_a_company_is_silent_when_none_of_its_people_did_anything_for_so_many_days(cast):
    step(cast, "of B", 3)
    for part in (cast.participation_a, cast.participation_b):
        part.admitted_at = timezone.now() - dt.timedelta(days=30)
        part.save()
    ago = timezone.now() - dt.timedelta(days=10)
    record(EventKind.REPORT_STARTED, by=cast.member_a, now=ago, company=cast.company_a)
    record(EventKind.REPORT_STARTED, by=cast.facilitator, now=ago, company=cast.company_b)
    assert titles(cast.facilitator, silent=11) == ["of B"]
    assert titles(cast.facilitator, silent=10) == ["of B", "Change the oven"]
    assert titles(cast.facilitator, silent=31) == []


def test_milestones_that_are_no_longer_pursued_are_left_out(cast):
    step(cast, "dropped", 3, dropped_at=timezone.now(), dropped_by=cast.facilitator)
    part = cast.participation_a
    part.ended_at, part.ended_by = timezone.now(), cast.facilitator
    part.save()
    assert titles(cast.facilitator) == []


def test_an_edition_that_is_over_is_shown_when_it_is_named(cast):
    over = make.programme("first", cast.torino, starts_on=TODAY - dt.timedelta(900), ends_on=TODAY - dt.timedelta(400))
    part = make.participation(cast.company_b, over, by=cast.facilitator)
    make.milestone(part, by=cast.facilitator, title="old")
    assert titles(cast.facilitator) == ["Change the oven"]
    assert titles(cast.facilitator, edition="first") == ["old"]


def test_a_former_day_shows_what_stood_then(cast):
    now = timezone.now()
    Milestone.objects.update(planned_at=now - dt.timedelta(days=90))
    for part in (cast.participation_a, cast.participation_b):
        part.admitted_at = now - dt.timedelta(days=100)
        part.save()
    moved = step(cast, "moved", 20, planned_at=now - dt.timedelta(days=90))
    moved.moves.create(
        former_due_on=TODAY - dt.timedelta(8), moved_at=now - dt.timedelta(1), moved_by=cast.tutor_a, reason="ill"
    )
    step(cast, "new", 3, planned_at=now - dt.timedelta(days=2))
    then = TODAY - dt.timedelta(5)
    rows = {row.title: row for row in milestone_rows(cast.facilitator, today=TODAY, day=then)}
    assert {title: (row.standing, row.shown_due_on) for title, row in rows.items()} == {
        "moved": ("overdue", TODAY - dt.timedelta(8)),
        "Change the oven": ("planned", TODAY + dt.timedelta(40)),
    }
    assert titles(cast.facilitator, day=then, standing="overdue") == ["moved"]
    assert titles(cast.facilitator, standing="overdue") == []
    assert titles(cast.facilitator, day=TODAY + dt.timedelta(9)) == titles(cast.facilitator)


def test_of_a_former_day_each_standing_finds_the_rows_that_are_shown_with_it():
    programme, manager = world(3), make.user("manager@example.eu")
    make.grant(manager, Role.MANAGER)
    for place, milestone in enumerate(Milestone.objects.order_by("pk")):
        milestone.due_on = make.TODAY + dt.timedelta(place % 3 * 20 - 20)
        milestone.planned_at = make.NOW - dt.timedelta(30)
        milestone.save()
    found: set[str] = set()
    for days in range(-18, 18, 4):
        asked = {
            "day": make.TODAY + dt.timedelta(days),
            "today": make.TODAY + dt.timedelta(30),
            "edition": programme.code,
        }
        rows = list(milestone_rows(manager, **asked))
        for standing in Standing:
            shown = [row.pk for row in rows if row.standing == standing]
            assert [row.pk for row in milestone_rows(manager, standing=standing, **asked)] == shown
            found |= {standing} if shown else set()
    assert found == set(Standing), "the world was too quiet to prove anything"
