"""Every way in which telling and sending end."""

import datetime as dt

import pytest
from django.conf import LazySettings
from django.utils import timezone

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Event
from programme.models import Mail, Notice
from programme.notices import actions
from programme.notices.states import MailState
from tests import make
from tests.make import NOW
from tests.programme.notices.smtp import DROP, ScriptedServer

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def refused() -> Event:
    """A refusal, with its applicant as the only person to tell."""
    owner, staff = make.user("Carla", language="it"), make.user()
    company = make.company("Forno Aurora", territory=make.territory(), owner=owner)
    return record(
        EventKind.REPORT_RETURNED, by=staff, now=NOW, subject=company, company=company, note="La bolletta manca."
    )


# --- telling ---------------------------------------------------------------------------------


def test_an_event_becomes_a_notice_and_a_mail_in_the_language_of_the_person(refused: Event) -> None:
    assert actions.tell(now=NOW) == 1
    notice, mail = Notice.objects.get(), Mail.objects.get()
    assert (notice.event, notice.person.name, notice.told_at, notice.mail) == (refused, "Carla", NOW, mail)
    assert (mail.to, mail.language, mail.due_at, mail.state) == (notice.person.email, "it", NOW, "waiting")
    assert "La bolletta manca." in mail.text


def test_a_double_run_tells_nothing_twice(refused: Event) -> None:
    actions.tell(now=NOW)
    assert actions.tell(now=NOW + MINUTE) == 0
    assert actions.tell_event(refused.pk, now=NOW + MINUTE) == 0
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 1)


def test_an_event_that_nobody_is_told_of_is_closed() -> None:
    event = record(EventKind.EVIDENCE_ADDED, by=make.user(), now=NOW)
    assert actions.tell(now=NOW) == 0
    event.refresh_from_db()
    assert event.told_at == NOW


def test_an_event_of_the_future_waits(refused: Event) -> None:
    assert actions.tell(now=NOW - MINUTE) == 0
    assert actions.tell(now=NOW) == 1


def test_old_news_ring_the_bell_and_are_not_mailed(refused: Event) -> None:
    assert actions.tell(now=NOW + dt.timedelta(days=4)) == 1
    assert not Mail.objects.exists()


def test_an_event_that_fails_does_not_hold_up_the_others(refused: Event, caplog: pytest.LogCaptureFixture) -> None:
    broken = record(EventKind.REPORT_RETURNED, by=refused.by, now=NOW - MINUTE, company=refused.company)
    Event.objects.filter(pk=broken.pk).update(told_at=None)
    Notice.objects.create(event=broken, person=refused.company.memberships.get().user, told_at=NOW)
    assert actions.tell(now=NOW) == 1
    broken.refresh_from_db()
    assert broken.told_at is None
    assert "could not be told" in caplog.text


def test_an_invited_address_without_account_gets_a_bare_mail() -> None:
    owner = make.user("Marco", phone="+39 011 1")
    company = make.company("Forno", territory=make.territory(language="ro"), owner=owner)
    invitation = make.invitation(company, by=owner, email="new@example.org")
    record(EventKind.MEMBER_INVITED, by=owner, now=NOW, subject=invitation, company=company)
    assert actions.tell(now=NOW) == 1
    mail = Mail.objects.get()
    assert (mail.to, mail.language, mail.notices.count()) == ("new@example.org", "ro", 0)
    assert "Marco" in mail.text
    assert "+39 011 1" in mail.text


def test_an_invited_person_with_an_account_gets_the_notice_too() -> None:
    owner, known = make.user(), make.user(email="known@example.org")
    company = make.company(territory=make.territory(), owner=owner)
    invitation = make.invitation(company, by=owner, email="Known@example.org")
    record(EventKind.MEMBER_INVITED, by=owner, now=NOW, subject=invitation, company=company)
    actions.tell(now=NOW)
    assert Notice.objects.get().person == known
    assert Mail.objects.get().to == "known@example.org"


def test_a_cancelled_invitation_is_not_mailed() -> None:
    owner = make.user()
    company = make.company(territory=make.territory(), owner=owner)
    invitation = make.invitation(company, by=owner, cancelled_at=NOW)
    record(EventKind.MEMBER_INVITED, by=owner, now=NOW, subject=invitation, company=company)
    assert actions.tell(now=NOW) == 0
    assert not Mail.objects.exists()


# --- reading ---------------------------------------------------------------------------------


def test_the_first_reading_counts_and_only_by_the_person_it_is_for(refused: Event) -> None:
    actions.tell(now=NOW)
    notice = Notice.objects.get()
    actions.open_notice(notice.pk, by=make.user(), now=NOW)
    notice.refresh_from_db()
    assert notice.read_at is None
    actions.open_notice(notice.pk, by=notice.person, now=NOW + MINUTE)
    actions.open_notice(notice.pk, by=notice.person, now=NOW + 2 * MINUTE)
    notice.refresh_from_db()
    assert notice.read_at == NOW + MINUTE


# --- sending ---------------------------------------------------------------------------------


def end_of(mail: Mail, settings: LazySettings, now: dt.datetime = NOW, **script: str) -> Mail:
    settings.MAIL_LEAVES = True
    with ScriptedServer(**script) as server:
        settings.SMTP = server.config
        actions.send_due(now=now)
    mail.refresh_from_db()
    return mail


