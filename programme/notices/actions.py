"""Telling events to people, and getting the mails out. Rows are the queue; every claim is a conditional UPDATE."""

import datetime as dt
import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from companies.journal.actions import record
from companies.journal.models import Event
from companies.journal.states import EventKind
from companies.people.models import User
from programme.notices.gateway import Refused, ServerAway, TryLater, Unclear, deliver, new_message_id
from programme.notices.models import Mail, MailHold, Notice
from programme.notices.queries import (
    Facts,
    facts_of,
    gathered,
    invited_address,
    mail_hold,
    notices_in,
    people_to_tell,
    ready_to_leave,
)
from programme.notices.rules import LAST_TICK, TOLD, Audience, letter, line_of
from programme.notices.states import MOVES, MailState
from programme.preferences.queries import choices_of, delivery_for
from programme.preferences.states import Delivery
from sme4green.errors import RuleBroken

log = logging.getLogger(__name__)

# An event older than this is shown at the bell and no longer mailed: the news is stale.
MAILED_WITHIN = dt.timedelta(days=3)
# Longer than all the time-outs of one delivery together.
LEASE = dt.timedelta(minutes=10)
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=30), dt.timedelta(hours=2)
TRIED_FOR = dt.timedelta(hours=24)
GIVEN_UP = "It was written before the backup that this portal was restored from, and may have left then."


def note_tick(*, now: dt.datetime) -> None:
    """The clock was heard; `/readyz` says how long ago."""
    cache.set(LAST_TICK, now, timeout=None)


def tell(*, now: dt.datetime, limit: int = 200) -> int:
    """Tell the events that nobody was told of yet, oldest first; the number of notices and bare mails written.

    An event that fails is logged and stays untold; it does not hold up the others.
    """
    Event.objects.filter(told_at=None).exclude(kind__in=list(TOLD)).update(told_at=now)
    untold = Event.objects.filter(told_at=None, at__lte=now).order_by("at", "pk")
    written = 0
    for event_id in list(untold.values_list("pk", flat=True)[:limit]):
        try:
            written += tell_event(event_id, now=now)
        except Exception:
            log.exception("Event %s could not be told.", event_id)
    return written


@transaction.atomic
def tell_event(event_id: int, *, now: dt.datetime) -> int:
    """Write the notices and mails of one event, all or none; nothing when somebody else has claimed it."""
    if not Event.objects.filter(pk=event_id, told_at=None).update(told_at=now):
        return 0
    event = Event.objects.select_related("company", "territory", "by", "person").get(pk=event_id)
    told, people = TOLD[event.kind], people_to_tell(event, now=now)
    choices = choices_of([person.pk for person in people])
    chosen = {person.pk: delivery_for(person.pk, told.topic, choices) for person in people}
    mails: dict[int | None, Mail] = {}
    if told.by_mail and event.at >= now - MAILED_WITHIN:
        facts = facts_of(event)
        readers = [person for person in people if chosen[person.pk] == Delivery.MAIL]
        mails = {one.pk: _mail(facts, reader=one, to=one.email, language=one.language, now=now) for one in readers}
        if Audience.INVITED in told.audiences and not people and (address := invited_address(event)):
            language = event.territory.language if event.territory else settings.LANGUAGE_CODE
            mails[None] = _mail(facts, reader=None, to=address, language=language, now=now)
    Mail.objects.bulk_create(mails.values())
    Notice.objects.bulk_create(
        Notice(
            event=event,
            person=person,
            told_at=now,
            mail=mails.get(person.pk),
            weekly=chosen[person.pk] == Delivery.WEEKLY,
        )
        for person in people
    )
    return max(len(people), len(mails))


def _mail(facts: Facts, *, reader: User | None, to: str, language: str, now: dt.datetime) -> Mail:
    with translation.override(language):
        subject, text = letter(facts.event, facts.words_for(reader))
    return draft_mail(to=to, language=language, subject=subject, text=text, now=now)


def draft_mail(*, to: str, language: str, subject: str, text: str, now: dt.datetime) -> Mail:
    """A mail that is due at once; whoever asked for it writes the row."""
    own = {"message_id": new_message_id(), "created_at": now, "due_at": now}
    return Mail(to=to, language=language, subject=subject[:250], text=text, **own)


def open_notice(notice_id: int, *, by: User, now: dt.datetime) -> str:
    """Mark it read (the first time counts, and only for the person it is for); the path of the page it leads to."""
    Notice.objects.filter(pk=notice_id, person=by, read_at=None).update(read_at=now)
    return line_of(Notice.objects.select_related("event", "reminder").get(pk=notice_id))[1]


def mark_all_read(*, by: User, now: dt.datetime) -> int:
    return Notice.objects.filter(person=by, read_at=None, told_at__lte=now).update(read_at=now)


# --- the outbox ------------------------------------------------------------------------------


