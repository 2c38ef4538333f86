"""One mail to a person, once, in the right language, at the right hour; and no more queries for more companies."""

import datetime as dt

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from companies.people.states import Role
from programme.letters import actions
from programme.letters.tasks import remind as tick
from programme.models import Mail, Reminder
from programme.reminders.queries import due_reminders
from tests import make
from tests.at_once import told_at_once
from tests.make import NOW
from tests.programme.reminders.stage import LONG_AGO, Stage, after, mails, remind, told


def test_the_mail_is_due_now_and_the_reminder_keeps_it(stage: Stage) -> None:
    milestone = stage.milestone(7)
    remind(0)
    row, mail = Reminder.objects.get(), Mail.objects.get()
    assert (row.notice.mail, row.subject_kind, row.subject_id, row.about_on) == (
        mail,
        "milestone",
        milestone.pk,
        milestone.due_on,
    )
    assert (mail.to, mail.state, mail.due_at, mail.created_at) == (stage.anna.email, "waiting", after(0), after(0))
    assert f"/milestones/{milestone.pk}/" in mail.text
    assert "Office of Torino, +39 011 1" in mail.text
    assert str(row) == f"A milestone is due #{milestone.pk} ({milestone.due_on} -7) → Anna"


def test_the_company_is_told_to_call_its_tutor(stage: Stage) -> None:
    stage.tutor(make.user("Tina", phone="+39 333"))
    stage.milestone()
    remind(0)
    assert "Tina, +39 333" in mails()[0].text


def test_several_milestones_stand_in_one_mail(stage: Stage) -> None:
    for days in (0, 1, 7):
        stage.milestone(days, title=f"Step {days}")
    stage.milestone(3)
    assert remind(0) == 1
    mail = mails()[0]
    assert mail.subject == "3 things wait for you"
    assert mail.text.index("Step 0") < mail.text.index("Step 1") < mail.text.index("Step 7")
    assert told() == [("Anna", 0), ("Anna", -1), ("Anna", -7)]
    assert set(Reminder.objects.values_list("notice__mail", flat=True)) == {mail.pk}


def test_a_long_list_is_cut_and_says_so(stage: Stage) -> None:
    for _n in range(32):
        stage.milestone()
    assert remind(0) == 1
    assert mails()[0].text.count("is due today") == 30
    assert "There are 2 more." in mails()[0].text
    assert Reminder.objects.count() == 32


def test_a_person_who_is_owner_and_tutor_gets_one_mail(stage: Stage) -> None:
    both = stage.tutor(make.user("Both"))
    stage.milestone(0, stage.admit(stage.company("Own", stage.torino, both)))
    stage.sent(at=after(-5))
    make.membership(both, stage.company("Third", stage.torino), since_at=LONG_AGO)
    assert remind(0) == 1
    assert sorted(told()) == [("Both", 0), ("Both", 5)]
    assert "waits for your answer" in mails()[0].text
    assert "is due today" in mails()[0].text


@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_the_mail_is_in_the_language_of_the_person(stage: Stage, language: str) -> None:
    type(stage.anna).objects.filter(pk=stage.anna.pk).update(language=language)
    stage.milestone(7)
    remind(0)
    month = {"it": "ottobre", "ro": "octombrie", "en": "Oct"}[language]
    mail = mails()[0]
    assert mail.language == language
    assert month in mail.text.lower() or month in mail.text


def test_a_double_run_says_nothing_twice(stage: Stage) -> None:
    stage.milestone()
    stage.sent(at=after(-5))
    assert [remind(0), remind(0), remind(0, hour=12)] == [2, 0, 0]
    assert Reminder.objects.count() == Mail.objects.count() == 2


def test_what_was_said_meanwhile_takes_its_mail_along(stage: Stage) -> None:
    stage.milestone()
    lines = due_reminders(now=after(0))
    assert actions.say([lines], now=after(0)) == 1
    with pytest.raises(actions.IntegrityError):
        actions.say([lines], now=after(0))
    assert Reminder.objects.count() == Mail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_say_everything_once() -> None:
    stage = Stage()
    for n in range(12):
        stage.milestone(0, stage.admit(stage.company(f"Company {n}", stage.torino, make.user())))
    outcomes = told_at_once(lambda: remind(0), lambda: remind(0))
    assert sum(int(str(one)) for one in outcomes) == 12
    assert Reminder.objects.count() == Mail.objects.count() == 12
    assert set(connections) == {"default"}


def test_morning_comes_to_bucharest_an_hour_before_rome(stage: Stage) -> None:
    textile = stage.company("Textil", stage.ilfov, make.user("Ion"))
    stage.milestone(0, stage.admit(textile))
    stage.milestone(0)
    assert remind(0, hour=5) == 1  # 8:00 in Bucharest, 7:00 in Rome
    assert told() == [("Ion", 0)]
    assert remind(0, hour=6) == 1
    assert told() == [("Ion", 0), ("Anna", 0)]


def test_a_report_sent_around_midnight_counts_from_the_local_day(stage: Stage) -> None:
    make.grant(make.user("Dana"), Role.FACILITATOR, territory=stage.ilfov, granted_at=LONG_AGO)
    late = dt.datetime.combine(NOW.date(), dt.time(21, 30), dt.UTC)  # 23:30 in Rome, 0:30 in Bucharest
    textile = stage.company("Textil", stage.ilfov, stage.anna)
    stage.sent(at=late)
    stage.sent(stage.milestone(90, stage.admit(textile)), at=late)
    assert remind(5) == 1
    assert told() == [("Sara", 5)]
    assert remind(6) == 1
    assert told() == [("Sara", 5), ("Dana", 5)]


def test_the_number_of_queries_does_not_grow_with_the_companies(stage: Stage) -> None:
    def queries(day: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert remind(day) > 0
        return len(seen)

    stage.milestone(0)
    one = queries(0)
    for n in range(20):
        part = stage.admit(stage.company(f"Company {n}", stage.torino, make.user(), make.user()))
        stage.milestone(20, part)
        stage.milestone(21, part)
    assert queries(20) == one
    assert Mail.objects.count() == 41


def test_the_tick_reads_the_clock(stage: Stage) -> None:
    assert tick() == 0
