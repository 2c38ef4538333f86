import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from companies.journal.states import EventKind
from companies.models import Event, RoleGrant, Territory, User
from companies.people.states import Role
from programme.models import Assignment, Participation, Tutor
from programme.tutors.actions import assign_tutor, release_tutor
from programme.tutors.queries import current_tutor
from sme4green.errors import RuleBroken
from tests import make

LATER = make.NOW + dt.timedelta(days=3)


class Stage:
    """A territory with a facilitator, a company that takes part, and two tutors."""

    def __init__(self) -> None:
        self.torino: Territory = make.territory("torino")
        self.sara: User = make.user("Sara")
        make.grant(self.sara, Role.FACILITATOR, territory=self.torino)
        self.bakery = make.company("Bakery", territory=self.torino)
        self.edition = make.programme("two", self.torino)
        self.participation: Participation = make.participation(self.bakery, self.edition, by=self.sara)
        self.anna = self.tutor("Anna")
        self.bruno = self.tutor("Bruno")

    def tutor(self, name: str, **columns: object) -> Tutor:
        person = make.user(name)
        make.grant(person, Role.TUTOR, territory=self.torino)
        return make.tutor(person, **columns)

    def another_participation(self, name: str = "") -> Participation:
        company = make.company(name, territory=self.torino)
        return make.participation(company, self.edition, by=self.sara)

    def assign(
        self, tutor: Tutor | None = None, participation: Participation | None = None, **more: object
    ) -> Assignment:
        return assign_tutor(
            (participation or self.participation).pk,
            tutor_id=(tutor or self.anna).pk,
            **{"by": self.sara, "now": make.NOW, **more},
        )

    def sees_the_bakery(self, tutor: Tutor) -> bool:
        return RoleGrant.objects.filter(user=tutor.user, company=self.bakery, ends_at=None).exists()


@pytest.fixture
def stage(db: None) -> Stage:
    return Stage()


def test_a_tutor_is_active_at_once_and_sees_the_company(stage: Stage) -> None:
    stage.assign()
    assert current_tutor(stage.bakery) == stage.anna
    assert stage.sees_the_bakery(stage.anna)
    assert not stage.sees_the_bakery(stage.bruno)


def test_assigning_writes_one_event_that_names_the_tutor(stage: Stage) -> None:
    assignment = stage.assign()
    event = Event.objects.get()
    assert (event.kind, event.person, event.company, event.by) == (
        EventKind.TUTOR_ASSIGNED,
        stage.anna.user,
        stage.bakery,
        stage.sara,
    )
    assert (event.subject_kind, event.subject_id) == ("assignment", assignment.pk)


def test_a_second_tutor_is_refused_with_the_name_and_the_moment_of_the_first(stage: Stage) -> None:
    stage.sara.zone_name = "Europe/Bucharest"
    stage.assign()
    with pytest.raises(RuleBroken, match=r"Anna.*14 [A-Za-z]+ 2026, 12:30"):
        stage.assign(stage.bruno)
    assert Assignment.objects.count() == 1
    assert not stage.sees_the_bakery(stage.bruno)


def test_a_tutor_of_another_territory_is_refused(stage: Stage) -> None:
    ilfov = make.territory("ilfov")
    ion = make.user("Ion")
    make.grant(ion, Role.TUTOR, territory=ilfov)
    with pytest.raises(RuleBroken, match=r"Ion.*Torino"):
        stage.assign(make.tutor(ion))


def test_a_tutor_whose_role_has_ended_is_refused(stage: Stage) -> None:
    RoleGrant.objects.filter(user=stage.anna.user).update(ends_at=make.NOW - dt.timedelta(days=1))
    with pytest.raises(RuleBroken):
        stage.assign()


def test_a_full_tutor_takes_one_company_more_only_with_a_reason(stage: Stage) -> None:
    full = stage.tutor("Carla", most_companies=1)
    stage.assign(full, stage.another_participation())
    with pytest.raises(RuleBroken, match="Carla"):
        stage.assign(full)
    with pytest.raises(RuleBroken, match="Carla"):
        stage.assign(full, note="   ")
    stage.assign(full, note="Speaks the language of the owner")
    assert Event.objects.filter(company=stage.bakery).get().note == "Speaks the language of the owner"


def test_a_company_that_no_longer_takes_part_gets_no_tutor(stage: Stage) -> None:
    stage.participation.ended_at, stage.participation.ended_by = make.NOW, stage.sara
    stage.participation.save()
    with pytest.raises(RuleBroken, match="Bakery"):
        stage.assign()


