"""The dashboard as people open it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companies.journal.actions import record
from companies.journal.states import EventKind
from programme.counters.queries import RECORDS
from programme.models import Indicator
from programme.tallies.actions import count_events, recount
from tests import make
from tests.cast import Cast
from tests.programme.counters.records import answered
from tests.programme.dashboards.records import others, reported

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("owner_a", 404),
        ("tutor_a", 404),
        ("stranger", 404),
        ("official", 200),
        ("facilitator", 200),
        ("facilitator_ilfov", 200),
        ("manager", 200),
        ("auditor", 200),
    ],
)
def test_who_gets_in(cast: Cast, look: Callable[..., Any], name: str, status: int) -> None:
    user = cast.people[name]
    assert look(user, "dashboard", "second").status_code == status
    assert look(user, "latest").status_code == (302 if status == 200 else 404)
    assert look(user, "behind", "second", "smes_supported", "claimed").status_code == status


def test_an_edition_without_my_territory_does_not_exist_for_me(cast: Cast, look: Callable[..., Any]) -> None:
    make.programme("elsewhere", cast.ilfov, starts_on=cast.programme.starts_on + DAY)
    assert look(cast.people["official"], "latest").url == reverse("dashboards:dashboard", args=["second"])
    assert look(cast.people["manager"], "latest").url == reverse("dashboards:dashboard", args=["elsewhere"])
    assert look(cast.people["official"], "dashboard", "elsewhere").status_code == 404
    assert "Elsewhere" not in look(cast.people["official"], "dashboard", "second").words
    assert look(cast.people["manager"], "dashboard", "elsewhere").status_code == 200
    assert look(cast.people["manager"], "dashboard", "nothing").status_code == 404


def test_a_promise_shows_its_three_numbers_or_says_why_not(
    cast: Cast, kwh: Indicator, look: Callable[..., Any]
) -> None:
    make.target(cast.programme, "smes_supported", title="SMEs helped", value=120, position=1)
    make.target(cast.programme, "deals_signed", title="Deals of all", value=2, position=2)
    answered(reported(cast, cast.participation_a, kwh), by=cast.people["facilitator"])
    page = look(cast.people["manager"], "dashboard", "second")
    promise = page.context["page"].counted[0]
    assert [number.value for number in promise.numbers] == [2, 1, 1]
    assert "1 accepted, of at least 120" in page.words
    assert "Deals of all promised: at least 2" in page.words
    assert "The portal does not keep the records for it yet" in page.words


def test_a_territory_sees_only_its_part_and_its_own_target(cast: Cast, look: Callable[..., Any]) -> None:
    make.participation(make.company(territory=cast.ilfov), cast.programme, by=cast.people["manager"])
    make.target(cast.programme, title="All together", value=120, position=1)
    make.target(cast.programme, title="In Torino", value=2, territory=cast.torino, position=2)
    make.target(cast.programme, title="In Ilfov", value=9, territory=cast.ilfov, position=3)

    def claims(name: str, **query: str) -> dict[str, int]:
        page = look(cast.people[name], "dashboard", "second", **query).context["page"]
        return {promise.target.title: promise.numbers[0].value for promise in page.promises}

    assert claims("manager") == {"All together": 3, "In Torino": 2, "In Ilfov": 1}
    assert claims("official") == {"All together": 2, "In Torino": 2}
    assert claims("manager", territory="ilfov") == {"All together": 1, "In Ilfov": 1}
    words = look(cast.people["official"], "dashboard", "second").words
    assert "all territories together promised at least 120" in words


def test_a_wrong_day_or_place_is_said_and_today_is_shown(cast: Cast, look: Callable[..., Any]) -> None:
    page = look(cast.people["manager"], "dashboard", "second", as_of="yesterday", territory="atlantis")
    assert "“yesterday” is not a day" in page.words
    assert "There is no territory “atlantis” here" in page.words
    assert page.context["page"].scope.params == {}


def test_an_edition_that_is_over_opens_as_of_its_last_day(cast: Cast, look: Callable[..., Any]) -> None:
    over = make.programme(
        "first", cast.torino, starts_on=dt.date(2022, 5, 1), ends_on=dt.date(2024, 12, 31), label="Invented data"
    )
    moment = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
    make.participation(cast.company_a, over, by=cast.people["manager"], admitted_at=moment)
    make.target(over)
    page = look(cast.people["official"], "dashboard", "first")
    assert "31 December 2024" in page.words
    assert "Invented data" in page.words
    assert "This edition is over" in page.words
    assert page.context["page"].promises[0].numbers[0].value == 1
    earlier = look(cast.people["official"], "dashboard", "first", as_of="2024-02-29")
    assert earlier.context["page"].promises[0].numbers[0].value == 0
    assert "No company takes part on this day" in earlier.words


def test_numbers_are_written_as_the_reader_writes_them(cast: Cast, kwh: Indicator, look: Callable[..., Any]) -> None:
    reported(cast, cast.participation_a, kwh, 1234.5)
    manager = cast.people["manager"]
    written = []
    for language in ("it", "ro", "en"):
        type(manager).objects.filter(pk=manager.pk).update(language=language)
        written.append(look(manager, "dashboard", "second").words)
    assert ["1.234,5" in written[0], "1.234,5" in written[1], "1,234.5" in written[2]] == [True] * 3


def test_what_is_not_counted_yet_is_said_until_the_next_tick(
    cast: Cast, look: Callable[..., Any], client: Client
) -> None:
    assert "Not counted yet" not in look(cast.people["official"], "dashboard", "second").words
    for company in (cast.company_a, make.company(territory=cast.ilfov)):
        record(EventKind.REPORT_SENT, by=cast.people["owner_a"], now=make.NOW, company=company)
    url, since = reverse("dashboards:dashboard", args=["second"]), "14 October 2026, 11:30"
    page = client.get(url)
    assert (page.context["page"].scope.waiting, since in page.content.decode()) == (1, True)
    client.force_login(cast.people["manager"])
    assert client.get(url).context["page"].scope.waiting == 2
    count_events(now=make.NOW)
    assert client.get(url).context["page"].scope.waiting == 0


@pytest.mark.parametrize("companies", [1, 3])
def test_the_dashboard_takes_eight_queries_however_many_companies(
    cast: Cast, kwh: Indicator, client: Client, django_assert_num_queries: Any, companies: int
) -> None:
    others(cast, kwh, companies)
    for counter in list(RECORDS)[:companies]:
        make.target(cast.programme, counter)
    recount(now=make.NOW)
    client.force_login(cast.people["official"])
    with django_assert_num_queries(8):
        client.get(reverse("dashboards:dashboard", args=["second"]))
