"""The list of milestones: its orders, what each person is told, and what it says of its filters."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from companies.people.states import Role
from programme.reports.forms import MilestoneFilter
from programme.reports.queries import milestone_rows
from programme.reports.rules import MILESTONE_ORDERS
from tests import make
from tests.programme.reports.steps import TODAY, planned, step, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return planned()


def page(client, user, **query):
    client.force_login(user)
    response = client.get(reverse("reports:milestones"), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("sort", MILESTONE_ORDERS)
def test_pages_of_each_order_lose_and_repeat_nothing(client, cast, sort):
    for number in range(60):
        of = "participation_a" if number % 2 else "participation_b"
        step(cast, f"Step {number:02}", number // 4, of=of)
    first = page(client, cast.facilitator, sort=sort)
    assert "61 milestones" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(following).content.decode()
    assert 'rel="next"' not in second
    seen = [int(key) for html in (first, second) for key in re.findall(r'href="/milestones/(\d+)/"', html)]
    assert seen == [row.pk for row in milestone_rows(cast.facilitator, today=TODAY, sort=sort)]
    assert len(set(seen)) == 61


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("stranger", 0),
        ("owner_a", 1),
        ("member_b", 1),
        ("tutor_a", 1),
        ("other_tutor", 1),
        ("facilitator", 2),
        ("facilitator_ilfov", 0),
        ("official", 2),
        ("manager", 2),
        ("auditor", 2),
    ],
)
def test_everyone_sees_the_milestones_that_concern_them(client, cast, who, sees):
    step(cast, "of B", 3)
    html = page(client, cast.people[who])
    assert html.count("<tr>") == (sees + 1 if sees else 0)
    assert ("No milestones on this day" in html) == (not sees)


def test_an_official_is_told_company_and_standing_and_nothing_else(client, cast):
    step(cast, "Secret plan", -3)
    html = page(client, cast.official, q="beta", standing="overdue")
    assert "Beta Textiles" in html and "Overdue" in html
    assert (
        "Secret plan" not in html
        and not re.search(r'href="/milestones/\d', html)
        and "<time" not in html.split("<tbody>")[1]
    )
    assert "Secret plan" not in page(client, cast.official, q="secret")
    assert "No milestone matches" in page(client, cast.official, q="secret")
    for name in ("size", "tutor", "silent", "sort"):
        assert f'name="{name}"' not in html


def test_whoever_looks_on_in_one_place_and_works_in_another_asks_only_of_the_own(cast):
    make.grant(cast.official, Role.FACILITATOR, territory=cast.ilfov)
    ours = make.company("Gamma", territory=cast.ilfov)
    part = make.participation(ours, cast.programme, by=cast.facilitator_ilfov)
    make.milestone(part, by=cast.facilitator_ilfov, title="Gamma's", due_on=TODAY + dt.timedelta(9))
    assert titles(cast.official) == ["Gamma's", "Change the oven"]
    assert titles(cast.official, size="unknown") == ["Gamma's"]
    assert titles(cast.official, tutor="none") == ["Gamma's"]
    assert titles(cast.official, q="oven") == []
    assert [row.readable for row in milestone_rows(cast.official, today=TODAY)] == [True, False]


def test_what_cannot_be_understood_is_said_and_left_out(client, cast):
    for section, company in (("C", cast.company_a), ("G", cast.company_b)):
        make.sector(section, level=1, scheme="nace-2.1", title_en=f"Section {section}")
        division = make.sector("10" if section == "C" else "46", level=2, scheme="nace-2.1", parent_code=section)
        company.sector = make.sector(f"{division.code}.11")
        company.save()
    html = page(client, cast.facilitator, silent="many", standing="lost", day="2999-01-01", sector="1x", q="alpha")
    assert "Enter a whole number." in html
    assert "lost is not one of the available choices" in html
    assert "1x is not one of the available choices" in html
    assert "That day has not come yet." in html
    assert "Change the oven" in html
    assert '<option value="C">C Section C</option>' in html and '<option value="G">' in html
    assert "<details" in html and " open>" in html


def test_each_filter_that_is_on_has_an_address_without_it(cast):
    asked = {"q": "alpha", "standing": "overdue", "silent": "9", "after": "abc", "sort": "company"}
    form = MilestoneFilter(asked, user=cast.facilitator, today=TODAY)
    assert {chip.words: chip.url for chip in form.chips} == {
        "Company, number or milestone: alpha": "?standing=overdue&silent=9&sort=company",
        "Standing: Overdue": "?q=alpha&silent=9&sort=company",
        "Silent for so many days: 9": "?q=alpha&standing=overdue&sort=company",
    }


def test_filters_that_leave_nothing_are_named_with_a_way_out(client, cast):
    html = page(client, cast.facilitator, q="zeta", standing="returned")
    assert "<li>Company, number or milestone: zeta</li>" in html
    assert "<li>Standing: Returned to the company</li>" in html
    assert 'class="btn btn-primary" href="/milestones/"' in html


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "day", "most"), [("manager", "", 7), ("tutor_a", "", 7), ("official", "-1", 8)])
def test_the_list_costs_the_same_with_one_row_and_with_more(
    client, cast, rows, who, day, most, django_assert_num_queries
):
    for number in range(rows):
        step(cast, f"Step {number}", number, of="participation_a")
    client.force_login(cast.people[who])
    query = {"day": (TODAY - dt.timedelta(1)).isoformat()} if day else {}
    with django_assert_num_queries(most):
        client.get(reverse("reports:milestones"), query)
