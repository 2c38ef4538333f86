"""Keeping what somebody wrote, and saying what was done about it."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.people.models import User
from programme.feedback.models import Feedback
from sme4green.errors import RuleBroken


def send_feedback(
    *, text: str, page_address: str, reply_to: str, language: str, one_time_key: uuid.UUID, now: dt.datetime
) -> Feedback:
    """Keep it; the managers are told. The same form sent twice is kept once."""
    columns = {"text": text, "page_address": page_address, "reply_to": reply_to, "language": language}
    try:
        with transaction.atomic():
            row = Feedback.objects.create(one_time_key=one_time_key, sent_at=now, **columns)
            record(EventKind.FEEDBACK_SENT, by=None, now=now, subject=row)
            return row
    except IntegrityError:
        return Feedback.objects.get(one_time_key=one_time_key)


@transaction.atomic
def answer_feedback(feedback_id: int, *, by: User, now: dt.datetime, note: str) -> Feedback:
    """Say once what was done; the answer itself goes by mail from person to person."""
    row = Feedback.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=feedback_id)
    if row.answered_at:
        raise RuleBroken(_("%(person)s has already answered.") % {"person": row.answered_by})
    row.answered_at, row.answered_by, row.note = now, by, note
    row.save(update_fields=["answered_at", "answered_by", "note"])
    record(EventKind.FEEDBACK_ANSWERED, by=by, now=now, subject=row, note=note)
    return row
