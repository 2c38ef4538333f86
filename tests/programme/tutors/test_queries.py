import datetime as dt

import pytest

from companies.models import Company, Territory
from companies.people.states import Role
from programme.models import Tutor
from programme.tutors.queries import matching, participation_to_tutor, tutors_with_load, with_companies
from tests import make

DAY = dt.timedelta(days=1)


@pytest.fixture
def torino(db: None) -> Territory:
    return make.territory("torino")


def tutor_in(territory: Territory, name: str, **columns: object) -> Tutor:
    person = make.user(name)
    make.grant(person, Role.TUTOR, territory=territory)
    return make.tutor(person, **columns)


def test_load_counts_open_assignments_and_free_is_never_negative(torino: Territory) -> None:
    edition, by = make.programme("two", torino), make.user()
    busy, idle = tutor_in(torino, "Busy", most_companies=1), tutor_in(torino, "Idle", most_companies=3)
    for ended in (None, None, make.NOW):
        participation = make.participation(make.company(territory=torino), edition, by=by)
        make.assignment(participation, busy, by=by, ended_at=ended, ended_by=by if ended else None)
    rows = {row.pk: (row.load, row.free) for row in tutors_with_load(torino, now=make.NOW)}
    assert rows == {busy.pk: (2, 0), idle.pk: (0, 3)}


def test_tutors_of_another_territory_and_those_whose_role_ended_are_left_out(torino: Territory) -> None:
    tutor_in(make.territory("ilfov"), "Ion")
    former = make.user("Former")
    make.grant(former, Role.TUTOR, territory=torino, ends_at=make.NOW - DAY)
    make.tutor(former)
    assert not tutors_with_load(torino, now=make.NOW)


@pytest.mark.parametrize("words", ["magurele", "MĂGURELE ion", "energie", ""])
def test_a_search_is_blind_to_case_and_accents(torino: Territory, words: str) -> None:
    tutor_in(torino, "Ion", organisation="Măgurele Science Park", expertise="Énergie")
    assert matching(Tutor.objects.all(), words=words).count() == 1


def test_a_search_asks_for_every_word(torino: Territory) -> None:
    tutor_in(torino, "Ion", organisation="Park")
    assert not matching(Tutor.objects.all(), words="ion bank")


def test_companies_that_the_reader_may_not_see_are_not_named(torino: Territory) -> None:
    by, shared = make.user(), tutor_in(torino, "Shared")
    here, there = make.company("Here", territory=torino), make.company("There", territory=make.territory("ilfov"))
    edition = make.programme("two", torino)
    for company in (here, there):
        make.assignment(make.participation(company, edition, by=by), shared, by=by)
    (row,) = with_companies(Tutor.objects.all(), visible=Company.objects.filter(territory=torino))
    assert [assignment.participation.company.name for assignment in row.current] == ["Here"]


def test_the_participation_of_the_running_edition_goes_before_a_later_admission(torino: Territory) -> None:
    by, company = make.user(), make.company(territory=torino)
    running = make.programme("running", torino)
    over = make.programme("over", torino, starts_on=make.TODAY - 900 * DAY, ends_on=make.TODAY - 500 * DAY)
    wanted = make.participation(company, running, by=by, admitted_at=make.NOW - 100 * DAY)
    make.participation(company, over, by=by, admitted_at=make.NOW - DAY)
    assert participation_to_tutor(company, today=make.TODAY) == wanted


def test_a_participation_that_ended_needs_no_tutor(torino: Territory) -> None:
    by, company = make.user(), make.company(territory=torino)
    make.participation(company, make.programme("two", torino), by=by, ended_at=make.NOW, ended_by=by)
    assert participation_to_tutor(company, today=make.TODAY) is None
