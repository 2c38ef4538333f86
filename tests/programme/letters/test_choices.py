"""What a person chose decides between mail, bell and the mail of the week."""

from collections.abc import Callable

import pytest

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import User
from programme.models import Mail, Notice, NoticePreference
from programme.notices.actions import tell
from programme.notices.rules import line_of
from tests import make
from tests.make import NOW
from tests.programme.reminders.stage import Stage, mails, remind


def chooses(person: User, topic: str, delivery: str) -> None:
    NoticePreference.objects.create(person=person, topic=topic, delivery=delivery)


def returned(stage: Stage) -> None:
    record(EventKind.REPORT_RETURNED, by=stage.sara, now=NOW, company=stage.bakery, note="More.")


@pytest.mark.parametrize(("delivery", "mailed", "weekly"), [("", 1, False), ("bell", 0, False), ("weekly", 0, True)])
def test_an_event_stands_at_the_bell_whatever_is_chosen(stage: Stage, delivery: str, mailed: int, weekly: bool) -> None:
    if delivery:
        chooses(stage.anna, "answers", delivery)
    returned(stage)
    assert tell(now=NOW) == 1
    notice = Notice.objects.get()
    assert (Mail.objects.count(), notice.weekly, notice.person) == (mailed, weekly, stage.anna)


@pytest.mark.parametrize(("delivery", "mailed", "weekly"), [("", 1, False), ("bell", 0, False), ("weekly", 0, True)])
def test_a_reminder_stands_at_the_bell_whatever_is_chosen(
    stage: Stage, delivery: str, mailed: int, weekly: bool
) -> None:
    if delivery:
        chooses(stage.anna, "milestones", delivery)
    milestone = stage.milestone(7)
    assert remind(0) == mailed
    notice = Notice.objects.get()
    assert (Mail.objects.count(), notice.weekly, notice.reminder.subject_id) == (mailed, weekly, milestone.pk)
    said, path = line_of(notice)
    assert said == "Reminder: “Change the oven” (Forno Aurora) is due on 21 October 2026."
    assert path == f"/milestones/{milestone.pk}/"


def test_another_topic_or_another_person_is_not_concerned(stage: Stage) -> None:
    chooses(stage.anna, "people", "bell")
    chooses(stage.sara, "answers", "bell")
    returned(stage)
    tell(now=NOW)
    assert [mail.to for mail in mails()] == [stage.anna.email]


def test_of_one_persons_reminders_only_those_wanted_by_mail_are_mailed(stage: Stage) -> None:
    both = stage.tutor(make.user("Both"))
    chooses(both, "milestones", "bell")
    stage.milestone(0, stage.admit(stage.company("Own", stage.torino, both)), title="Quiet")
    stage.sent()
    assert remind(5) == 1
    assert remind(0) == 0
    assert "Quiet" not in mails()[0].text
    assert Notice.objects.filter(person=both).count() == 2


def test_an_invitation_and_a_role_cannot_be_switched_off(stage: Stage) -> None:
    person = make.user(email="known@example.org")
    for topic in ("people", "answers", "applications", "tutor", "milestones", "reviews", "admissions"):
        chooses(person, topic, "bell")
    invitation = make.invitation(stage.bakery, by=stage.anna, email="known@example.org")
    record(EventKind.MEMBER_INVITED, by=stage.anna, now=NOW, subject=invitation, company=stage.bakery)
    record(EventKind.ROLE_GRANTED, by=stage.sara, now=NOW, person=person, subject=make.grant(person, "manager"))
    tell(now=NOW)
    assert [mail.to for mail in mails()] == ["known@example.org"] * 2


def test_the_choices_of_all_readers_are_one_query(
    stage: Stage, django_assert_num_queries: Callable[..., object]
) -> None:
    for _n in range(5):
        make.membership(make.user(), stage.bakery)
    returned(stage)
    with django_assert_num_queries(12):
        assert tell(now=NOW) == 6


def test_every_line_at_the_bell_has_its_words(stage: Stage) -> None:
    sending = stage.sent()
    make.application(make.user(), name="Pasta")
    make.application(make.user(), name="")
    remind(7)
    said = {line_of(notice)[0] for notice in Notice.objects.all()}
    assert said == {
        "Reminder: Forno Aurora sent a report on “Change the oven” on 14 October 2026 and waits for your answer.",
        "Reminder: the application of Pasta was saved on 14 October 2026, and it is not sent yet.",
        "Reminder: you saved your application on 14 October 2026, and it is not sent yet.",
    }
    assert f"/reports/{sending.report_id}/" in {line_of(notice)[1] for notice in Notice.objects.all()}
