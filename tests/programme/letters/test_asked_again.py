"""A mail on what waits is asked again before it leaves: what is settled meanwhile is not said."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings

from companies.models import Membership
from programme.models import Application, Decision, Mail, Milestone, Notice
from programme.notices.actions import send_due
from programme.notices.gateway import deliver
from programme.notices.states import MailState
from tests import make
from tests.make import NOW, TODAY
from tests.programme.notices.smtp import ScriptedServer
from tests.programme.reminders.stage import DAY, Stage, after, mails, remind

Meanwhile = Callable[[Stage, Milestone], object]


def report_sent(stage: Stage, milestone: Milestone) -> None:
    stage.sent(milestone, at=after(0))


def achieved(stage: Stage, milestone: Milestone) -> None:
    sending = stage.sent(milestone, at=after(0))
    Decision.objects.create(sending=sending, verdict="accepted", decided_at=after(0), decided_by=stage.sara)
    milestone.reports.update(state="accepted", completes=True)
    Milestone.objects.filter(pk=milestone.pk).update(achieved_at=after(0))


def moved(stage: Stage, milestone: Milestone) -> None:
    Milestone.objects.filter(pk=milestone.pk).update(due_on=TODAY + 50 * DAY)


def dropped(stage: Stage, milestone: Milestone) -> None:
    Milestone.objects.filter(pk=milestone.pk).update(dropped_at=NOW, dropped_by=stage.sara)


def left(stage: Stage, milestone: Milestone) -> None:
    Membership.objects.filter(user=stage.anna).update(ended_at=NOW)


def locked(stage: Stage, milestone: Milestone) -> None:
    type(stage.anna).objects.filter(pk=stage.anna.pk).update(is_active=False)


def participation_ended(stage: Stage, milestone: Milestone) -> None:
    type(stage.part).objects.filter(pk=stage.part.pk).update(ended_at=NOW, ended_by=stage.sara)


SETTLED = (report_sent, achieved, moved, dropped, left, locked, participation_ended)


@pytest.mark.parametrize("meanwhile", SETTLED)
def test_a_mail_of_which_nothing_is_left_is_cancelled(stage: Stage, meanwhile: Meanwhile) -> None:
    milestone = stage.milestone()
    remind(0)
    meanwhile(stage, milestone)
    assert send_due(now=after(0, hour=10)) == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.sent_at, mail.leased_until) == (MailState.CANCELLED, None, None)
    assert send_due(now=after(1)) == 0


@pytest.mark.parametrize("meanwhile", SETTLED)
def test_without_asking_again_it_would_leave(settings: LazySettings, stage: Stage, meanwhile: Meanwhile) -> None:
    """The control: the same mail, handed over as it was written."""
    settings.MAIL_LEAVES = True
    milestone = stage.milestone()
    remind(0)
    meanwhile(stage, milestone)
    with ScriptedServer() as server:
        settings.SMTP = server.config
        assert send_due(now=after(0, hour=10)) == 0
        assert not server.taken
        deliver(Mail.objects.get())
    assert len(server.taken) == 1


def test_a_draft_that_was_sent_meanwhile_is_not_reminded_of(stage: Stage) -> None:
    draft = make.application(make.user("Carla"), name="Pasta")
    remind(7)
    Application.objects.filter(pk=draft.pk).update(state="withdrawn")
    assert send_due(now=after(7, hour=10)) == 0
    assert mails()[0].state == MailState.CANCELLED


def test_the_second_reminder_of_a_draft_leaves_too(stage: Stage) -> None:
    draft = make.application(make.user("Carla"), name="Pasta")
    remind(7)
    assert send_due(now=after(7, hour=10)) == 1
    Application.objects.filter(pk=draft.pk).update(saved_at=NOW + 10 * DAY)
    remind(17)
    assert send_due(now=after(17, hour=10)) == 1


def test_a_report_that_was_answered_meanwhile_waits_for_nobody(stage: Stage) -> None:
    sending = stage.sent()
    remind(5)
    Decision.objects.create(sending=sending, verdict="returned", note="More", decided_at=NOW, decided_by=stage.sara)
    sending.report.state = "returned"
    sending.report.save()
    assert send_due(now=after(5, hour=10)) == 0
    assert mails()[0].state == MailState.CANCELLED


def test_only_the_settled_lines_are_left_out_and_the_row_keeps_what_left(stage: Stage) -> None:
    settled = stage.milestone(0, title="Settled")
    stage.milestone(0, title="Open")
    remind(0)
    assert mails()[0].subject == "2 things wait for you"
    report_sent(stage, settled)
    assert send_due(now=after(0, hour=10)) == 1
    mail = mails()[0]
    assert (mail.state, mail.subject) == (MailState.SENT, "Due today: Open")
    assert "Settled" not in mail.text


def test_a_mail_that_waited_for_the_server_speaks_of_the_day_on_which_it_leaves(
    settings: LazySettings, stage: Stage
) -> None:
    settings.MAIL_LEAVES = True
    stage.milestone(7)
    remind(0)
    with ScriptedServer(connect="421 busy") as server:
        settings.SMTP = server.config
        assert send_due(now=after(0, hour=10)) == 0
    assert "is due in 7 days" in mails()[0].text
    with ScriptedServer() as server:
        settings.SMTP = server.config
        assert send_due(now=after(1, hour=8)) == 1
    assert "is due in 6 days" in mails()[0].text


def test_it_is_settled_while_the_server_is_away(settings: LazySettings, stage: Stage) -> None:
    settings.MAIL_LEAVES = True
    milestone = stage.milestone()
    remind(0)
    with ScriptedServer(RCPT="450 later") as server:
        settings.SMTP = server.config
        send_due(now=after(0, hour=10))
    report_sent(stage, milestone)
    with ScriptedServer() as server:
        settings.SMTP = server.config
        assert send_due(now=after(0, hour=12)) == 0
    assert not server.taken
    assert mails()[0].state == MailState.CANCELLED


def test_the_bell_keeps_what_was_said(stage: Stage) -> None:
    milestone = stage.milestone()
    remind(0)
    report_sent(stage, milestone)
    send_due(now=after(0, hour=10))
    assert Notice.objects.get().reminder.title == "Change the oven"


def test_news_are_not_asked_again_and_cost_one_query_more(
    stage: Stage, django_assert_num_queries: Callable[..., object]
) -> None:
    make.mail()
    with django_assert_num_queries(6):  # due? claim, read, asked again?, end; and nothing further is due
        assert send_due(now=NOW) == 1
