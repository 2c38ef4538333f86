"""The mail of the week: on Monday morning where the person lives, once, with everything that was asked for so."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from companies.journal.actions import record
from companies.journal.states import EventKind
from programme.letters import actions
from programme.letters.queries import weekly_notices
from programme.letters.rules import monday_morning
from programme.letters.tasks import write_weekly as tick
from programme.models import Digest, Mail, Notice, NoticePreference
from programme.notices.actions import send_due, tell
from programme.notices.states import MailState
from tests.make import NOW, TODAY
from tests.programme.reminders.stage import Stage, after, mails, remind

MONDAY = 5  # days after Wednesday 14 October 2026


def news(stage: Stage, *, at: dt.datetime = NOW, note: str = "More.") -> None:
    record(EventKind.REPORT_RETURNED, by=stage.sara, now=at, company=stage.bakery, note=note)
    tell(now=at)


def write(days: int, *, hour: int = 9) -> int:
    return actions.write_weekly(now=after(days, hour=hour))


@pytest.fixture
def anna(stage: Stage) -> Stage:
    for topic in ("answers", "milestones"):
        NoticePreference.objects.create(person=stage.anna, topic=topic, delivery="weekly")
    return stage


def test_everything_since_comes_in_one_mail_on_monday_morning(anna: Stage) -> None:
    milestone = anna.milestone(10, title="Lamps")
    news(anna, note="First.")
    news(anna, at=after(2), note="Second.")
    remind(3)
    assert [write(days) for days in (1, 3)] == [0, 0]
    assert write(MONDAY, hour=5) == 0  # 7:00 in Rome
    assert write(MONDAY, hour=6) == 1
    mail = mails()[0]
    assert mail.subject == "Your week: 3 notices"
    assert mail.text.index("First.") < mail.text.index("Second.") < mail.text.index("“Lamps”")
    assert f"/milestones/{milestone.pk}/" in mail.text
    assert (mail.to, mail.due_at) == (anna.anna.email, after(MONDAY, hour=6))
    assert set(Notice.objects.values_list("mail", flat=True)) == {mail.pk}
    assert str(Digest.objects.get()) == "Anna, 2026-10-19"


def test_it_is_written_once_and_what_comes_later_waits_for_the_next(anna: Stage) -> None:
    news(anna)
    assert [write(MONDAY), write(MONDAY), write(MONDAY, hour=12)] == [1, 0, 0]
    news(anna, at=after(MONDAY, hour=10), note="Later.")
    assert [write(MONDAY + 1), write(MONDAY + 6), write(MONDAY + 7)] == [0, 0, 1]
    assert "Later." not in mails()[0].text
    assert "More." not in mails()[1].text


def test_in_a_week_without_news_there_is_no_mail(anna: Stage) -> None:
    assert write(MONDAY) == 0
    assert not Digest.objects.exists()


def test_a_clock_that_stood_still_on_monday_catches_up(anna: Stage) -> None:
    news(anna)
    assert write(MONDAY + 2) == 1


def test_nobody_is_written_to_at_night(anna: Stage) -> None:
    news(anna)
    assert write(MONDAY, hour=19) == 0


def test_monday_is_that_of_the_person(anna: Stage) -> None:
    type(anna.anna).objects.filter(pk=anna.anna.pk).update(zone_name="Europe/Bucharest", language="ro")
    news(anna)
    assert write(MONDAY, hour=5) == 1
    assert mails()[0].language == "ro"


def test_two_workers_at_once_write_it_once(anna: Stage) -> None:
    news(anna)
    found = weekly_notices(now=after(MONDAY))
    assert actions.say_weekly(found, now=after(MONDAY)) == 1
    assert actions._in_batches(found, actions.say_weekly, now=after(MONDAY)) == (0, True)
    assert Mail.objects.count() == Digest.objects.count() == 1


def test_what_is_settled_until_monday_is_left_out_and_alone_gives_no_mail(anna: Stage) -> None:
    milestone = anna.milestone(7, title="Lamps")
    remind(0)
    anna.sent(milestone)
    assert write(MONDAY) == 0
    assert not Notice.objects.filter(weekly=True).exists()
    news(anna, at=after(MONDAY))
    assert write(MONDAY + 7) == 1
    assert "Lamps" not in mails()[0].text


def test_what_is_settled_until_it_leaves_is_left_out_too(anna: Stage) -> None:
    news(anna)
    milestone = anna.milestone(7, title="Lamps")
    remind(0)
    write(MONDAY)
    assert "Lamps" in mails()[0].text
    anna.sent(milestone)
    assert send_due(now=after(MONDAY, hour=10)) == 1
    mail = mails()[0]
    assert (mail.state, mail.subject) == (MailState.SENT, "Your week: 1 notice")
    assert "Lamps" not in mail.text
    assert "More." in mail.text


def test_somebody_who_may_not_sign_in_gets_none(anna: Stage) -> None:
    news(anna)
    type(anna.anna).objects.filter(pk=anna.anna.pk).update(is_active=False)
    assert write(MONDAY) == 0


@pytest.mark.parametrize(("days", "hour", "monday"), [(0, 9, -2), (5, 7, -2), (5, 8, 5), (11, 23, 5)])
def test_the_last_monday_morning(days: int, hour: int, monday: int) -> None:
    rome = ZoneInfo("Europe/Rome")
    local = dt.datetime.combine(TODAY + dt.timedelta(days=days), dt.time(hour, 30), rome)
    assert monday_morning(local) == dt.datetime.combine(TODAY + dt.timedelta(days=monday), dt.time(8), rome)


@pytest.mark.django_db
def test_the_tick_reads_the_clock() -> None:
    assert tick() == 0
