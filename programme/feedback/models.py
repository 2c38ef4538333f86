from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Feedback(models.Model):
    """What somebody says does not work for them in the portal, and what became of it."""

    text = models.TextField(_("what does not work"))
    page_address = models.CharField(_("page"), max_length=300, blank=True)
    reply_to = models.EmailField(_("e-mail for the answer"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    one_time_key = models.UUIDField(_("key of the form"))
    sent_at = models.DateTimeField(_("sent"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    note = models.TextField(_("what was done"), blank=True)

    class Meta:
        verbose_name_plural = _("feedback")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="feedback_by_moment")]
        constraints = [
            models.UniqueConstraint(
                fields=["one_time_key"],
                name="feedback_once_per_form",
                violation_error_message=_("This was already sent."),
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="feedback_is_answered_by_somebody",
                violation_error_message=_("An answer has a moment and a person, or neither."),
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | ~models.Q(note=""),
                name="feedback_answered_says_what_was_done",
                violation_error_message=_("Say what was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
