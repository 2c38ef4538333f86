"""Putting a mail on its way once more."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.people.models import User
from programme.notices.models import Mail
from programme.notices.states import MOVES, MailState
from sme4green.errors import RuleBroken


@transaction.atomic
def send_again(mail_id: int, *, by: User, now: dt.datetime, note: str) -> Mail:
    """Let an undelivered mail wait for its turn again; RuleBroken when it is no longer undelivered, or a code."""
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail_id)
    if mail.secret:
        raise RuleBroken(_("A code for signing in is not sent again. The person can ask for a new one."))
    if mail.state == MailState.WAITING or MailState.WAITING not in MOVES[MailState(mail.state)]:
        raise RuleBroken(_("This mail is no longer among the undelivered ones."))
    mail.state, mail.due_at, mail.again_at, mail.again_by, mail.error = MailState.WAITING, now, now, by, ""
    mail.save(update_fields=["state", "due_at", "again_at", "again_by", "error"])
    notice = mail.notices.select_related("event__territory", "reminder__company__territory", "person").first()
    company = notice.reminder.company if notice and notice.reminder else None
    territory = notice.event.territory if notice and notice.event else None
    record(
        EventKind.MAIL_SENT_AGAIN,
        by=by,
        now=now,
        subject=mail,
        territory=territory or getattr(company, "territory", None),
        person=notice.person if notice else None,
        note=note,
    )
    return mail
