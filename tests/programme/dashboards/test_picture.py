"""The picture of an edition as people open it, and the lists behind its numbers."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Company
from programme.models import Indicator, Milestone, Participation
from programme.tallies.actions import recount
from tests import make
from tests.cast import Cast
from tests.programme.dashboards.records import others

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "status"),
    [("owner_a", 404), ("tutor_a", 404), ("stranger", 404), ("official", 200), ("facilitator", 200), ("auditor", 200)],
)
def test_who_gets_in(cast: Cast, look: Callable[..., Any], name: str, status: int) -> None:
    assert look(cast.people[name], "picture", "second").status_code == status
    assert look(cast.people[name], "group", "second", "size", "micro").status_code == status


def test_every_number_opens_to_as_many_companies(cast: Cast, kwh: Indicator, look: Callable[..., Any]) -> None:
    others(cast, kwh, 3)
    home = make.municipality("Ivrea", territory=cast.torino, code="001125")
    Company.objects.update(municipality=home, sector=make.sector("10.71.10"))
    make.size(cast.company_a, 9, turnover_eur=100)
    page = look(cast.people["official"], "picture", "second").context["page"]
    assert page.companies == 5
    opened = 0
    client = Client()
    client.force_login(cast.people["official"])
    for one in [*page.sectors, *page.sizes, *page.places.slices]:
        if one.number:
            answer = client.get(one.url)
            assert (answer.context["total"], len(answer.context["rows"])) == (one.number, one.number)
            opened += 1
    assert opened == 4
    assert page.curve.last.accepted == 0


@pytest.mark.parametrize("name", ["official", "manager"])
@pytest.mark.parametrize("days", [0, 3])
def test_every_standing_opens_to_as_many_milestones_of_the_same_day(
    cast: Cast, kwh: Indicator, look: Callable[..., Any], name: str, days: int
) -> None:
    today = timezone.localdate()
    for edition in (cast.programme, make.programme("first", cast.torino, cast.ilfov)):
        edition.starts_on, edition.ends_on = today - dt.timedelta(300), today + dt.timedelta(300)
        edition.save()
    others(cast, kwh, 3)
    others(cast, kwh, 2, place="ilfov")
    Participation.objects.update(admitted_at=timezone.now() - dt.timedelta(days=50))
    Milestone.objects.update(planned_at=timezone.now() - dt.timedelta(days=40))
    due = [today + dt.timedelta(number * 7 - 10) for number in range(Milestone.objects.count())]
    for milestone, due_on in zip(Milestone.objects.all(), due, strict=True):
        Milestone.objects.filter(pk=milestone.pk).update(due_on=due_on)
    query = {"as_of": (today - dt.timedelta(days)).isoformat()} if days else {}
    page = look(cast.people[name], "picture", "second", **query, territory="torino").context["page"]
    assert sum(one.number for one in page.standings) == 4
    client = Client()
    client.force_login(cast.people[name])
    for one in page.standings:
        if one.number:
            assert client.get(one.url).context["page"].total == one.number, one
            assert ("day=" in one.url) == bool(days)


def test_the_map_shows_the_municipalities_and_links_those_with_companies(cast: Cast, look: Callable[..., Any]) -> None:
    home = make.municipality("Ivrea", territory=cast.torino, code="001125")
    Company.objects.filter(pk=cast.company_a.pk).update(municipality=home)
    page = look(cast.people["official"], "picture", "second")
    shapes = page.context["page"].places.maps[0].shapes
    assert len(shapes) == 312
    assert [one.words for one in shapes if one.url] == ["Ivrea: 1"]
    assert "1 company is in no municipality of these maps." in page.words


def test_the_picture_keeps_day_and_territory_in_its_links(cast: Cast, look: Callable[..., Any]) -> None:
    day = cast.programme.starts_on.isoformat()
    early = look(cast.people["manager"], "picture", "second", as_of=day, territory="torino")
    assert "No company takes part on this day" in early.words
    later = make.TODAY.isoformat()
    page = look(cast.people["manager"], "picture", "second", as_of=later, territory="torino").context["page"]
    assert page.sizes[-1].url.endswith(f"/picture/size/unknown/?as_of={later}&territory=torino")
    assert page.curve.last.url.endswith(f"/smes_supported/accepted/?as_of={later}&territory=torino")


def test_the_pace_is_drawn_only_where_the_promise_was_made(cast: Cast, look: Callable[..., Any]) -> None:
    make.target(cast.programme, value=120)
    assert look(cast.people["manager"], "picture", "second").context["page"].curve.target == 120
    official = look(cast.people["official"], "picture", "second")
    assert official.context["page"].curve.target is None
    assert "No number was promised for this choice" in official.words
    make.target(cast.programme, value=70, territory=cast.torino)
    assert look(cast.people["official"], "picture", "second").context["page"].curve.target == 70


def test_groups_that_cannot_be_do_not_exist_and_empty_ones_say_so(cast: Cast, look: Callable[..., Any]) -> None:
    manager = cast.people["manager"]
    assert look(manager, "group", "second", "colour", "red").status_code == 404
    assert "Nobody of this group takes part" in look(manager, "group", "second", "size", "large").words
    assert "Nobody of this group takes part" in look(manager, "group", "second", "municipality", "IT-9").words


@pytest.mark.parametrize("companies", [1, 3])
def test_the_picture_takes_twelve_queries_however_many_companies(
    cast: Cast, kwh: Indicator, client: Client, django_assert_num_queries: Any, companies: int
) -> None:
    others(cast, kwh, companies)
    for n, company in enumerate(Company.objects.all()):
        company.sector, company.municipality = make.sector(f"{10 + n}"), make.municipality(f"Place {n}")
        company.save()
    make.target(cast.programme)
    recount(now=make.NOW)
    client.force_login(cast.people["official"])
    with django_assert_num_queries(10):
        client.get(reverse("dashboards:picture", args=["second"]))
    with django_assert_num_queries(8):
        client.get(reverse("dashboards:group", args=["second", "sector", "10"]))
