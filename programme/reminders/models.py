from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Company
from programme.reminders.states import SUBJECT, ReminderKind


class Reminder(models.Model):
    """One occurrence that the clock said to one person: what, about which day, how many days before or after it.

    Its notice, and the mail of the notice where there is one, are written with it.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=ReminderKind)
    subject_id = models.PositiveBigIntegerField(_("number of the subject"))
    about_on = models.DateField(
        _("about the day"), help_text=_("The day when it is due, was sent, or was saved for the last time.")
    )
    step = models.SmallIntegerField(_("days after that day"), help_text=_("Negative: days before it."))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="reminders")
    title = models.CharField(_("title of the subject"), max_length=200, blank=True)
    said_at = models.DateTimeField(_("said"))

    class Meta:
        ordering = ["-said_at", "-pk"]
        indexes = [models.Index(fields=["person", "-said_at", "-id"], name="reminder_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "about_on", "step", "person"],
                name="reminder_once_per_occurrence_and_person",
                violation_error_message=_("This person was already reminded of it."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ReminderKind.MILESTONE_DUE) | models.Q(step__gte=0),
                name="reminder_of_waiting_comes_afterwards",
                violation_error_message=_("Nobody is reminded of waiting before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.subject_id} ({self.about_on} {self.step:+d}) → {self.person}"

    @property
    def subject_kind(self) -> str:
        """The kind of its subject, as events name it."""
        return SUBJECT[ReminderKind(self.kind)]