def test_a_released_tutor_loses_sight_of_the_company_and_another_may_come(stage: Stage) -> None:
    assignment = stage.assign()
    release_tutor(assignment.pk, by=stage.sara, now=LATER, note="On leave")
    assert not stage.sees_the_bakery(stage.anna)
    assert current_tutor(stage.bakery) is None
    event = Event.objects.filter(kind=EventKind.TUTOR_RELEASED).get()
    assert (event.person, event.note) == (stage.anna.user, "On leave")
    stage.assign(stage.bruno, now=LATER)
    assert current_tutor(stage.bakery) == stage.bruno


def test_a_tutor_may_be_released_in_the_very_moment_of_the_assignment(stage: Stage) -> None:
    release_tutor(stage.assign().pk, by=stage.sara, now=make.NOW, note="Wrong click")
    assert not stage.sees_the_bakery(stage.anna)


def test_a_release_needs_a_reason(stage: Stage) -> None:
    assignment = stage.assign()
    with pytest.raises(RuleBroken):
        release_tutor(assignment.pk, by=stage.sara, now=LATER, note=" ")
    assert stage.sees_the_bakery(stage.anna)


def test_a_second_release_is_told_who_was_first(stage: Stage) -> None:
    assignment = stage.assign()
    release_tutor(assignment.pk, by=stage.sara, now=LATER, note="On leave")
    with pytest.raises(RuleBroken, match="Sara"):
        release_tutor(assignment.pk, by=stage.sara, now=LATER, note="On leave")


def test_the_right_to_the_file_stays_while_another_edition_needs_it(stage: Stage) -> None:
    first = stage.assign()
    again = make.participation(stage.bakery, make.programme("three", stage.torino), by=stage.sara)
    second = stage.assign(stage.anna, again)
    release_tutor(first.pk, by=stage.sara, now=LATER, note="The edition is over")
    assert stage.sees_the_bakery(stage.anna)
    release_tutor(second.pk, by=stage.sara, now=LATER, note="On leave")
    assert not stage.sees_the_bakery(stage.anna)


def test_a_company_in_two_editions_counts_once_in_the_load(stage: Stage) -> None:
    full = stage.tutor("Carla", most_companies=1)
    stage.assign(full)
    again = make.participation(stage.bakery, make.programme("three", stage.torino), by=stage.sara)
    assert stage.assign(full, again)


@pytest.mark.django_db(transaction=True)
def test_of_two_facilitators_at_once_one_wins_and_the_other_is_told() -> None:
    stage = Stage()
    start = threading.Barrier(2)

    def attempt(tutor: Tutor) -> str:
        try:
            start.wait(10)
            stage.assign(tutor)
            return "assigned"
        except RuleBroken as no:
            return str(no)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(attempt, [stage.anna, stage.bruno]))
    winner = Assignment.objects.get().tutor
    assert answers.count("assigned") == 1
    assert str(winner) in next(answer for answer in answers if answer != "assigned")
    assert RoleGrant.objects.filter(company=stage.bakery).count() == 1
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_cannot_give_the_last_place_of_a_tutor_twice() -> None:
    stage = Stage()
    scarce = stage.tutor("Carla", most_companies=1)
    other = stage.another_participation("Dairy")
    start = threading.Barrier(2)

    def attempt(participation: Participation) -> bool:
        try:
            start.wait(10)
            stage.assign(scarce, participation)
            return True
        except RuleBroken:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [stage.participation, other])) == [False, True]


def test_the_database_refuses_a_second_open_assignment(stage: Stage) -> None:
    make.assignment(stage.participation, stage.anna, by=stage.sara)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.assignment(stage.participation, stage.bruno, by=stage.sara)


@pytest.mark.parametrize(
    "columns",
    [{"ended_at": LATER}, {"ended_by": True}, {"ended_at": make.NOW - dt.timedelta(days=99), "ended_by": True}],
    ids=["a moment without a person", "a person without a moment", "an end before the beginning"],
)
def test_the_database_refuses_a_crooked_end_of_an_assignment(stage: Stage, columns: dict[str, object]) -> None:
    if "ended_by" in columns:
        columns = {**columns, "ended_by": stage.sara}
    with pytest.raises(IntegrityError), transaction.atomic():
        make.assignment(stage.participation, stage.anna, by=stage.sara, **columns)