def send_due(*, now: dt.datetime, limit: int = 100, urgent_only: bool = False) -> int:
    """Send what is due, urgent mails first; the number that left.

    Stops when the mail server is away: every other mail would wait for the same time-out.
    """
    began, sent = time.monotonic(), 0
    for _turn in range(limit):
        # The moment moves on with the work, so that the last lease is as long as the first.
        moment = now + dt.timedelta(seconds=time.monotonic() - began)
        mail = claim(now=moment, urgent_only=urgent_only)
        if mail is None:
            break
        try:
            if not renew(mail, now=moment):
                finish(mail, MailState.CANCELLED, now=moment)
                continue
            deliver(mail)
        except ServerAway as error:
            put_off(mail, now=moment, error=str(error))
            break
        except TryLater as error:
            put_off(mail, now=moment, error=str(error))
        except Refused as error:
            finish(mail, MailState.DEAD, now=moment, error=str(error))
        except Unclear as error:
            finish(mail, MailState.UNCERTAIN, now=moment, error=str(error))
        else:
            sent += finish(mail, MailState.SENT, now=moment)
    return sent


def claim(*, now: dt.datetime, urgent_only: bool = False) -> Mail | None:
    """One due mail that now belongs to the caller until its lease ends; None when nothing is due."""
    due = ready_to_leave(now=now)
    if urgent_only:
        due = due.filter(urgent=True)
    while mail := due.order_by("-urgent", "due_at", "pk").first():
        claimed = due.filter(pk=mail.pk, attempts=mail.attempts).update(
            state=MailState.SENDING, leased_until=now + LEASE, attempts=mail.attempts + 1
        )
        if claimed:
            mail.refresh_from_db()
            return mail
    return None


def renew(mail: Mail, *, now: dt.datetime) -> bool:
    """Write a claimed mail anew, with what is still true of it, before it leaves; False when nothing is.

    Nobody else touches the row meanwhile: it is claimed, and what was tried before has surely not arrived.
    """
    notices = notices_in(mail)
    if not notices:
        return True
    with translation.override(mail.language):
        written = gathered(notices, now=now)
    if written and written != (mail.subject, mail.text):
        mail.subject, mail.text = written[0][:250], written[1]
        mine = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, attempts=mail.attempts)
        mine.update(subject=mail.subject, text=mail.text)
    return bool(written)


def finish(mail: Mail, state: MailState, *, now: dt.datetime, error: str = "") -> bool:
    """Write how a claimed mail ended; False when it was taken away meanwhile (its lease had ended).

    A lease that ended made the mail uncertain; whoever then learns that it did leave may still say so.
    """
    before = [MailState.SENDING] + [MailState.UNCERTAIN] * (state in MOVES[MailState.UNCERTAIN])
    columns: dict[str, object] = {"state": state, "leased_until": None, "error": error[:2000]}
    if state == MailState.SENT:
        columns["sent_at"] = now
    if mail.secret and settings.MAIL_LEAVES:
        columns["text"] = ""  # a code is worth nothing after its one try that may have arrived
    return bool(Mail.objects.filter(pk=mail.pk, state__in=before, attempts=mail.attempts).update(**columns))


def put_off(mail: Mail, *, now: dt.datetime, error: str) -> None:
    """Try again after a pause that doubles each time; after 24 hours the mail is given up."""
    if now - (mail.again_at or mail.created_at) >= TRIED_FOR:
        finish(mail, MailState.DEAD, now=now, error=error)
        return
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 20), LONGEST_PAUSE)
    Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, attempts=mail.attempts).update(
        state=MailState.WAITING, leased_until=None, due_at=now + pause, error=error[:2000]
    )


def recover_leases(*, now: dt.datetime) -> int:
    """A mail whose worker died in the middle may have left or not: it is marked uncertain, never repeated."""
    lost = Mail.objects.filter(state=MailState.SENDING, leased_until__lt=now).update(
        state=MailState.UNCERTAIN, leased_until=None, error="The worker stopped while the mail was being sent."
    )
    if lost and settings.MAIL_LEAVES:
        Mail.objects.filter(state=MailState.UNCERTAIN, secret=True).exclude(text="").update(text="")
    return lost


# --- a copy keeps its mail --------------------------------------------------------------------


@transaction.atomic
def hold_mail(*, copy_of: dt.datetime, now: dt.datetime) -> MailHold:
    """Let no mail leave until a person says so. A hold that was in the copy ends with it."""
    MailHold.objects.all().delete()
    hold = MailHold.objects.create(held_at=now, copy_of=copy_of)
    record(EventKind.MAIL_HELD, by=None, now=now, subject=hold)
    return hold


@transaction.atomic
def release_mail(*, by: User | None, now: dt.datetime, also_older: bool) -> int:
    """Let mail leave again; how many wait to. Without `also_older`, those written before the hold are given up.

    They may have left already, from the portal of which this is a copy. Codes from then are given up in any case.
    """
    hold = mail_hold()
    if not hold or not MailHold.objects.filter(pk=hold.pk).delete()[0]:
        raise RuleBroken(_("Mail is not held."))
    waiting = Mail.objects.filter(state=MailState.WAITING)
    older = waiting.filter(created_at__lt=hold.held_at)
    older.filter(secret=True).update(state=MailState.DEAD, text="", error=GIVEN_UP)
    if not also_older:
        older.update(state=MailState.DEAD, error=GIVEN_UP)
    record(EventKind.MAIL_RELEASED, by=by, now=now, subject=hold)
    return waiting.count()
