from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.editions.models import Participation
from programme.indicators.models import Indicator


class MilestoneTemplate(models.Model):
    """A step that many companies take, offered as a starting point."""

    code = models.SlugField(_("code"), unique=True)
    title = models.CharField(_("title"), max_length=150)
    guidance = models.TextField(_("what to do and what proves it"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    due_after_days = models.PositiveSmallIntegerField(_("due so many days after admission"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    in_use = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """A dated step of a company, with what it will be measured by."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="milestones")
    template = models.ForeignKey(MilestoneTemplate, models.PROTECT, null=True, blank=True, related_name="+")
    one_time_key = models.UUIDField(_("one-time key of the form"))
    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("what will be done"), blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=3, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=3, null=True, blank=True)
    due_on = models.DateField(_("due"))
    original_due_on = models.DateField(_("first due"))
    planned_at = models.DateTimeField(_("planned"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    drop_reason = models.TextField(_("reason"), blank=True)
    achieved_at = models.DateTimeField(_("achieved"), null=True, blank=True)  # kept by the answer to a report
    version = models.PositiveIntegerField(default=1)
    search = models.CharField(_("searched text"), max_length=300, blank=True, help_text=_("its title, folded"))

    standing: str  # only where reports.queries.with_standing adds it

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], name="milestone_by_due_day"),
            models.Index(
                fields=["due_on", "id"],
                name="milestone_open_by_due_day",
                condition=models.Q(achieved_at=None, dropped_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["planned_by", "one_time_key"],
                name="milestone_made_once_per_form",
                violation_error_message=_("This milestone is already planned."),
            ),
            models.UniqueConstraint(
                fields=["participation", "template"],
                condition=models.Q(template__isnull=False, dropped_at=None),
                name="milestone_once_per_template",
                violation_error_message=_("This step is already planned."),
            ),
            models.CheckConstraint(
                condition=models.Q(indicator__isnull=False) | models.Q(baseline=None, target=None),
                name="milestone_figures_have_an_indicator",
                violation_error_message=_("A baseline or a target needs an indicator."),
            ),
            models.CheckConstraint(
                condition=models.Q(dropped_at=None, dropped_by=None)
                | models.Q(dropped_at__isnull=False, dropped_by__isnull=False),
                name="milestone_dropped_at_with_dropped_by",
                violation_error_message=_("A milestone is dropped at a moment, by a person."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DueMove(models.Model):
    """A due day that was moved: the former day, and why."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="moves")
    former_due_on = models.DateField(_("former day"))
    moved_at = models.DateTimeField(_("moved"))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ["moved_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="duemove_has_a_reason",
                violation_error_message=_("Say why the day moves."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.former_due_on}"
