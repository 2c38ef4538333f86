import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.exports.states import ExportState, Format, What


class Export(models.Model):
    """A list that somebody asked for as a file; the row stays as history when the file is gone."""

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
                | models.Q(state=ExportState.READY, ended_at__isnull=False, expires_at__isnull=False)
                | (models.Q(state=ExportState.FAILED, ended_at__isnull=False) & ~models.Q(error="")),
                name="export_end_has_its_moment_and_its_reason",
                violation_error_message=_("A file that is ready has a last day; one that failed, a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.get_format_display()})"

    def is_kept(self, now: dt.datetime) -> bool:
        """Whether its file is still there to be taken."""
        return bool(self.stored_as and self.expires_at and self.expires_at > now)
