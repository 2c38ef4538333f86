import pytest
from django.test import Client

from companies.models import Territory, User
from companies.people.states import Role
from programme.models import Assignment, Participation, Tutor
from programme.tutors.views import OFFERED
from tests import make


@pytest.fixture
def torino(db: None) -> Territory:
    return make.territory("torino")


@pytest.fixture
def sara(torino: Territory, client: Client) -> User:
    sara = make.user("Sara", from_demo=True)
    make.grant(sara, Role.FACILITATOR, territory=torino)
    client.force_login(sara)
    return sara


def tutor_in(territory: Territory, name: str, **columns: object) -> Tutor:
    person = make.user(name, phone="+39 011 000")
    make.grant(person, Role.TUTOR, territory=territory)
    return make.tutor(person, **columns)


@pytest.fixture
def participation(torino: Territory, sara: User) -> Participation:
    return make.participation(make.company("Bakery", territory=torino), make.programme("two", torino), by=sara)


def page_of(participation: Participation) -> str:
    return f"/companies/{participation.company_id}/tutor/"


def test_one_click_assigns_a_tutor_and_leads_to_the_file(client: Client, participation: Participation) -> None:
    anna = tutor_in(participation.territory, "Anna")
    assert "Anna" in client.get(page_of(participation)).content.decode()
    response = client.post(page_of(participation), {"tutor": anna.pk})
    assert response.headers["Location"] == f"/companies/{participation.company_id}/"
    assert Assignment.objects.get().tutor == anna


def test_a_full_tutor_asks_for_a_reason_and_keeps_what_was_typed(client: Client, participation: Participation) -> None:
    full = tutor_in(participation.territory, "Carla", most_companies=0)
    assert b"Why one company more for Carla" in client.get(page_of(participation)).content
    assert b"Say why one more" in client.post(page_of(participation), {"tutor": full.pk}).content
    make.assignment(participation, tutor_in(participation.territory, "Quick"), by=make.user())
    refused = client.post(page_of(participation), {"tutor": full.pk, "note": "She knows bread"})
    assert b"already has a tutor: Quick" in refused.content


def test_of_many_tutors_the_first_are_offered_and_the_others_searched_for(
    client: Client, participation: Participation
) -> None:
    for number in range(OFFERED + 1):
        tutor_in(participation.territory, f"Tutor {number:02}", most_companies=50 - number)
    page = client.get(page_of(participation)).content.decode()
    assert "Tutor 11" in page and "Tutor 12" not in page and 'type="search"' in page
    found = client.get(f"{page_of(participation)}?q=TUTOR+12").content.decode()
    assert "Tutor 12" in found and "Tutor 11" not in found
    nobody = client.get(f"{page_of(participation)}?q=zebra").content.decode()
    assert "No tutor matches “zebra”" in nobody and "Show all tutors" in nobody


def test_somebody_who_is_not_a_tutor_of_the_territory_is_refused(client: Client, participation: Participation) -> None:
    stranger = make.tutor(make.user("Stranger"))
    assert b"not a tutor of the territory" in client.post(page_of(participation), {"tutor": stranger.pk}).content
    assert not Assignment.objects.exists()


def test_a_release_needs_a_reason_then_offers_the_next_tutor(
    client: Client, participation: Participation, sara: User
) -> None:
    assignment = make.assignment(participation, tutor_in(participation.territory, "Anna"), by=sara)
    assert b"+39 011 000" in client.get(page_of(participation)).content
    refused = client.post(f"/assignments/{assignment.pk}/release/", {"note": ""})
    assert b"Say why the tutor is released" in refused.content
    response = client.post(f"/assignments/{assignment.pk}/release/", {"note": "On leave"})
    assert response.headers["Location"] == page_of(participation)
    again = client.post(f"/assignments/{assignment.pk}/release/", {"note": "On leave"}, follow=True)
    assert b"already released by Sara" in again.content


def test_a_company_that_does_not_take_part_says_so(client: Client, torino: Territory, sara: User) -> None:
    company = make.company(territory=torino)
    assert b"does not take part" in client.get(f"/companies/{company.pk}/tutor/").content


def test_a_facilitator_of_another_territory_is_told_nothing(client: Client, participation: Participation) -> None:
    other = make.user(from_demo=True)
    make.grant(other, Role.FACILITATOR, territory=make.territory("ilfov"))
    assignment = make.assignment(participation, tutor_in(participation.territory, "Anna"), by=other)
    client.force_login(other)
    assert client.get(page_of(participation)).status_code == 404
    assert client.post(f"/assignments/{assignment.pk}/release/", {"note": "x"}).status_code == 404


@pytest.mark.parametrize("role", ["owner", "tutor", "official", "manager"])
def test_those_who_see_the_company_but_do_not_assign_get_403(
    client: Client, participation: Participation, role: str
) -> None:
    person = make.user(from_demo=True)
    if role == "owner":
        make.membership(person, participation.company, role="owner")
    elif role == "tutor":
        make.grant(person, Role.TUTOR, company=participation.company)
    else:
        make.grant(person, Role(role), territory=participation.territory if role == "official" else None)
    client.force_login(person)
    assert client.get(page_of(participation)).status_code == 403


def test_the_list_names_tutors_their_companies_and_room(
    client: Client, participation: Participation, sara: User
) -> None:
    anna = tutor_in(participation.territory, "Anna", organisation="Park", expertise="Ovens", most_companies=3)
    make.assignment(participation, anna, by=sara)
    page = client.get("/tutors/").content.decode()
    for text in ("Anna", "Park", "Ovens", "Bakery", "2 places free", "tel:+39011000"):
        assert text in page
    nothing = client.get("/tutors/?q=zebra").content.decode()
    assert "No tutor matches “zebra”" in nothing
    assert "Show all tutors" in nothing


def test_the_list_is_not_for_companies(client: Client, participation: Participation) -> None:
    client.force_login(make.user())
    assert client.get("/tutors/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client: Client, participation: Participation, sara: User, rows: int, django_assert_num_queries: object
) -> None:
    for number in range(rows):
        tutor = tutor_in(participation.territory, f"Tutor {number}")
        for company in range(rows):
            company = make.company(territory=participation.territory)
            make.assignment(make.participation(company, participation.programme, by=sara), tutor, by=sara)
    # session, person, roles, memberships, notices; tutors, their companies
    with django_assert_num_queries(7):
        client.get("/tutors/")
    # company, participation, tutor now, tutors of the territory
    with django_assert_num_queries(9):
        client.get(page_of(participation))
