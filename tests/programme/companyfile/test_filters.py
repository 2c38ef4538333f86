"""Which companies each filter of the list finds, in which order, and for whom."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.people.states import Role
from programme.companyfile.forms import CompanyFilter
from programme.companyfile.queries import company_rows
from programme.companyfile.rules import ORDERS
from programme.models import Assignment
from programme.reports.actions import mend_last_sent
from tests import make
from tests.programme.reports.steps import TODAY, planned, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """Alpha and Beta in Torino take part; Gamma in Ilfov does not."""
    cast = planned()
    make.company("Gamma", territory=cast.ilfov)
    return cast


def names(user, **wanted):
    return [row.name for row in company_rows(user, today=TODAY, **wanted)]


def reported(cast, days):
    report = make.report(cast.milestone, by=cast.owner_a, state="sent")
    sent_at = timezone.now() - dt.timedelta(days=days)
    report.sendings.create(number=1, text="x", completes=False, sent_at=sent_at, sent_by=cast.owner_a)
    assert mend_last_sent() == 1


@pytest.mark.parametrize(
    ("standing", "found"), [("overdue", ["Beta Textiles"]), ("planned", ["Alpha Bakery"]), ("achieved", [])]
)
def test_the_standing_is_that_of_a_milestone_in_an_edition_that_runs(cast, standing, found):
    step(cast, "late", -3)
    step(cast, "dropped", -3, of="participation_a", dropped_at=timezone.now(), dropped_by=cast.facilitator)
    over = make.programme("first", cast.torino, starts_on=TODAY - dt.timedelta(900), ends_on=TODAY - dt.timedelta(400))
    old = make.participation(cast.company_a, over, by=cast.facilitator)
    make.milestone(old, by=cast.facilitator, due_on=TODAY - dt.timedelta(500))
    assert names(cast.manager, standing=standing) == found


def test_place_trade_size_and_edition_narrow_together(cast):
    bread = make.sector("10.71.10")
    cast.company_a.municipality, cast.company_a.sector = make.municipality("Chieri"), bread
    cast.company_a.save()
    make.size(cast.company_a, people=4, turnover_eur=100)
    asked = {"q": "alpha", "municipality": "CHIER", "sector": "10", "size": "micro", "edition": "second"}
    assert names(cast.manager, territory="torino", stage="takes_part", **asked) == ["Alpha Bakery"]
    for other in (
        {"q": "beta"},
        {"municipality": "roma"},
        {"sector": "11"},
        {"size": "small"},
        {"edition": "first"},
        {"territory": "ilfov"},
        {"stage": "asked"},
    ):
        assert names(cast.manager, **{**asked, **other}) == [], other
    assert names(cast.manager, size="unknown") == ["Beta Textiles", "Gamma"]
    assert names(cast.manager, territory="ilfov") == ["Gamma"]


def test_several_words_and_a_part_of_the_tax_number_find_the_company(cast):
    number = cast.company_b.identifiers.get().normalised
    assert names(cast.manager, q=f"textiles {number[3:8]} BÉTA") == ["Beta Textiles"]
    assert names(cast.facilitator_ilfov, q="beta") == []


def test_a_company_without_a_tutor_is_one_that_takes_part(cast):
    assert names(cast.manager, tutor="none") == []
    Assignment.objects.filter(pk=cast.assignment.pk).update(ended_at=timezone.now(), ended_by=cast.facilitator)
    assert names(cast.manager, tutor="none") == ["Alpha Bakery"]
    assert names(cast.manager, tutor=str(cast.assignment.tutor_id)) == []
    assert names(cast.manager, tutor=str(Assignment.objects.get(ended_at=None).tutor_id)) == ["Beta Textiles"]


def test_silence_is_not_asked_of_companies_that_do_not_take_part(cast):
    for part in (cast.participation_a, cast.participation_b):
        part.admitted_at = timezone.now() - dt.timedelta(days=40)
        part.save()
    assert names(cast.manager, silent=30) == ["Alpha Bakery", "Beta Textiles"]
    assert names(cast.manager, silent=41) == []


def test_officials_are_not_told_by_a_filter_what_the_page_keeps_from_them(client, cast):
    make.size(cast.company_a, people=4, turnover_eur=100)
    reported(cast, 3)
    for asked in ({"size": "micro"}, {"tutor": str(cast.assignment.tutor_id)}, {"silent": 1}):
        assert names(cast.official, **asked) == [], asked
    assert names(cast.official, sort="reported") == ["Beta Textiles", "Alpha Bakery"]  # as if nobody had reported
    form = CompanyFilter({"sort": "quiet", "silent": "1", "size": "micro"}, user=cast.official, today=TODAY)
    assert form.wanted() == {"sort": "name"}
    client.force_login(cast.official)
    html = client.get(reverse("companyfile:list")).content.decode()
    assert "Last report" not in html and "Tutor A" not in html


def test_the_last_report_sorts_and_who_never_sent_one_counts_as_the_longest_ago(cast):
    reported(cast, 3)
    assert names(cast.facilitator, sort="reported") == ["Alpha Bakery", "Beta Textiles"]
    assert names(cast.facilitator, sort="quiet") == ["Beta Textiles", "Alpha Bakery"]
    cast.official.grants.all().delete()
    make.grant(cast.official, Role.OFFICIAL, territory=cast.torino)
    make.grant(cast.official, Role.FACILITATOR, territory=cast.ilfov)
    assert names(cast.official, sort="quiet") == ["Alpha Bakery", "Beta Textiles", "Gamma"]


@pytest.mark.parametrize("sort", ORDERS)
def test_pages_of_each_order_lose_and_repeat_nothing(client, cast, sort):
    reported(cast, 3)
    for number in range(58):
        make.company(f"Company {number // 9}", territory=cast.torino)
    client.force_login(cast.facilitator)
    seen, url = [], f"{reverse('companyfile:list')}?sort={sort}"
    for _page in range(2):
        html = client.get(url).content.decode()
        assert "60 companies" in html
        seen += [int(key) for key in re.findall(r'<th scope="row"><a href="/companies/(\d+)/"', html)]
        following = re.search(r'rel="next" href="([^"]+)"', html)
        url = following[1].replace("&amp;", "&") if following else ""
    assert not url
    assert seen == [row.pk for row in company_rows(cast.facilitator, today=TODAY, sort=sort)]
    assert len(set(seen)) == 60


def test_the_count_follows_the_filters(client, cast):
    client.force_login(cast.manager)
    assert "3 companies" in client.get("/companies/").content.decode()
    html = client.get("/companies/", {"stage": "takes_part", "silent": "many"}).content.decode()
    assert "2 companies" in html and "Enter a whole number." in html
    assert '<a href="?">' in html and "Stage: Takes part" in html


def test_an_address_may_say_the_beginning_of_a_code_and_the_form_shows_it(cast):
    for section in ("C", "G"):
        make.sector(section, level=1, scheme="nace-2.1", title_en=f"Section {section}")
    cast.company_a.sector = make.sector("10.71.10")
    cast.company_a.save()
    form = CompanyFilter({"sector": "10.7"}, user=cast.manager, today=TODAY)
    assert [chip.words for chip in form.chips] == ["Sector: 10.7"]
    assert ("10.7", "10.7") in form.fields["sector"].choices
    assert form.opens_more
    assert names(cast.manager, **form.wanted()) == ["Alpha Bakery"]
    for nonsense in ("1", "10.", "10.712.3", "10%", "Z9"):
        assert "sector" in CompanyFilter({"sector": nonsense}, user=cast.manager, today=TODAY).errors
