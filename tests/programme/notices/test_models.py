"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from companies.journal.actions import record
from companies.journal.states import EventKind
from programme.models import Notice
from programme.notices.states import MailState
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_a_person_is_told_of_an_event_once() -> None:
    person = make.user()
    event = record(EventKind.REPORT_SENT, by=person, now=NOW)
    Notice.objects.create(event=event, person=person, told_at=NOW)
    with pytest.raises(IntegrityError, match=r"event_id|notice_once_per_event_and_person"), transaction.atomic():
        Notice.objects.create(event=event, person=person, told_at=NOW)


def test_a_message_id_is_used_once() -> None:
    with pytest.raises(IntegrityError, match="message_id"), transaction.atomic():
        make.mail(message_id=make.mail().message_id)


@pytest.mark.parametrize(
    "columns", [{"state": MailState.SENDING}, {"leased_until": NOW}, {"state": MailState.DEAD, "leased_until": NOW}]
)
def test_a_mail_has_a_lease_exactly_while_it_is_being_sent(columns: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="mail_being_sent_has_a_lease"), transaction.atomic():
        make.mail(**columns)


def test_a_sent_mail_has_its_moment() -> None:
    with pytest.raises(IntegrityError, match="mail_sent_has_its_moment"), transaction.atomic():
        make.mail(state=MailState.SENT)


def test_a_mail_that_is_sent_again_has_who_and_when() -> None:
    make.mail(again_at=NOW, again_by=make.user())
    with pytest.raises(IntegrityError, match="mail_sent_again_by_somebody"), transaction.atomic():
        make.mail(again_at=NOW)


def test_a_notice_is_about_one_event_or_one_reminder() -> None:
    person = make.user()
    event, reminder = record(EventKind.REPORT_SENT, by=person, now=NOW), make.reminder(person)
    for columns in ({}, {"event": event, "reminder": reminder}):
        with pytest.raises(IntegrityError, match="notice_of_an_event_or_of_a_reminder"), transaction.atomic():
            Notice.objects.create(person=person, told_at=NOW, **columns)
