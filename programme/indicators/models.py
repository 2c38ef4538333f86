from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.indicators.rules import unit_word


class Indicator(models.Model):
    """What can be measured: its unit, the values that are possible, and whether a figure needs a proof."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    lowest = models.DecimalField(_("lowest value"), max_digits=18, decimal_places=3, default=0)
    highest = models.DecimalField(_("highest value"), max_digits=18, decimal_places=3, null=True, blank=True)
    evidence_needed = models.BooleanField(_("a figure needs evidence"), default=True)
    adds_up = models.BooleanField(_("a result that adds up over companies"), default=True)
    in_use = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(highest=None) | models.Q(highest__gte=models.F("lowest")),
                name="indicator_highest_is_not_below_lowest",
                violation_error_message=_("The highest value is not below the lowest."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit_word})" if self.unit_word else self.name

    @property
    def unit_word(self) -> str:
        """The unit as the reader writes it; nothing for things that are merely counted."""
        return unit_word(self.unit)
