"""The page on which a person chooses how news come."""

from collections.abc import Callable

import pytest

from companies.models import User
from companies.people.states import Role
from programme.models import NoticePreference
from programme.preferences.access import topics_of
from programme.preferences.states import Delivery, Topic
from tests import make
from tests.conftest import HouseClient

pytestmark = pytest.mark.django_db
PAGE = "/notices/preferences/"
OF_MEMBERS = ["milestones", "answers", "applications", "people", "tutor"]


@pytest.fixture
def member(client: HouseClient) -> User:
    person = make.user()
    client.force_login(person)
    return person


def chosen(person: User) -> dict[str, str]:
    return dict(NoticePreference.objects.filter(person=person).values_list("topic", "delivery"))


def test_who_has_chosen_nothing_sees_mail_everywhere(client: HouseClient, member: User) -> None:
    page = client.get(PAGE)
    form = page.context["form"]
    assert [field.name for field in form] == OF_MEMBERS
    assert {field.value() for field in form} == {Delivery.MAIL}
    assert page.text.count("checked") == len(OF_MEMBERS)
    assert "What always comes by mail" in page.text


def test_what_is_chosen_is_kept_and_shown_and_can_be_undone(client: HouseClient, member: User) -> None:
    answer = dict.fromkeys(OF_MEMBERS, "mail") | {"milestones": "bell", "answers": "weekly"}
    page = client.post(PAGE, answer, follow=True)
    assert "Saved. What comes from now on follows your choice." in page.text
    assert chosen(member) == {"milestones": "bell", "answers": "weekly"}
    assert {field.name: field.value() for field in page.context["form"]} == answer
    client.post(PAGE, dict.fromkeys(OF_MEMBERS, "mail"))
    assert chosen(member) == {}


def test_what_is_missing_or_unknown_is_said_at_its_question_and_nothing_is_kept(
    client: HouseClient, member: User
) -> None:
    answer = dict.fromkeys(OF_MEMBERS, "bell") | {"answers": "pigeon"}
    del answer["people"]
    page = client.post(PAGE, answer)
    assert set(page.context["form"].errors) == {"answers", "people"}
    assert chosen(member) == {}


def test_a_scanner_of_mails_that_follows_a_link_changes_nothing(client: HouseClient, member: User) -> None:
    NoticePreference.objects.create(person=member, topic="answers", delivery="bell")
    page = client.get(PAGE, dict.fromkeys(OF_MEMBERS, "weekly"))
    assert chosen(member) == {"answers": "bell"}
    assert page.context["form"]["answers"].value() == Delivery.BELL


def test_what_is_not_asked_is_not_touched(client: HouseClient, member: User) -> None:
    NoticePreference.objects.create(person=member, topic="reviews", delivery="bell")
    theirs = NoticePreference.objects.create(person=make.user(), topic="answers", delivery="bell")
    client.post(PAGE, dict.fromkeys(OF_MEMBERS, "mail"))
    assert chosen(member) == {"reviews": "bell"}
    assert chosen(theirs.person) == {"answers": "bell"}


@pytest.mark.parametrize(("role", "more"), [(Role.TUTOR, ["reviews"]), (Role.FACILITATOR, ["reviews", "admissions"])])
def test_who_answers_is_asked_about_what_waits(role: Role, more: list[Topic]) -> None:
    person = make.user()
    make.grant(person, role, territory=make.territory())
    assert topics_of(person) == [*OF_MEMBERS, *more]


def test_the_page_costs_the_same_whatever_was_chosen(
    client: HouseClient, member: User, django_assert_num_queries: Callable[..., object]
) -> None:
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)
    client.post(PAGE, dict.fromkeys(OF_MEMBERS, "bell"))
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)


@pytest.mark.parametrize("page", ["/notices/", "/me/"])
def test_two_pages_lead_there(client: HouseClient, member: User, page: str) -> None:
    assert f'href="{PAGE}"' in client.get(page).text
