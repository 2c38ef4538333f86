import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Company, Territory


class Programme(models.Model):
    """One edition: a grant, a first and a last day, targets, and the territories that take part."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    grant_code = models.CharField(_("grant or call"), max_length=80, blank=True)
    label = models.CharField(
        _("label"),
        max_length=200,
        blank=True,
        help_text=_("Shown beside the name, for example that the data are invented."),
    )
    funding_statement = models.TextField(_("funding statement"), blank=True)
    territories = models.ManyToManyField(Territory, related_name="programmes")

    class Meta:
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="programme_ends_after_it_starts",
                violation_error_message=_("The last day comes after the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def runs_on(self, day: dt.date) -> bool:
        return self.starts_on <= day <= self.ends_on


class Target(models.Model):
    """What an edition promised, for one counter, in one territory or in all of them together."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="targets")
    counter = models.SlugField(_("counter"), help_text=_("Code of the counter that works it out from records."))
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("promise"), max_length=200)
    value = models.PositiveIntegerField(_("at least"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "counter", "territory"],
                name="target_once_per_counter_and_territory",
                violation_error_message=_("This counter already has a target here."),
            ),
            models.UniqueConstraint(
                fields=["programme", "counter"],
                condition=models.Q(territory=None),
                name="target_once_per_counter_overall",
                violation_error_message=_("This counter already has a target."),
            ),
            models.CheckConstraint(
                condition=models.Q(value__gt=0),
                name="target_is_more_than_zero",
                violation_error_message=_("A target is more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """A company admitted to an edition in a territory."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="participations")
    company = models.ForeignKey(Company, models.PROTECT, related_name="participations")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="participations")
    admitted_at = models.DateTimeField(_("admitted"))
    admitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["-admitted_at", "-pk"]
        indexes = [models.Index(fields=["programme", "territory", "admitted_at"], name="participation_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "company"],
                name="participation_once_per_edition",
                violation_error_message=_("This company already takes part in the edition."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_at__gte=models.F("admitted_at"), ended_by__isnull=False),
                name="participation_ended_at_with_ended_by",
                violation_error_message=_("An end has a person, and comes after the admission."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.programme}"
