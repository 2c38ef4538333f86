"""Where an application stands, which moves are allowed, and whose move it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Waiting for an answer")
    RETURNED = "returned", _("Returned for completion")
    ADMITTED = "admitted", _("Admitted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES = {
    ApplicationState.DRAFT: {ApplicationState.SENT, ApplicationState.WITHDRAWN},
    ApplicationState.SENT: {
        ApplicationState.RETURNED,
        ApplicationState.ADMITTED,
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.RETURNED: {ApplicationState.SENT, ApplicationState.WITHDRAWN},
    ApplicationState.ADMITTED: set(),
    ApplicationState.REFUSED: set(),
    ApplicationState.WITHDRAWN: set(),
}
TURN = {
    ApplicationState.DRAFT: "company",
    ApplicationState.SENT: "facilitator",
    ApplicationState.RETURNED: "company",
    ApplicationState.ADMITTED: None,
    ApplicationState.REFUSED: None,
    ApplicationState.WITHDRAWN: None,
}
OPEN = frozenset(state for state, turn in TURN.items() if turn)
