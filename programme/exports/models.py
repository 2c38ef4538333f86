import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Territory
from programme.editions.models import Programme
from programme.exports.states import ExportState, Format, Sight, What

LIST = ~models.Q(what=What.PROGRAMME)


class Export(models.Model):
    """A list or a report that somebody asked for as a file; the row of a list stays as history when its file is gone.

    A report is kept, and is there for all who may see what stands in it: its edition, day and territories are known.
    """

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    asked_at = models.DateTimeField(_("asked"))
    one_time_key = models.UUIDField(_("one-time key of the form"))
    what = models.CharField(_("what"), max_length=20, choices=What)
    format = models.CharField(_("format"), max_length=5, choices=Format)
    query = models.CharField(_("address of the list, after the question mark"), max_length=2000, blank=True)
    filters = models.JSONField(_("the filters in words"), default=list, blank=True)
    rights = models.JSONField(_("rights that it rests on"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=2)
    state = models.CharField(_("state"), max_length=6, choices=ExportState, default=ExportState.ASKED)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    leased_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    done_rows = models.PositiveIntegerField(_("rows written"), default=0)
    total_rows = models.PositiveIntegerField(_("rows in all"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ready or failed"), null=True, blank=True)
    expires_at = models.DateTimeField(_("file is removed"), null=True, blank=True)
    stored_as = models.CharField(_("stored as"), max_length=80, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    error = models.CharField(_("why it could not be made"), max_length=300, blank=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="exports", verbose_name=_("edition")
    )
    as_of = models.DateField(_("as of the end of"), null=True, blank=True)
    territories = models.ManyToManyField(Territory, related_name="+", blank=True, verbose_name=_("territories"))
    sight = models.CharField(_("what it tells"), max_length=4, choices=Sight, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at", "-id"], name="export_by_person"),
            models.Index(
                fields=["attempts", "asked_at", "id"],
                name="export_open",
                condition=models.Q(state__in=[ExportState.ASKED, ExportState.MAKING]),
            ),
            models.Index(fields=["expires_at"], name="export_with_file", condition=~models.Q(stored_as="")),
            models.Index(
                fields=["programme", "-ended_at", "-id"],
                name="export_report",
                condition=models.Q(programme__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "one_time_key"],
                name="export_asked_once_per_form",
                violation_error_message=_("This file was already asked for."),
            ),
            models.UniqueConstraint(
                fields=["stored_as"],
                condition=~models.Q(stored_as=""),
                name="export_has_a_file_of_its_own",
                violation_error_message=_("Another file is stored under this name."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=ExportState.MAKING, leased_until__isnull=False)
                | (~models.Q(state=ExportState.MAKING) & models.Q(leased_until=None)),
                name="export_being_made_has_a_lease",
                violation_error_message=_("A file being made is claimed until a moment."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[ExportState.ASKED, ExportState.MAKING], ended_at=None)
                | (models.Q(state=ExportState.READY, ended_at__isnull=False, expires_at__isnull=False) & LIST)
                | (models.Q(state=ExportState.READY, ended_at__isnull=False, expires_at=None) & ~LIST)
                | (models.Q(state=ExportState.FAILED, ended_at__isnull=False) & ~models.Q(error="")),
                name="export_end_has_its_moment_and_its_reason",
                violation_error_message=_(
                    "A list that is ready has a last day, a report has none; what failed has a reason."
                ),
            ),
            models.CheckConstraint(
                condition=(LIST & models.Q(programme=None, as_of=None, sight=""))
                | (~LIST & ~models.Q(state=ExportState.READY))
                | (~LIST & models.Q(programme__isnull=False, as_of__isnull=False) & ~models.Q(sight="")),
                name="export_report_says_of_what_and_when",
                violation_error_message=_(
                    "A report that is ready has an edition, a day, and what it tells; a list, none."
                ),
            ),
            models.CheckConstraint(
                condition=(LIST & ~models.Q(format=Format.PDF)) | (~LIST & ~models.Q(format=Format.CSV)),
                name="export_format_fits",
                violation_error_message=_("A list is written as XLSX or CSV, a report as PDF or XLSX."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.get_format_display()})"

    def is_kept(self, now: dt.datetime) -> bool:
        """Whether its file is still there to be taken."""
        return bool(self.stored_as) and (self.is_report or bool(self.expires_at and self.expires_at > now))

    @property
    def is_report(self) -> bool:
        return self.what == What.PROGRAMME

    @property
    def has_rows(self) -> bool:
        return self.format != Format.PDF
