"""Mails that did not arrive: who sees them, and sending one again."""

from collections.abc import Callable

import pytest

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Event, User
from companies.people.states import Role
from programme.mailroom.actions import send_again
from programme.models import Mail, Notice
from programme.notices.actions import send_due
from programme.notices.states import MailState
from sme4green.errors import RuleBroken
from tests import make
from tests.at_once import told_at_once
from tests.conftest import HouseClient
from tests.make import NOW
from tests.programme.reminders.stage import DAY, LONG_AGO, Stage

PAGE = "/mail/undelivered/"


def mail_on_report(stage: Stage, **columns: object) -> Mail:
    """A mail to Anna on an answer to her company's report."""
    event = record(EventKind.REPORT_RETURNED, by=stage.sara, now=NOW, company=stage.bakery)
    mail = make.mail(stage.anna.email, **{"state": MailState.DEAD, "error": "550 no such person", **columns})
    Notice.objects.create(event=event, person=stage.anna, told_at=NOW, mail=mail)
    return mail


def staff(client: HouseClient, role: Role, **columns: object) -> User:
    person = make.user(from_demo=True)
    make.grant(person, role, granted_at=LONG_AGO, **columns)
    client.force_login(person)
    return person


@pytest.mark.parametrize("state", [MailState.DEAD, MailState.UNCERTAIN])
def test_a_bounced_mail_is_visible_to_the_facilitator_of_its_territory(
    client: HouseClient, stage: Stage, state: MailState
) -> None:
    mail_on_report(stage, state=state)
    make.mail("sent@example.org", state=MailState.SENT, sent_at=NOW)
    staff(client, Role.FACILITATOR, territory=stage.torino)
    page = client.get(PAGE).text
    assert stage.anna.email in page
    assert "550 no such person" in page
    assert "sent@example.org" not in page


def test_a_mail_with_a_reminder_belongs_to_the_territory_of_its_company(client: HouseClient, stage: Stage) -> None:
    mail = make.mail(stage.anna.email, state=MailState.DEAD)
    reminder = make.reminder(stage.anna, company=stage.bakery)
    Notice.objects.create(reminder=reminder, person=stage.anna, told_at=NOW, mail=mail)
    staff(client, Role.FACILITATOR, territory=stage.ilfov)
    assert stage.anna.email not in client.get(PAGE).text
    assert client.get(f"{PAGE}{mail.pk}/").status_code == 404
    staff(client, Role.FACILITATOR, territory=stage.torino)
    assert stage.anna.email in client.get(PAGE).text


def test_the_text_of_a_code_is_shown_to_nobody_and_sent_again_by_nobody(client: HouseClient, stage: Stage) -> None:
    code = make.mail("who@example.org", subject="Your code 4711", text="4711", secret=True, state=MailState.UNCERTAIN)
    manager = staff(client, Role.MANAGER)
    for page in (PAGE, f"{PAGE}{code.pk}/"):
        text = client.get(page).text
        assert "who@example.org" in text
        assert "4711" not in text
    assert client.post(f"{PAGE}{code.pk}/", {"note": "Please"}).status_code == 403
    with pytest.raises(RuleBroken, match="not sent again"):
        send_again(code.pk, by=manager, now=NOW, note="Please")


def test_a_mail_that_was_given_up_leaves_again_with_one_event(client: HouseClient, stage: Stage) -> None:
    mail = mail_on_report(stage, created_at=LONG_AGO, attempts=3)
    facilitator = staff(client, Role.FACILITATOR, territory=stage.torino)
    page = client.post(f"{PAGE}{mail.pk}/", {"note": ""}, follow=True)
    assert "is on its way again." in page.text
    mail.refresh_from_db()
    assert (mail.state, mail.again_by, mail.error) == (MailState.WAITING, facilitator, "")
    event = Event.objects.get(kind=EventKind.MAIL_SENT_AGAIN)
    assert (event.by, event.person, event.territory, event.subject_id) == (
        facilitator,
        stage.anna,
        stage.torino,
        mail.pk,
    )
    assert send_due(now=mail.due_at) == 1


def test_of_an_uncertain_mail_the_reason_is_asked(client: HouseClient, stage: Stage) -> None:
    mail = mail_on_report(stage, state=MailState.UNCERTAIN)
    staff(client, Role.FACILITATOR, territory=stage.torino)
    page = client.post(f"{PAGE}{mail.pk}/", {"note": " "})
    assert set(page.context["form"].errors) == {"note"}
    assert "may get it twice" in page.text
    mail.refresh_from_db()
    assert mail.state == MailState.UNCERTAIN
    client.post(f"{PAGE}{mail.pk}/", {"note": "She did not get it."})
    assert Event.objects.get(kind=EventKind.MAIL_SENT_AGAIN).note == "She did not get it."


def test_an_auditor_looks_and_sends_nothing(client: HouseClient, stage: Stage) -> None:
    mail = mail_on_report(stage)
    staff(client, Role.AUDITOR)
    page = client.get(f"{PAGE}{mail.pk}/")
    assert page.status_code == 200
    assert "Send again" not in page.text
    assert client.post(f"{PAGE}{mail.pk}/", {"note": "x"}).status_code == 403


def test_what_is_on_its_way_or_arrived_is_not_sent_again(stage: Stage) -> None:
    for columns in ({}, {"state": MailState.SENT, "sent_at": NOW}, {"state": MailState.CANCELLED}):
        with pytest.raises(RuleBroken, match="no longer among the undelivered"):
            send_again(make.mail(**columns).pk, by=stage.sara, now=NOW, note="")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_send_it_again_once() -> None:
    stage = Stage()
    mail = mail_on_report(stage)

    def again() -> object:
        return send_again(mail.pk, by=stage.sara, now=NOW, note="")

    outcomes = told_at_once(again, again)
    assert sorted(isinstance(one, Mail) for one in outcomes) == [False, True]
    assert Event.objects.filter(kind=EventKind.MAIL_SENT_AGAIN).count() == 1


def test_a_second_life_of_a_mail_lasts_a_day_too(stage: Stage) -> None:
    mail = mail_on_report(stage, created_at=NOW - 9 * DAY)
    send_again(mail.pk, by=stage.sara, now=NOW, note="")
    mail.refresh_from_db()
    assert mail.again_at == mail.due_at == NOW


def test_without_undelivered_mail_the_page_says_so_and_others_do_not_find_it(client: HouseClient, stage: Stage) -> None:
    staff(client, Role.FACILITATOR, territory=stage.torino)
    assert "Every mail was delivered" in client.get(PAGE).text
    client.force_login(stage.anna)
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    client: HouseClient, stage: Stage, rows: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _n in range(rows):
        mail_on_report(stage)
    staff(client, Role.FACILITATOR, territory=stage.torino)
    client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE)
