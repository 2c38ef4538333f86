"""What the clock reminds of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReminderKind(models.TextChoices):
    MILESTONE_DUE = "milestone_due", _("A milestone is due")
    REPORT_WAITING = "report_waiting", _("A report waits for the reviewer")
    DRAFT_IDLE = "draft_idle", _("An application is not sent")


# Kind of the subject that a reminder is about, as the journal names it.
SUBJECT = {
    ReminderKind.MILESTONE_DUE: "milestone",
    ReminderKind.REPORT_WAITING: "progressreport",
    ReminderKind.DRAFT_IDLE: "application",
}
