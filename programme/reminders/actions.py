"""Saying what is due. The unique rows decide: what another worker has said meanwhile is not said again."""

import datetime as dt
import itertools
import logging
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import translation

from programme.notices.gateway import new_message_id
from programme.notices.models import Mail
from programme.reminders.models import Reminder
from programme.reminders.queries import due_reminders
from programme.reminders.rules import Line, letter

log = logging.getLogger(__name__)

# People whose mails are written together: short transactions, few statements.
TOGETHER = 200


def remind(*, now: dt.datetime) -> int:
    """Write one mail to each person on everything that is due and was not said; the number of mails.

    Where another worker was faster with some of it, what is left is read again once; the next tick does the rest.
    """
    mails, clashed = _remind(now=now)
    return mails + _remind(now=now)[0] if clashed else mails


def _remind(*, now: dt.datetime) -> tuple[int, bool]:
    people = [list(lines) for _pk, lines in itertools.groupby(due_reminders(now=now), key=lambda line: line.reader.pk)]
    mails, clashed = 0, False
    for batch in (people[start : start + TOGETHER] for start in range(0, len(people), TOGETHER)):
        try:
            mails += say(batch, now=now)
        except IntegrityError:
            log.info("Some of %s reminders were said by another worker.", len(batch))
            clashed = True
    return mails, clashed


def say(people: Sequence[Sequence[Line]], *, now: dt.datetime) -> int:
    """Write the mails and their reminders, all or none; IntegrityError when one of them was said already."""
    letters = [_mail(lines, now=now) for lines in people]
    with transaction.atomic():
        mails = Mail.objects.bulk_create(letters)
        Reminder.objects.bulk_create(
            Reminder(
                kind=line.kind,
                subject_id=line.subject_id,
                about_on=line.about_on,
                step=line.step,
                person_id=line.reader.pk,
                said_at=now,
                mail=mail,
            )
            for lines, mail in zip(people, mails, strict=True)
            for line in lines
        )
    return len(mails)


def _mail(lines: Sequence[Line], *, now: dt.datetime) -> Mail:
    reader = lines[0].reader
    with translation.override(reader.language):
        subject, text = letter(lines)
    return Mail(
        to=reader.email,
        language=reader.language,
        subject=subject[:250],
        text=text,
        message_id=new_message_id(),
        created_at=now,
        due_at=now,
    )
