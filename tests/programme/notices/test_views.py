"""My notices: who sees them, what reading does, how many queries a page costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import User
from programme.models import Notice
from tests import make
from tests.conftest import HouseClient
from tests.make import NOW

pytestmark = pytest.mark.django_db
LIST = "/notices/"


def notice(person: User, **columns: object) -> Notice:
    company = make.company(territory=make.territory())
    event = record(EventKind.REPORT_RETURNED, by=make.user(), now=NOW, company=company, note="The bill is missing.")
    return Notice.objects.create(**{"event": event, "person": person, "told_at": NOW, **columns})


@pytest.fixture
def reader(client: HouseClient) -> User:
    person = make.user(language="en")
    client.force_login(person)
    return person


def test_a_visitor_is_sent_to_sign_in(client: HouseClient) -> None:
    assert client.get(LIST).status_code == 302


def test_without_notices_the_page_says_so(client: HouseClient, reader: User) -> None:
    assert "Nothing has happened yet" in client.get(LIST).text


def test_new_notices_are_marked_with_a_word_and_others_are_not_mine(client: HouseClient, reader: User) -> None:
    notice(reader)
    strangers = notice(make.user())
    page = client.get(LIST).text
    assert "The bill is missing." in page
    assert "Mark all as read" in page
    assert strangers.event.company.name not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(client: HouseClient, reader: User, rows: int) -> None:
    for _n in range(rows):
        notice(reader)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) == 6


@pytest.mark.parametrize("rows", [1, 3])
def test_reminders_stand_in_the_same_list_at_the_same_cost(client: HouseClient, reader: User, rows: int) -> None:
    company = make.company("Forno Aurora", territory=make.territory())
    notice(reader)
    for step in range(rows):
        reminder = make.reminder(reader, step=step, title="New oven", company=company)
        Notice.objects.create(reminder=reminder, person=reader, told_at=NOW)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(LIST).text
    assert len(queries) == 6
    assert page.count("<strong>Reminder: “New oven” (Forno Aurora) is due on 14 October 2026.</strong>") == rows


def test_a_reminder_leads_to_what_it_is_about(client: HouseClient, reader: User) -> None:
    mine = Notice.objects.create(reminder=make.reminder(reader, subject_id=7), person=reader, told_at=NOW)
    assert client.post(f"/notices/{mine.pk}/open/").url == reverse("reports:milestone", args=[7])
    mine.refresh_from_db()
    assert mine.read_at


def test_opening_marks_it_read_and_leads_to_the_subject(client: HouseClient, reader: User) -> None:
    mine = notice(reader)
    answer = client.post(f"/notices/{mine.pk}/open/")
    assert answer.status_code == 302
    assert answer.url == reverse("companyfile:file", args=[mine.event.company_id])
    mine.refresh_from_db()
    assert mine.read_at


def test_a_notice_of_somebody_else_does_not_exist(client: HouseClient, reader: User) -> None:
    theirs = notice(make.user())
    assert client.post(f"/notices/{theirs.pk}/open/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_all_of_mine_are_read_at_once_and_nobody_elses(client: HouseClient, reader: User) -> None:
    notice(reader)
    notice(reader)
    theirs = notice(make.user())
    page = client.post("/notices/read/", follow=True).text
    assert "2 notices are marked as read." in page
    assert "Mark all as read" not in page
    assert list(Notice.objects.filter(read_at=None)) == [theirs]


@pytest.mark.parametrize("path", ["/notices/1/open/", "/notices/read/"])
def test_a_scanner_of_mails_that_follows_links_changes_nothing(client: HouseClient, reader: User, path: str) -> None:
    assert client.get(path).status_code == 405


def test_more_than_a_page_is_turned_without_gap_or_repeat(client: HouseClient, reader: User) -> None:
    event = notice(reader).event
    others = [record(EventKind.REPORT_RETURNED, by=event.by, now=NOW, company=event.company) for _n in range(60)]
    Notice.objects.bulk_create(Notice(event=one, person=reader, told_at=NOW) for one in others)
    first = client.get(LIST).context
    second = client.get(first["page"].next_url).context
    shown = [row.pk for page in (first, second) for row, _sentence in page["rows"]]
    assert shown == list(Notice.objects.order_by("-told_at", "-pk").values_list("pk", flat=True))
    assert not second["page"].next_url
