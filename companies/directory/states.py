"""Where a request to join a company stands, and whose move it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JoinState(models.TextChoices):
    WAITING = "waiting", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


MOVES = {
    JoinState.WAITING: {JoinState.ACCEPTED, JoinState.REFUSED},
    JoinState.ACCEPTED: set(),
    JoinState.REFUSED: set(),
}
TURN = {JoinState.WAITING: "owner", JoinState.ACCEPTED: None, JoinState.REFUSED: None}
