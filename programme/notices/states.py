"""Where a mail stands on its way out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNCERTAIN = "uncertain", _("Uncertain: the worker stopped in the middle")
    DEAD = "dead", _("Given up")
    CANCELLED = "cancelled", _("Not sent: nothing of it was true any more")


MOVES = {
    MailState.WAITING: {MailState.SENDING, MailState.DEAD},  # given up when it is not known whether it left before
    MailState.SENDING: {
        MailState.SENT,
        MailState.WAITING,
        MailState.UNCERTAIN,
        MailState.DEAD,
        MailState.CANCELLED,
    },
    MailState.SENT: set(),
    MailState.UNCERTAIN: {MailState.WAITING, MailState.SENT},
    MailState.DEAD: {MailState.WAITING},
    MailState.CANCELLED: set(),
}
TURN = {
    MailState.WAITING: "worker",
    MailState.SENDING: "worker",
    MailState.SENT: None,
    MailState.UNCERTAIN: "staff",
    MailState.DEAD: "staff",
    MailState.CANCELLED: None,
}
