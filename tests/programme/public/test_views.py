import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client

from companies.models import Territory
from tests import make

TODAY = dt.date.today()  # noqa: DTZ011 the pages read the clock of the machine
PAGES = ("/", "/sources/", "/accessibility/", "/privacy/", "/open-source/")


@pytest.fixture(autouse=True)
def nothing_kept(db: None) -> None:
    cache.clear()


@pytest.fixture
def torino() -> Territory:
    return make.territory("torino", focus="Food", office_email="office@example.org", office_phone="+39 011 555")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_everybody_reads_the_public_pages(client: Client, torino: Territory, page: str, language: str) -> None:
    assert client.get(page, headers={"accept-language": language}).status_code == 200


def test_a_visitor_may_take_part_or_sign_in(client: Client) -> None:
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "/accounts/signup/?next=/applications/start/" in page
    assert "/accounts/login/" in page


def test_who_is_signed_in_sees_the_page_and_the_way_home(client: Client) -> None:
    client.force_login(make.user())
    page = client.get("/").content.decode()
    assert "To my page" in page
    assert "/accounts/signup/" not in page


def test_the_offices_of_the_territories_can_be_reached(client: Client, torino: Territory) -> None:
    make.programme("two", torino)
    make.territory("nowhere", office_email="nowhere@example.org")
    for page in ("/", "/accessibility/", "/privacy/"):
        text = client.get(page).content.decode()
        assert "mailto:office@example.org" in text
        assert "nowhere@example.org" not in text


def test_a_company_is_named_only_if_it_agreed_and_takes_part(client: Client, torino: Territory) -> None:
    edition, by = make.programme("two", torino), make.user()
    for name, agreed, takes_part in (("Open Oven", True, True), ("Shy Shop", False, True), ("Far Farm", True, False)):
        company = make.company(name, territory=torino, shown_publicly=agreed, website="https://oven.example/")
        if takes_part:
            make.participation(company, edition, by=by)
    page = client.get("/").content.decode()
    assert 'href="https://oven.example/"' in page
    assert "Open Oven" in page
    assert "Shy Shop" not in page
    assert "Far Farm" not in page


def test_an_invented_edition_says_so(client: Client, torino: Territory) -> None:
    make.programme("two", torino, label="The data are invented", starts_on=TODAY - dt.timedelta(days=9))
    assert b"The data are invented" in client.get("/").content


def test_the_sources_name_publisher_and_licence(client: Client) -> None:
    page = client.get("/sources/", headers={"accept-language": "en"}).content.decode()
    assert "ISTAT" in page
    assert "CC BY 4.0" in page


def test_the_privacy_notice_says_what_officials_see(client: Client) -> None:
    page = client.get("/privacy/", headers={"accept-language": "en"}).content.decode()
    assert "The name of the company, the stage it has reached and the standing of its milestones." in page


def test_healthz_asks_the_database_once_and_opens_no_session(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert not response.cookies


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client: Client, torino: Territory, rows: int, django_assert_num_queries: object
) -> None:
    by = make.user()
    edition = make.programme(
        "two", torino, *(make.territory() for _ in range(rows)), starts_on=TODAY - dt.timedelta(days=99)
    )
    for number in range(rows):
        make.target(edition, f"counter-{number}")
        make.participation(make.company(territory=torino, shown_publicly=True), edition, by=by)
    client.get("/")  # the numbers of the editions are kept for ten minutes
    # what is kept, territories, companies
    with django_assert_num_queries(3):
        client.get("/")
