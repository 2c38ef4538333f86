import datetime as dt

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from programme.notices.actions import hold_mail
from programme.notices.rules import LAST_TICK
from programme.notices.tasks import tell_events
from tests import make

pytestmark = pytest.mark.django_db
TOKEN = "a token of this test"


@pytest.fixture(autouse=True)
def the_clock_ticks() -> None:
    cache.clear()
    tell_events()


def test_all_is_well(client: Client) -> None:
    response = client.get("/readyz")
    page = response.json()
    assert (response.status_code, page["ready"], page["failing"]) == (200, True, [])
    assert list(page["checks"]) == ["database", "migrations", "mail", "hold", "clock", "disk"]
    assert not response.cookies
    assert "no-cache" in response.headers["Cache-Control"]


def test_a_clock_that_stopped_is_named(client: Client) -> None:
    cache.set(LAST_TICK, timezone.now() - dt.timedelta(minutes=11))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["failing"]) == (503, ["clock"])
    cache.clear()
    assert client.get("/readyz").json()["failing"] == ["clock"]


def test_a_mail_that_nobody_takes_is_named(client: Client) -> None:
    make.mail(due_at=timezone.now() - dt.timedelta(minutes=16))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["failing"]) == (503, ["mail"])
    assert response.json()["checks"]["mail"]["number"] >= 16 * 60
    assert "somebody@example.org" not in response.content.decode()


def test_held_mail_is_named_and_is_not_late(client: Client) -> None:
    make.mail(due_at=timezone.now() - dt.timedelta(minutes=16))
    hold_mail(copy_of=make.NOW, now=timezone.now())
    response = client.get("/readyz")
    assert (response.status_code, response.json()["failing"]) == (503, ["hold"])


def test_a_migration_that_is_missing_is_named(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="programme").order_by("-name").first().delete()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["failing"]) == (503, ["migrations"])


def test_a_disk_that_is_not_there_is_named(client: Client, settings: LazySettings) -> None:
    settings.DATA_DIR = settings.DATA_DIR / "not mounted"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["failing"]) == (503, ["disk"])
    assert "not mounted" not in response.content.decode()


def test_without_its_database_the_page_still_answers_and_gives_nothing_away(client: Client) -> None:
    def away(*_query: object) -> None:
        raise OperationalError("connection to 10.0.0.7 failed: password of sme4green")

    with connection.execute_wrapper(away):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert {"database", "mail"} <= set(response.json()["failing"])
    assert response.json()["checks"]["disk"]["ok"]
    assert b"10.0.0.7" not in response.content


def metrics(client: Client, token: str = TOKEN) -> str:
    response = client.get("/metrics", headers={"authorization": f"Bearer {token}"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return response.content.decode()


@pytest.mark.parametrize("bearer", ["", "Bearer ", "Bearer another", TOKEN, f"bearer {TOKEN}", "Bearer ü"])
def test_without_the_token_there_are_no_metrics(client: Client, settings: LazySettings, bearer: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"authorization": bearer}).status_code == 404


def test_where_no_token_is_set_an_empty_one_opens_nothing(client: Client, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_the_metrics_count_what_is_there(client: Client, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = TOKEN
    by, territory = make.user(), make.territory()
    company = make.company(territory=territory)
    milestone = make.milestone(make.participation(company, make.programme("two", territory), by=by), by=by)
    make.report(milestone, by=by, state="sent")
    make.application(by)
    make.mail(due_at=timezone.now() - dt.timedelta(seconds=90))
    make.mail(state="dead")
    lines = metrics(client).splitlines()
    for line in (
        'sme4green_mails{state="waiting"} 1',
        'sme4green_mails{state="dead"} 1',
        'sme4green_mails{state="sent"} 0',
        'sme4green_applications{state="draft"} 1',
        'sme4green_reports{state="sent"} 1',
        "sme4green_reports_waiting 1",
        "sme4green_companies 1",
    ):
        assert line in lines
    (late,) = [line for line in lines if line.startswith("sme4green_mail_oldest_due_seconds ")]
    assert 90 <= int(late.split()[1]) < 150


def test_every_measure_says_what_it_is_and_no_line_is_there_twice(client: Client, settings: LazySettings) -> None:
    settings.METRICS_TOKEN = TOKEN
    lines = metrics(client).splitlines()
    named = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    values = [line.split("{")[0].split()[0] for line in lines if not line.startswith("#")]
    assert named == list(dict.fromkeys(values))
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("companies", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client: Client, settings: LazySettings, companies: int, django_assert_num_queries: object
) -> None:
    settings.METRICS_TOKEN = TOKEN
    for _number in range(companies):
        make.company(territory=make.territory())
    # reports, tick, mails, oldest, applications, companies
    with django_assert_num_queries(6):
        metrics(client)