def test_a_mail_that_was_taken_is_sent(settings: LazySettings) -> None:
    mail = end_of(make.mail(), settings)
    assert (mail.state, mail.attempts, mail.leased_until, mail.error) == (MailState.SENT, 1, None, "")
    assert NOW <= mail.sent_at < NOW + MINUTE


def test_the_pauses_grow_and_after_24_hours_a_mail_is_given_up(settings: LazySettings) -> None:
    mail, now, pauses = make.mail(), NOW, []
    while mail.state == MailState.WAITING:
        now = mail.due_at
        mail = end_of(mail, settings, now, RCPT="450 greylisted")
        pauses.append(mail.due_at - now)
    assert mail.state == MailState.DEAD
    assert "greylisted" in mail.error
    assert mail.due_at - NOW >= dt.timedelta(hours=24)
    grown = [round(pause.total_seconds() / 30) for pause in pauses[:-1]]
    assert grown[:8] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert max(grown) == 240  # two hours


def test_a_refused_mail_is_given_up_at_once_with_its_reason(settings: LazySettings) -> None:
    mail = end_of(make.mail(), settings, RCPT="550 no such person")
    assert (mail.state, mail.error) == (MailState.DEAD, "550 no such person")


def test_an_unclear_end_is_uncertain_and_never_repeated(settings: LazySettings) -> None:
    mail = end_of(make.mail(), settings, end=DROP)
    assert mail.state == MailState.UNCERTAIN
    mail = end_of(mail, settings, NOW + dt.timedelta(days=1))
    assert (mail.state, mail.attempts) == (MailState.UNCERTAIN, 1)


def test_a_server_that_is_away_ends_the_round_and_a_refusal_does_not(settings: LazySettings) -> None:
    for _n in range(3):
        make.mail()
    end_of(Mail.objects.first(), settings, connect="421 busy")
    assert Mail.objects.filter(attempts=0).count() == 2
    end_of(Mail.objects.first(), settings, NOW + MINUTE, RCPT="450 later")
    assert not Mail.objects.filter(attempts=0).exists()


def test_urgent_mails_go_first_and_alone_where_asked() -> None:
    ordinary = make.mail(due_at=NOW - MINUTE)
    urgent = make.mail(urgent=True)
    assert actions.send_due(now=NOW, urgent_only=True) == 1
    ordinary.refresh_from_db()
    assert ordinary.state == MailState.WAITING
    later, sooner = make.mail(), make.mail(urgent=True)
    assert [actions.claim(now=NOW).pk for _n in range(3)] == [sooner.pk, ordinary.pk, later.pk]
    urgent.refresh_from_db()
    assert urgent.state == MailState.SENT


def test_a_mail_that_is_not_due_waits() -> None:
    make.mail(due_at=NOW + MINUTE)
    assert actions.send_due(now=NOW) == 0
    assert actions.send_due(now=NOW + MINUTE) == 1


def test_no_more_than_the_limit_is_sent_in_one_round() -> None:
    for _n in range(3):
        make.mail()
    assert actions.send_due(now=NOW, limit=2) == 2


@pytest.mark.parametrize(
    ("script", "left"),
    [({}, ""), ({"RCPT": "550 no"}, ""), ({"end": DROP}, ""), ({"RCPT": "450 later"}, "code 1")],
)
def test_a_secret_lives_only_while_it_may_still_be_needed(
    settings: LazySettings, script: dict[str, str], left: str
) -> None:
    assert end_of(make.mail(secret=True, text="code 1"), settings, **script).text == left


def test_in_the_demo_secrets_stay_readable_in_the_mailbox(settings: LazySettings) -> None:
    settings.MAIL_LEAVES = False
    mail = make.mail(secret=True, text="code 1")
    actions.send_due(now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.SENT, "code 1")


# --- leases ----------------------------------------------------------------------------------


def test_a_lease_that_ended_makes_the_mail_uncertain(settings: LazySettings) -> None:
    settings.MAIL_LEAVES = True
    mail = make.mail(secret=True)
    actions.claim(now=NOW)
    assert actions.recover_leases(now=NOW + actions.LEASE) == 0
    assert actions.recover_leases(now=NOW + actions.LEASE + MINUTE) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.leased_until, mail.text) == (MailState.UNCERTAIN, None, "")
    assert mail.error


def test_a_slow_worker_may_still_say_that_its_mail_left_but_not_take_it_back() -> None:
    make.mail()
    mail = actions.claim(now=NOW)
    actions.recover_leases(now=NOW + 2 * actions.LEASE)
    actions.put_off(mail, now=NOW, error="late")
    assert not actions.finish(mail, MailState.DEAD, now=NOW)
    assert actions.finish(mail, MailState.SENT, now=NOW)
    assert not actions.finish(mail, MailState.SENT, now=NOW)


def test_the_clock_of_a_round_moves_on_with_the_work() -> None:
    now = timezone.now()
    make.mail(due_at=now)
    make.mail(due_at=now)
    actions.send_due(now=now)
    first, second = Mail.objects.order_by("sent_at")
    assert first.sent_at < second.sent_at
