from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Territory
from programme.editions.models import Participation, Programme
from programme.indicators.models import Indicator
from programme.reports.models import ProgressReport
from programme.tallies.states import Stretch


class Contribution(models.Model):
    """The days on which a company counts under one number, and the record that makes it count."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="contributions", db_index=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", db_index=False)
    counter = models.CharField(_("counter"), max_length=60)
    level = models.CharField(_("level"), max_length=20)
    from_on = models.DateField(_("from the day"))
    until_on = models.DateField(_("until before the day"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=3)
    record_at = models.DateTimeField(_("moment of the earliest record"))
    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="+", null=True, blank=True, db_index=False)

    class Meta:
        ordering = ["participation", "counter", "level", "from_on"]
        indexes = [models.Index(fields=["programme", "counter", "level", "from_on"], name="contribution_by_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "counter", "level", "from_on"],
                name="contribution_begins_once_on_a_day",
                violation_error_message=_("This company already counts from that day on."),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gt=models.F("from_on")),
                name="contribution_holds_for_a_day_at_least",
                violation_error_message=_("The first day comes before the day on which it no longer counts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter} {self.level} {self.from_on}"


class Tally(models.Model):
    """By how much a number of an edition in a territory changed on one day, or in one month.

    The number on a day is the sum of the months before its own and of the days of its month up to it.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", db_index=False)
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", db_index=False)
    counter = models.CharField(_("counter"), max_length=60)
    level = models.CharField(_("level"), max_length=20)
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="tallies", null=True, blank=True, db_index=False
    )
    stretch = models.CharField(_("stretch"), max_length=5, choices=Stretch)
    day = models.DateField(_("first day"))
    companies = models.IntegerField(_("change in companies"))
    value = models.DecimalField(_("change in value"), max_digits=24, decimal_places=3)

    class Meta:
        ordering = ["programme", "counter", "territory", "stretch", "day", "level"]
        verbose_name_plural = _("tallies")
        indexes = [
            models.Index(
                fields=["programme", "indicator", "territory", "stretch", "day"],
                name="tally_by_indicator",
                condition=models.Q(indicator__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "counter", "territory", "stretch", "day", "level"],
                name="tally_once_per_number_and_day",
                violation_error_message=_("This number already has a change on that day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.counter} {self.level} {self.day}: {self.companies:+d}"


class Counted(models.Model):
    """What one participation has added to the tallies: the changes, as they were worked out from its records."""

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="counted")
    steps = models.JSONField(_("changes"), help_text=_("Counter, level, day, change in companies, change in value."))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        ordering = ["participation"]
        verbose_name_plural = _("counted participations")

    def __str__(self) -> str:
        return f"#{self.participation_id}"
