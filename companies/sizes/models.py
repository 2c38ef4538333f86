from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.directory.models import Company


class SizeDeclaration(models.Model):
    """What a company says of its own size for one closed year; groups of companies are not looked at."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="size_declarations")
    people = models.DecimalField(_("people (annual work units)"), max_digits=9, decimal_places=1)
    turnover_eur = models.DecimalField(_("turnover (EUR)"), max_digits=15, decimal_places=2, null=True, blank=True)
    balance_sheet_eur = models.DecimalField(
        _("balance sheet total (EUR)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    declared_at = models.DateTimeField(_("declared"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__gte=0)
                & (models.Q(turnover_eur=None) | models.Q(turnover_eur__gte=0))
                & (models.Q(balance_sheet_eur=None) | models.Q(balance_sheet_eur__gte=0)),
                name="sizedeclaration_is_not_negative",
                violation_error_message=_("People and amounts cannot be negative."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.people}"
