"""Which reports each filter of the list finds, and in which order."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import ProgressReport
from programme.reports.queries import report_rows
from programme.reports.rules import REPORT_ORDERS
from tests import make
from tests.programme.reports.steps import TODAY, planned, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """A report of each company: that of Alpha was returned long ago, that of Beta waits."""
    cast = planned()
    make.report(cast.milestone, by=cast.owner_a, state="returned", saved_at=timezone.now() - dt.timedelta(days=20))
    step(cast, "Țesături noi", 9, state="sent")
    ProgressReport.objects.filter(state="sent").update(saved_at=timezone.now())
    return cast


def titles(user, **wanted):
    return [row.milestone.title for row in report_rows(user, today=TODAY, **wanted)]


def test_each_filter_finds_its_own(cast):
    cast.company_a.municipality, cast.company_a.sector = make.municipality("Chieri"), make.sector("10.71.10")
    cast.company_a.save()
    make.size(cast.company_a, people=4, turnover_eur=100)
    right = {
        "q": "alpha oven",
        "state": "returned",
        "territory": "torino",
        "edition": "second",
        "municipality": "chieri",
        "sector": "10",
        "size": "micro",
        "tutor": str(cast.assignment.tutor_id),
        "unchanged": 20,
        "company": cast.company_a,
    }
    wrong = {
        "q": "beta oven",
        "state": "sent",
        "territory": "ilfov",
        "edition": "first",
        "municipality": "roma",
        "sector": "11",
        "size": "small",
        "tutor": "none",
        "unchanged": 21,
        "company": cast.company_b,
    }
    assert titles(cast.manager, **right) == ["Change the oven"]
    for name in right:
        assert "Change the oven" in titles(cast.manager, **{name: right[name]}), name
        assert titles(cast.manager, **{**right, name: wrong[name]}) == [], name


def test_words_of_the_milestone_are_found_whatever_the_accents_and_nothing_elsewhere(cast):
    assert titles(cast.facilitator, q="tesaturi") == ["Țesături noi"]
    assert titles(cast.facilitator_ilfov, q="tesaturi") == []
    assert titles(cast.official, q="tesaturi") == []


@pytest.mark.parametrize(("sort", "first"), [("newest", "Țesături noi"), ("oldest", "Change the oven")])
def test_the_last_change_sorts(cast, sort, first):
    assert titles(cast.facilitator, sort=sort)[0] == first
    assert titles(cast.facilitator, sort="company")[0] == "Change the oven"


@pytest.mark.parametrize("sort", REPORT_ORDERS)
def test_pages_of_each_order_lose_and_repeat_nothing(client, cast, sort):
    for number in range(58):
        step(cast, f"Step {number}", 9, of="participation_a" if number % 2 else "participation_b", state="sent")
    client.force_login(cast.facilitator)
    first = client.get(reverse("reports:list"), {"sort": sort}).content.decode()
    assert "60 reports" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(following).content.decode()
    seen = [int(key) for html in (first, second) for key in re.findall(r'row"><a href="/reports/(\d+)/"', html)]
    assert seen == [row.pk for row in report_rows(cast.facilitator, today=TODAY, sort=sort)]
    assert len(set(seen)) == 60


def test_the_reports_of_one_company_are_filtered_too_and_no_wrong_word_fails(client, cast):
    client.force_login(cast.facilitator)
    html = client.get(reverse("reports:by_company", args=[cast.company_a.pk]), {"unchanged": "x"}).content.decode()
    assert "Enter a whole number." in html and "1 report" in html and "Change the oven" in html
    html = client.get(reverse("reports:by_company", args=[cast.company_a.pk]), {"state": "sent"}).content.decode()
    assert "No report matches" in html and "<li>State: With the reviewer</li>" in html
