from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.editions.models import Participation


class Tutor(models.Model):
    """A person who helps companies: what about, and how many at once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tutor")
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    expertise = models.CharField(_("helps with"), max_length=250, blank=True)
    most_companies = models.PositiveSmallIntegerField(_("most companies at once"), default=5)

    class Meta:
        ordering = ["user__name"]

    def __str__(self) -> str:
        return str(self.user)


class Assignment(models.Model):
    """A tutor given to a company for an edition, until the tutor is released."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="assignments")
    tutor = models.ForeignKey(Tutor, models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField(_("assigned"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("released"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["-assigned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=models.Q(ended_at=None),
                name="assignment_one_tutor_at_a_time",
                violation_error_message=_("This company already has a tutor."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_at__gte=models.F("assigned_at"), ended_by__isnull=False),
                name="assignment_ended_at_with_ended_by",
                violation_error_message=_("An end has a person, and comes after the assignment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tutor} → {self.participation.company}"
