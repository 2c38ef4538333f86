from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.evidence.models import EvidenceFile
from programme.indicators.models import Indicator
from programme.milestones.models import Milestone
from programme.reports.states import OPEN, ReportState


class ProgressReport(models.Model):
    """The word of a company on one milestone, until it is accepted.

    Its own columns are the draft; what was sent is kept in Sending, as it was sent.
    """

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="reports")
    state = models.CharField(_("state"), max_length=8, choices=ReportState, default=ReportState.DRAFT)
    text = models.TextField(_("what was done"), blank=True)
    completes = models.BooleanField(_("the milestone is reached with this"), default=False)
    started_at = models.DateTimeField(_("started"))
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("last saved"))
    version = models.PositiveIntegerField(default=1)
    evidence = models.ManyToManyField(EvidenceFile, related_name="reports", blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-saved_at", "-id"], name="report_by_state"),
            models.Index(fields=["-saved_at", "-id"], name="report_by_moment"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=models.Q(state__in=sorted(OPEN)),
                name="progressreport_one_open_per_milestone",
                violation_error_message=_("There is already an open report on this milestone."),
            )
        ]

    def __str__(self) -> str:
        return self.milestone.title


class DraftFigure(models.Model):
    """A figure of the draft."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=3)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "indicator"],
                name="draftfigure_once_per_indicator",
                violation_error_message=_("This indicator is already in the report."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class Sending(models.Model):
    """What was sent, as it was sent; a report that was returned has several."""

    report = models.ForeignKey(ProgressReport, models.PROTECT, related_name="sendings")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("what was done"))
    completes = models.BooleanField(_("the milestone is reached with this"))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    evidence = models.ManyToManyField(EvidenceFile, related_name="sendings", blank=True)

    class Meta:
        ordering = ["report", "number"]
        indexes = [models.Index(fields=["sent_at"], name="sending_by_moment")]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="sending_number_once_per_report",
                violation_error_message=_("This report was already sent."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} #{self.number}"


class SentFigure(models.Model):
    """A figure as it was sent, with the unit of that day."""

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=20)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sending", "indicator"],
                name="sentfigure_once_per_indicator",
                violation_error_message=_("This indicator is already in the report."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"


class Decision(models.Model):
    """The reviewer's answer to one sending."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    sending = models.OneToOneField(Sending, models.PROTECT, related_name="decision")
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    note = models.TextField(_("note"), blank=True)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["decided_at", "pk"]
        indexes = [models.Index(fields=["verdict", "decided_at"], name="decision_by_moment")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="accepted") | ~models.Q(note=""),
                name="decision_return_has_a_reason",
                violation_error_message=_("Say what is missing."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sending}: {self.get_verdict_display()}"
