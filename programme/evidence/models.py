from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.models import Company


class EvidenceFile(models.Model):
    """A file that proves something, with the day it stands for and who may read it."""

    class Audience(models.TextChoices):
        COMPANY = "company", _("The company, its tutor and staff")
        STAFF = "staff", _("Staff and tutor only")

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"
        XLSX = "xlsx", "XLSX"
        DOCX = "docx", "DOCX"

    company = models.ForeignKey(Company, models.PROTECT, related_name="evidence")
    audience = models.CharField(_("who may read it"), max_length=8, choices=Audience, default=Audience.COMPANY)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    name = models.CharField(_("file name"), max_length=150)
    search = models.CharField(_("searched text"), max_length=200, blank=True)
    stored_as = models.CharField(_("stored as"), max_length=80, unique=True)
    size_bytes = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64)
    stands_for_on = models.DateField(_("day it stands for"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["company", "-uploaded_at", "-id"], name="evidencefile_by_company")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size_bytes__gt=0),
                name="evidencefile_is_not_empty",
                violation_error_message=_("The file is empty."),
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None, removed_by=None)
                | models.Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidencefile_removed_at_with_removed_by",
                violation_error_message=_("A removal has a moment and a person."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
