"""What people will be reminded of within a day: by territory, as things stand, page by page."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from companies.models import User
from companies.people.states import Role
from programme.mailroom.queries import letters_of_the_day
from programme.models import NoticePreference
from programme.preferences.states import Delivery
from tests import make
from tests.conftest import HouseClient
from tests.programme.reminders.stage import DAY, LONG_AGO, Stage, after, remind

PAGE = "/mail/tonight/"


def said(stage: Stage, days: int, *, hour: int = 9, after_reader: int = 0, size: int = 50) -> list[tuple[str, int]]:
    places = [stage.torino.pk]
    found = letters_of_the_day(places, now=after(days, hour=hour), after=after_reader, size=size)
    return [(str(letter.reader), line.step) for letter in found for line, _delivery in letter.lines]


@pytest.mark.parametrize(("days", "hour", "step"), [(-1, 5, -1), (-1, 9, 0), (-1, 21, 0), (0, 9, 0), (0, 23, 0)])
def test_what_is_due_tomorrow_is_seen_today_at_any_hour(stage: Stage, days: int, hour: int, step: int) -> None:
    stage.milestone(0)
    assert said(stage, days, hour=hour) == [("Anna", step)]


def test_what_was_said_or_is_settled_is_not_announced(stage: Stage) -> None:
    milestone = stage.milestone(0)
    assert said(stage, -3) == []
    remind(0)
    assert said(stage, 0) == []
    assert said(stage, 6) == [("Anna", 7)]
    stage.sent(milestone, at=after(5))
    assert said(stage, 6) == []


def test_only_my_territories_are_shown(stage: Stage) -> None:
    textile = stage.company("Textil", stage.ilfov, make.user("Ion"))
    stage.milestone(0, stage.admit(textile))
    stage.milestone(0)
    assert said(stage, -1) == [("Anna", 0)]


def test_it_is_said_how_each_line_will_come(stage: Stage) -> None:
    NoticePreference.objects.create(person=stage.anna, topic="milestones", delivery="bell")
    stage.milestone(0)
    (letter,) = letters_of_the_day([stage.torino.pk], now=after(-1), after=0, size=50)
    assert [delivery for _line, delivery in letter.lines] == [Delivery.BELL]


def test_more_people_than_a_page_holds_are_turned_by_the_last_reader(stage: Stage) -> None:
    others = [make.user(f"Person {n}") for n in range(3)]
    for person in others:
        make.membership(person, stage.bakery, since_at=LONG_AGO)
    stage.milestone(0)
    assert said(stage, -1, size=2) == [("Anna", 0), ("Person 0", 0), ("Person 1", 0)]
    assert said(stage, -1, after_reader=others[0].pk, size=2) == [("Person 1", 0), ("Person 2", 0)]


# --- the page --------------------------------------------------------------------------------


@pytest.fixture
def facilitator(client: HouseClient, stage: Stage) -> User:
    type(stage.sara).objects.filter(pk=stage.sara.pk).update(from_demo=True)
    client.force_login(stage.sara)
    return stage.sara


def test_the_page_names_the_person_the_sentence_and_the_way(
    client: HouseClient, stage: Stage, facilitator: User
) -> None:
    assert "Nobody is reminded of anything within 24 hours" in client.get(PAGE).text
    now = timezone.now()
    make.programme("real", stage.torino, starts_on=now.date() - 9 * DAY, ends_on=now.date() + 9 * DAY)
    place = make.municipality("Torino", territory=stage.torino)
    draft = make.application(stage.anna, name="Pasta", saved_at=now - 7 * DAY, municipality=place)
    page = client.get(PAGE).text
    assert stage.anna.email in page
    assert "The application of Pasta was saved" in page
    assert f'href="/applications/{draft.pk}/"' in page
    assert "Mail at once" in page


@pytest.mark.parametrize("after_words", ["abc", "-1", "9" * 30, "²"])
def test_an_address_that_somebody_typed_begins_at_the_first_page(
    client: HouseClient, facilitator: User, after_words: str
) -> None:
    assert client.get(PAGE, {"after": after_words}).status_code == 200


def test_people_without_a_desk_do_not_find_it(client: HouseClient, stage: Stage) -> None:
    client.force_login(stage.anna)
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_however_many_are_due(
    stage: Stage, rows: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for n in range(rows):
        stage.milestone(0, stage.admit(stage.company(f"Company {n}", stage.torino, make.user())))
    with django_assert_num_queries(10):  # time zones, four questions in each of two, choices
        assert len(letters_of_the_day([stage.torino.pk], now=after(-1), after=0, size=50)) == rows


def test_a_moved_day_moves_what_is_announced(stage: Stage) -> None:
    milestone = stage.milestone(0)
    type(milestone).objects.filter(pk=milestone.pk).update(due_on=milestone.due_on + 20 * DAY)
    assert said(stage, -1) == []
    assert said(stage, 12) == [("Anna", -7)]


def test_auditors_and_managers_see_every_territory(client: HouseClient, stage: Stage) -> None:
    for role in (Role.MANAGER, Role.AUDITOR):
        person = make.user(from_demo=True)
        make.grant(person, role)
        client.force_login(person)
        assert "Torino, Ilfov" in client.get(PAGE).text or "Ilfov, Torino" in client.get(PAGE).text
