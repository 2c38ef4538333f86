"""What the clock reminds of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.preferences.states import Topic


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
# Under which topic a person may ask for less of it.
TOPIC = {
    ReminderKind.MILESTONE_DUE: Topic.MILESTONES,
    ReminderKind.REPORT_WAITING: Topic.REVIEWS,
    ReminderKind.DRAFT_IDLE: Topic.APPLICATIONS,
}
