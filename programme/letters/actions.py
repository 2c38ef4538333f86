"""Mails on several things: what the clock reminds of, and the mail of the week.

The unique rows decide: what another worker has said meanwhile is not said again.
"""

import datetime as dt
import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from programme.letters.models import Digest
from programme.letters.queries import weekly_notices
from programme.notices.actions import draft_mail
from programme.notices.models import Mail, Notice
from programme.notices.queries import gathered
from programme.notices.rules import reminder_letter
from programme.preferences.queries import choices_of, delivery_for
from programme.preferences.states import Delivery
from programme.reminders.models import Reminder
from programme.reminders.queries import due_reminders
from programme.reminders.rules import Line
from programme.reminders.states import TOPIC, ReminderKind

log = logging.getLogger(__name__)

# People whose mails are written together: short transactions, few statements.
TOGETHER = 200


def remind(*, now: dt.datetime) -> int:
    """Tell each person everything that is due and was not said; the number of mails, at most one to a person.

    Where another worker was faster with some of it, what is left is read again once; the next tick does the rest.
    """
    mails, clashed = _in_batches(_people(now), say, now=now)
    return mails + _in_batches(_people(now), say, now=now)[0] if clashed else mails


def _people(now: dt.datetime) -> list[list[Line]]:
    return [list(lines) for _pk, lines in itertools.groupby(due_reminders(now=now), key=lambda line: line.reader.pk)]


def _in_batches(people: Sequence[Any], write: Callable[..., int], *, now: dt.datetime) -> tuple[int, bool]:
    """How many mails were written, and whether another worker was in the way."""
    mails, clashed = 0, False
    for batch in (people[start : start + TOGETHER] for start in range(0, len(people), TOGETHER)):
        try:
            mails += write(batch, now=now)
        except IntegrityError:
            log.info("Some of the mails to %s people were written by another worker.", len(batch))
            clashed = True
    return mails, clashed


def say(people: Sequence[Sequence[Line]], *, now: dt.datetime) -> int:
    """Write reminders, notices and mails, all or none; IntegrityError when one of them was said already."""
    choices = choices_of([lines[0].reader.pk for lines in people])
    chosen = [
        (line, delivery_for(line.reader.pk, TOPIC[ReminderKind(line.kind)], choices))
        for lines in people
        for line in lines
    ]
    mails = {mail_lines[0].reader.pk: _mail(mail_lines, now=now) for mail_lines in _to_mail(chosen)}
    with transaction.atomic():
        Mail.objects.bulk_create(mails.values())
        reminders = Reminder.objects.bulk_create(_reminder(line, now) for line, _delivery in chosen)
        Notice.objects.bulk_create(
            Notice(
                reminder=reminder,
                person_id=reminder.person_id,
                told_at=now,
                mail=mails[reminder.person_id] if delivery == Delivery.MAIL else None,
                weekly=delivery == Delivery.WEEKLY,
            )
            for reminder, (_line, delivery) in zip(reminders, chosen, strict=True)
        )
    return len(mails)


def _to_mail(chosen: Sequence[tuple[Line, Delivery]]) -> Iterator[list[Line]]:
    """The lines of each person that come by mail at once."""
    lines = [line for line, delivery in chosen if delivery == Delivery.MAIL]
    return (list(of_one) for _pk, of_one in itertools.groupby(lines, key=lambda line: line.reader.pk))


def _mail(lines: Sequence[Line], *, now: dt.datetime) -> Mail:
    reader = lines[0].reader
    with translation.override(reader.language):
        subject, text = reminder_letter(lines)
    return draft_mail(to=reader.email, language=reader.language, subject=subject, text=text, now=now)


def _reminder(line: Line, now: dt.datetime) -> Reminder:
    return Reminder(
        kind=line.kind,
        subject_id=line.subject_id,
        about_on=line.about_on,
        step=line.step,
        person_id=line.reader.pk,
        company_id=line.company_id,
        title=line.title[:200],
        said_at=now,
    )


# --- the mail of the week --------------------------------------------------------------------


def write_weekly(*, now: dt.datetime) -> int:
    """Write the mail of the week to everybody for whom it is due; the number of mails."""
    return _in_batches(weekly_notices(now=now), say_weekly, now=now)[0]


@transaction.atomic
def say_weekly(people: Sequence[tuple[dt.date, Sequence[Notice]]], *, now: dt.datetime) -> int:
    """Write these mails, all or none; IntegrityError when one of the people has this week's already.

    Where nothing is left to say there is no mail, and the notices wait no longer.
    """
    written = [(monday, notices, _weekly_mail(notices, now=now)) for monday, notices in people]
    Mail.objects.bulk_create(mail for _monday, _notices, mail in written if mail)
    Digest.objects.bulk_create(
        Digest(person=notices[0].person, week_on=monday, written_at=now, mail=mail)
        for monday, notices, mail in written
        if mail
    )
    for _monday, notices, mail in written:
        told = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
        told.update(mail=mail) if mail else told.update(weekly=False)
    return sum(mail is not None for _monday, _notices, mail in written)


def _weekly_mail(notices: Sequence[Notice], *, now: dt.datetime) -> Mail | None:
    person = notices[0].person
    with translation.override(person.language):
        letter = gathered(notices, now=now)
    if not letter:
        return None
    return draft_mail(to=person.email, language=person.language, subject=letter[0], text=letter[1], now=now)
