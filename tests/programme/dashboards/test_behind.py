"""The list behind each number of a dashboard."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programme.counters.queries import RECORDS
from programme.counters.states import Level
from programme.models import Indicator, Sending
from programme.tallies.actions import recount
from tests import make
from tests.cast import Cast
from tests.programme.counters.records import answered, sent
from tests.programme.dashboards.records import others, reported

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("counter", "level"),
    [
        ("smes_supported", "guessed"),
        ("smes_tutored", "accepted"),
        ("deals_signed", "claimed"),
        ("nonsense", "claimed"),
        ("indicator-nonsense", "claimed"),
    ],
)
def test_what_is_not_counted_has_no_list(cast: Cast, look: Callable[..., Any], counter: str, level: str) -> None:
    assert look(cast.people["manager"], "behind", "second", counter, level).status_code == 404


def test_the_number_of_a_territory_target_leads_to_the_list_of_that_territory(cast: Cast, client: Client) -> None:
    make.participation(make.company(territory=cast.ilfov), cast.programme, by=cast.people["manager"])
    make.target(cast.programme, title="In Ilfov", value=9, territory=cast.ilfov)
    recount(now=make.NOW)
    client.force_login(cast.people["manager"])
    page = client.get(reverse("dashboards:dashboard", args=["second"])).context["page"]
    behind = client.get(page.promises[0].numbers[0].url)
    assert len(behind.context["rows"]) == page.promises[0].numbers[0].value == 1


def test_every_number_opens_to_a_list_of_its_length(cast: Cast, kwh: Indicator, client: Client) -> None:
    for step, part in (("plan", cast.participation_a), ("act", cast.participation_b)):
        milestone = make.milestone(part, by=cast.people["owner_a"], template=make.template(step))
        sending = sent(milestone, by=cast.people["owner_a"], files=1, completes=True, figures={kwh: "1200.5"})
        answered(sending, by=cast.people["facilitator"])
    others(cast, kwh, 5)
    for counter in RECORDS:
        make.target(cast.programme, counter)
    recount(now=make.NOW)
    client.force_login(cast.people["facilitator"])
    for query in ({}, {"territory": "torino"}, {"as_of": (make.TODAY - 2 * DAY).isoformat()}):
        page = client.get(reverse("dashboards:dashboard", args=["second"]), query).context["page"]
        numbers = [
            number for row in [*page.promises, *page.results] for number in row.numbers if number.value is not None
        ]
        for number in numbers:
            answer = client.get(number.url).context
            assert len(answer["rows"]) == number.companies
            assert answer["page"].number.value == number.value
            if answer["page"].is_sum:
                assert sum(row.figure for row in answer["rows"]) == number.value
        assert len(numbers) == 10 + 3 * len(page.results)


def test_an_official_sees_names_but_no_figure_of_few_companies(
    cast: Cast, kwh: Indicator, look: Callable[..., Any]
) -> None:
    reported(cast, cast.participation_a, kwh, 7777)
    others(cast, kwh, 3)
    official = cast.people["official"]
    page = look(official, "dashboard", "second")
    assert "fewer than five companies" in page.words
    behind = look(official, "behind", "second", "indicator-energy-saved", "claimed")
    assert "Alpha Bakery" in behind.words
    assert [row.figure for row in behind.context["rows"]] == [None] * 4
    assert not any("7,777" in text or "8,077" in text for text in (page.words, behind.words))
    told = look(cast.people["facilitator"], "behind", "second", "indicator-energy-saved", "claimed")
    assert "7,777" in told.words
    assert "8,077" in told.words


def test_an_official_sees_the_sum_of_five_companies_but_not_the_parts(
    cast: Cast, kwh: Indicator, look: Callable[..., Any]
) -> None:
    reported(cast, cast.participation_a, kwh, 7777)
    others(cast, kwh, 4)
    behind = look(cast.people["official"], "behind", "second", "indicator-energy-saved", "claimed")
    assert "8,177" in behind.words
    assert "7,777" not in behind.words


def test_an_official_cannot_tell_the_figure_of_one_company_from_two_sums(
    cast: Cast, kwh: Indicator, look: Callable[..., Any]
) -> None:
    others(cast, kwh, 5)
    for sending in Sending.objects.all():
        answered(sending, by=cast.people["facilitator"])
    reported(cast, cast.participation_a, kwh, 7777)
    for name, values in (("official", [None, None, 500]), ("facilitator", [8277, 8277, 500])):
        page = look(cast.people[name], "dashboard", "second").context["page"]
        assert [number.value for number in page.results[0].numbers] == values


def test_few_companies_of_a_closed_territory_cannot_be_told_by_subtraction(
    cast: Cast, kwh: Indicator, look: Callable[..., Any]
) -> None:
    both = cast.people["facilitator_ilfov"]
    make.grant(both, "official", territory=cast.torino)
    reported(cast, cast.participation_a, kwh, 7777)
    others(cast, kwh, 6, place="ilfov")
    assert "fewer than five companies" in look(both, "dashboard", "second").words
    assert "600" in look(both, "dashboard", "second", territory="ilfov").words


def test_links_lead_only_where_the_reader_may_go(cast: Cast, kwh: Indicator, look: Callable[..., Any]) -> None:
    sending = reported(cast, cast.participation_a, kwh)
    report = reverse("reports:detail", args=[sending.report_id])
    args = ("behind", "second", "smes_supported", "proved")
    assert report in look(cast.people["facilitator"], *args).content.decode()
    page = look(cast.people["official"], *args).content.decode()
    assert report not in page
    assert reverse("companyfile:file", args=[cast.company_a.pk]) in page


@pytest.mark.parametrize("companies", [1, 3])
@pytest.mark.parametrize(("counter", "queries"), [("smes_supported", 8), ("indicator-energy-saved", 8)])
def test_a_list_behind_takes_as_many_queries_however_long_it_is(
    cast: Cast,
    kwh: Indicator,
    client: Client,
    django_assert_num_queries: Any,
    companies: int,
    counter: str,
    queries: int,
) -> None:
    others(cast, kwh, companies)
    recount(now=make.NOW)
    client.force_login(cast.people["facilitator"])
    with django_assert_num_queries(queries):
        client.get(reverse("dashboards:behind", args=["second", counter, Level.CLAIMED.value]))


def test_a_long_list_is_paged(cast: Cast, look: Callable[..., Any], client: Client) -> None:
    for n in range(55):
        make.participation(
            make.company(f"Firm {n:02}", territory=cast.torino), cast.programme, by=cast.people["manager"]
        )
    page = look(cast.people["official"], "behind", "second", "smes_supported", "claimed", territory="torino")
    assert len(page.context["rows"]) == 50
    rest = client.get(page.context["companies"].next_url).context
    assert len(rest["rows"]) == 57 - 50
    assert rest["page"].number.value == 57
