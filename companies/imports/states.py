"""Where the import of a list stands, and whose move it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Columns to be matched")
    PREVIEWED = "previewed", _("To be confirmed")
    CONFIRMED = "confirmed", _("Waiting for its turn")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Broken off")
    CANCELLED = "cancelled", _("Cancelled")


S = ImportState
MOVES: dict[ImportState, set[ImportState]] = {
    S.UPLOADED: {S.PREVIEWED, S.CANCELLED},
    S.PREVIEWED: {S.CONFIRMED, S.CANCELLED},
    S.CONFIRMED: {S.RUNNING, S.CANCELLED},
    S.RUNNING: {S.DONE, S.FAILED, S.CANCELLED},
    S.DONE: set(),
    S.FAILED: set(),
    S.CANCELLED: set(),
}
TURN: dict[ImportState, str | None] = {
    S.UPLOADED: "facilitator",
    S.PREVIEWED: "facilitator",
    S.CONFIRMED: "worker",
    S.RUNNING: "worker",
    S.DONE: None,
    S.FAILED: None,
    S.CANCELLED: None,
}
# Not ended: the same file is not taken a second time.
OPEN = (S.UPLOADED, S.PREVIEWED, S.CONFIRMED, S.RUNNING)
# The columns may still be matched anew.
LOOKED_AT = (S.UPLOADED, S.PREVIEWED)
