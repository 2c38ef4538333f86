from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.notices.models import Mail


class Digest(models.Model):
    """The weekly mail of one person: what was told before this Monday and was not mailed by itself."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests")
    week_on = models.DateField(_("Monday"))
    written_at = models.DateTimeField(_("written"))
    mail = models.OneToOneField(Mail, models.PROTECT, related_name="digest")

    class Meta:
        ordering = ["-week_on", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "week_on"],
                name="digest_once_per_person_and_week",
                violation_error_message=_("This person already has the mail of this week."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.week_on}"
