import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils import translation

from companies.models import Territory, User
from companies.people.states import Role
from sme4green.context import frame
from tests import make

STAFF = ["Home", "Applications", "Companies", "Milestones", "Reports", "Tutors", "Dashboard"]


@pytest.fixture
def torino(db: None) -> Territory:
    return make.territory("torino")


def menu_for(user: User, path: str = "/me/") -> list[object]:
    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=user.pk)
    with translation.override("en"):
        return frame(request)["menu"]


def labels(user: User) -> list[str]:
    return [item.label for item in menu_for(user)]


def test_a_visitor_has_no_menu_and_asks_nothing_of_the_database(db: None, django_assert_num_queries: object) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        shown = frame(request)
    assert (shown["menu"], shown["unread"]) == ([], 0)


def test_an_applicant_has_the_application(db: None) -> None:
    assert labels(make.user()) == ["Home", "My application"]


def test_a_person_of_one_company_has_its_file_and_its_milestones(torino: Territory) -> None:
    owner = make.user()
    company = make.company(territory=torino, owner=owner)
    assert [(item.label, item.url) for item in menu_for(owner)] == [
        ("Home", "/home/"),
        ("My company", f"/companies/{company.pk}/"),
        ("Milestones", f"/companies/{company.pk}/milestones/"),
    ]


def test_a_consultant_of_several_companies_has_their_list(torino: Territory) -> None:
    consultant = make.user()
    for _number in range(2):
        make.membership(consultant, make.company(territory=torino), role="consultant")
    assert [(item.label, item.url) for item in menu_for(consultant)][1:] == [("My companies", "/companies/")]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.FACILITATOR, [*STAFF, "Imports"]),
        (Role.MANAGER, [*STAFF, "Imports", "People"]),
        (Role.AUDITOR, STAFF),
        (Role.TUTOR, ["Home", "My companies", "Milestones"]),
        (Role.OFFICIAL, ["Home", "Companies", "Milestones", "Dashboard"]),
    ],
)
def test_each_role_has_its_menu(torino: Territory, role: Role, expected: list[str]) -> None:
    person = make.user()
    everywhere = role in (Role.MANAGER, Role.AUDITOR)
    make.grant(person, role, territory=None if everywhere else torino)
    assert labels(person) == expected


def test_a_person_of_several_roles_finds_each_page_once(torino: Territory) -> None:
    person = make.user()
    make.company(territory=torino, owner=person)
    for role in (Role.FACILITATOR, Role.TUTOR):
        make.grant(person, role, territory=torino)
    assert labels(person) == ["Home", "My company", "My milestones", *STAFF[1:], "Imports"]


def test_a_role_that_ended_is_gone_from_the_menu(torino: Territory) -> None:
    person = make.user()
    make.grant(person, Role.FACILITATOR, territory=torino, ends_at=make.NOW - make.dt.timedelta(days=1))
    assert labels(person) == ["Home", "My application"]


@pytest.mark.parametrize(
    ("path", "expected"), [("/reports/", ["Reports"]), ("/reports/7/", ["Reports"]), ("/home/", ["Home"]), ("/me/", [])]
)
def test_the_entry_of_the_page_is_marked(torino: Territory, path: str, expected: list[str]) -> None:
    person = make.user()
    make.grant(person, Role.FACILITATOR, territory=torino)
    assert [item.label for item in menu_for(person, path) if item.active] == expected


def test_in_ones_own_company_only_the_nearest_entry_is_marked(torino: Territory) -> None:
    owner = make.user()
    company = make.company(territory=torino, owner=owner)
    for path, expected in (
        (f"/companies/{company.pk}/people/", ["My company"]),
        (f"/companies/{company.pk}/milestones/", ["Milestones"]),
    ):
        assert [item.label for item in menu_for(owner, path) if item.active] == expected


def test_unread_notices_are_counted_once_and_only_where_they_are_shown(
    torino: Territory, django_assert_num_queries: object
) -> None:
    request = RequestFactory().get("/home/")
    request.user = make.user()
    with django_assert_num_queries(2):  # roles and companies, which the pages ask for as well
        shown = frame(request)
    with django_assert_num_queries(1):
        assert (shown["unread"](), shown["unread"]()) == (0, 0)


def test_the_dashboard_entry_leads_to_the_edition_that_began_last(torino: Territory, client: Client) -> None:
    person = make.user(from_demo=True)
    make.grant(person, Role.OFFICIAL, territory=torino)
    client.force_login(person)
    assert client.get("/dashboards/").status_code == 404
    make.programme("first", torino, starts_on=make.dt.date(2022, 5, 1))
    make.programme("second", torino, starts_on=make.dt.date(2025, 5, 1))
    make.programme("next", torino, starts_on=make.dt.date(9000, 1, 1), ends_on=make.dt.date(9001, 1, 1))
    assert client.get("/dashboards/").headers["Location"] == "/dashboards/second/"
    client.force_login(make.user())
    assert client.get("/dashboards/").status_code == 404
