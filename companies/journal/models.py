from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.journal.states import EventKind


class Event(models.Model):
    """Something that happened: written once, in the transaction that made it true, and never changed."""

    kind = models.CharField(_("kind"), max_length=40, choices=EventKind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    company = models.ForeignKey("companies.Company", models.PROTECT, null=True, blank=True, related_name="events")
    territory = models.ForeignKey("companies.Territory", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    subject_kind = models.CharField(_("subject"), max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(_("title of the subject"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["company", "-at", "-id"], name="event_by_company"),
            models.Index(fields=["subject_kind", "subject_id"], name="event_by_subject"),
            models.Index(fields=["at"], name="event_untold", condition=models.Q(told_at=None)),
            models.Index(
                fields=["company"],
                name="event_uncounted",
                condition=models.Q(counted_at=None, company__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject_id=None, subject_kind="")
                | models.Q(subject_id__isnull=False) & ~models.Q(subject_kind=""),
                name="event_names_its_subject_by_kind_and_id",
                violation_error_message=_("A subject has a kind and an id, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}".strip()
