"""The list of companies: search, filters, pages, and who sees what."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.directory.rules import searched_text
from companies.people.states import Role
from programme.companyfile.queries import company_rows
from programme.reports.actions import mend_last_sent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def torino():
    return make.territory("torino")


@pytest.fixture
def facilitator(torino):
    person = make.user("Marta", from_demo=True)
    make.grant(person, Role.FACILITATOR, territory=torino)
    return person


@pytest.fixture
def manager():
    person = make.user("Olga", from_demo=True)
    make.grant(person, Role.MANAGER)
    return person


def company(name, territory, **columns):
    return make.company(name, territory=territory, search=searched_text(name, ["01374990552"]), **columns)


def shown(client, user, **query) -> str:
    client.force_login(user)
    response = client.get(reverse("companyfile:list"), query)
    assert response.status_code == 200
    return response.content.decode()


def names(client, user, **query) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/companies/\d+/">([^<]*)</a>', shown(client, user, **query))


def test_the_address_is_short():
    assert reverse("companyfile:list") == "/companies/"


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get("/companies/").status_code == 302


def test_everyone_sees_the_companies_that_concern_them(client, torino, facilitator, manager):
    owner = make.user()
    company("Alfa", torino, owner=owner)
    company("Beta", torino)
    company("Gamma", make.territory("ilfov"))
    assert names(client, facilitator) == ["Alfa", "Beta"]
    assert names(client, manager) == ["Alfa", "Beta", "Gamma"]
    assert names(client, owner) == ["Alfa"]
    assert names(client, make.user()) == []


def test_search_is_blind_to_case_and_accents_and_knows_numbers(client, torino, facilitator):
    company("Țesături Măgurele", torino)
    make.company("Forno Rossi", territory=torino, search=searched_text("Forno Rossi", ["DE136695976"]))
    assert names(client, facilitator, q="tesaturi") == ["Țesături Măgurele"]
    assert names(client, facilitator, q="ROSSI forno") == ["Forno Rossi"]
    assert names(client, facilitator, q="de1366") == ["Forno Rossi"]
    assert names(client, facilitator, q="01374990552") == ["Țesături Măgurele"]


def test_filters_narrow_and_stay_in_the_address(client, torino, manager):
    ilfov = make.territory("ilfov")
    company("Alfa", torino, municipality=make.municipality("Chieri"))
    company("Beta", ilfov, municipality=make.municipality("Măgurele", country="RO"))
    assert names(client, manager, territory="ilfov") == ["Beta"]
    assert names(client, manager, municipality="magur") == ["Beta"]
    assert 'value="magur"' in shown(client, manager, municipality="magur")


def test_who_sees_one_territory_is_not_asked_for_it(client, facilitator, manager):
    make.territory("ilfov")
    assert 'name="territory"' not in shown(client, facilitator)
    assert 'name="territory"' in shown(client, manager)


def test_a_filter_that_empties_the_list_is_named_with_a_way_out(client, torino, facilitator):
    company("Alfa", torino)
    html = shown(client, facilitator, q="zeta", stage="asked")
    assert "Name or number: zeta" in html
    assert "Stage: Asked to take part" in html
    assert 'class="btn btn-primary" href="/companies/"' in html


def test_a_filter_that_nobody_can_understand_is_left_out(client, torino, facilitator):
    company("Alfa", torino)
    assert names(client, facilitator, stage="nonsense", territory="999", after="%%%") == ["Alfa"]


def test_the_stage_is_where_the_company_stands_today(client, torino, facilitator):
    today = timezone.localdate()
    running = make.programme("running", torino, starts_on=today - dt.timedelta(1), ends_on=today)
    over = make.programme("over", torino, starts_on=today - dt.timedelta(9), ends_on=today - dt.timedelta(1))
    rows = {stage: company(stage, torino) for stage in ("asked", "known", "takes_part", "took_part")}
    make.participation(rows["takes_part"], running, by=facilitator)
    make.participation(rows["took_part"], over, by=facilitator)
    make.application(make.user(), company=rows["asked"], programme=running, territory=torino, state="sent")
    assert {row.name: row.stage for row in company_rows(facilitator, today=today)} == {name: name for name in rows}
    for stage in rows:
        assert names(client, facilitator, stage=stage) == [stage]


def test_tutor_and_last_report_are_told_to_those_who_read_the_file(client, torino, facilitator):
    official = make.user("Vera", from_demo=True)
    make.grant(official, Role.OFFICIAL, territory=torino)
    participation = make.participation(company("Alfa", torino), make.programme("running", torino), by=facilitator)
    make.assignment(participation, make.tutor(make.user("Paolo Tutor")), by=facilitator)
    report = make.report(make.milestone(participation, by=facilitator), by=facilitator, state="sent")
    for number in (1, 2):
        sent_at = make.NOW + dt.timedelta(days=number)
        report.sendings.create(number=number, text="Done", completes=False, sent_at=sent_at, sent_by=facilitator)
    mend_last_sent()
    html = shown(client, facilitator)
    assert "Paolo Tutor" in html
    assert "16 October 2026" in html
    assert "Paolo Tutor" not in shown(client, official)
    assert "16 October 2026" not in shown(client, official)


def test_pages_follow_by_key_and_nobody_is_left_out(client, torino, facilitator):
    for number in range(120):
        make.company(f"Company {number // 3:03}", territory=torino)
    seen, query = [], {}
    for _page in range(3):
        html = shown(client, facilitator, **query)
        assert "120 companies" in html
        seen += re.findall(r'href="/companies/(\d+)/"', html)
        following = re.search(r'rel="next" href="/companies/\?after=([\w-]+)"', html)
        query = {"after": following[1]} if following else {}
    assert not query
    assert len(seen) == len(set(seen)) == 120


def test_nobody_counts_beyond_ten_thousand(client, torino, facilitator, monkeypatch):
    monkeypatch.setattr("sme4green.paging.MOST_COUNTED", 2)
    for _number in range(4):
        make.company(territory=torino)
    assert "2+ companies" in shown(client, facilitator)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, torino, rows, manager, django_assert_num_queries):
    client.force_login(manager)
    for number in range(rows):
        place, sector = make.municipality(f"Place {number}"), make.sector()
        row = make.company(territory=torino, municipality=place, sector=sector)
        participation = make.participation(row, make.programme("", torino), by=manager)
        make.assignment(participation, make.tutor(make.user()), by=manager)
    with django_assert_num_queries(7):
        shown_again = client.get("/companies/")
    assert shown_again.status_code == 200


def test_only_reading_is_possible(client, facilitator):
    client.force_login(facilitator)
    assert client.post("/companies/").status_code == 405
