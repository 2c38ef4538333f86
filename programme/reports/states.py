"""Where a progress report stands, which moves are allowed, and whose move it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("With the reviewer")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


MOVES = {
    ReportState.DRAFT: {ReportState.SENT},
    ReportState.SENT: {ReportState.RETURNED, ReportState.ACCEPTED},
    ReportState.RETURNED: {ReportState.SENT},
    ReportState.ACCEPTED: set(),
}
TURN = {
    ReportState.DRAFT: "company",
    ReportState.SENT: "reviewer",
    ReportState.RETURNED: "company",
    ReportState.ACCEPTED: None,
}
OPEN = frozenset(state for state, turn in TURN.items() if turn)


class Standing(models.TextChoices):
    """Where a milestone is today; worked out, never stored."""

    ACHIEVED = "achieved", _("Achieved")
    WITH_REVIEWER = "with_reviewer", _("With the reviewer")
    RETURNED = "returned", _("Returned: your move")
    OVERDUE = "overdue", _("Overdue")
    DUE_SOON = "due_soon", _("Due soon")
    PLANNED = "planned", _("Planned")


TONE = {
    Standing.ACHIEVED: "ok",
    Standing.WITH_REVIEWER: "info",
    Standing.RETURNED: "warn",
    Standing.OVERDUE: "late",
    Standing.DUE_SOON: "warn",
    Standing.PLANNED: "plain",
}
# "Returned: your move" is said to the company; others read these.
STANDING_WORDS = {**{one: one.label for one in Standing}, Standing.RETURNED: _("Returned to the company")}
DUE_SOON_DAYS = 14
