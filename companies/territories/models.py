import zoneinfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.reference.models import Country, Municipality

ZONES = [(name, name) for name in sorted(zoneinfo.available_timezones()) if name.startswith("Europe/")]


class Territory(models.Model):
    """A place with its own facilitator, language, time zone and currency."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    country = models.CharField(_("country"), max_length=2, choices=Country)
    zone_name = models.CharField(_("time zone"), max_length=40, choices=ZONES)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    currency = models.CharField(_("currency"), max_length=3, help_text=_("ISO 4217"))
    focus = models.CharField(_("focus"), max_length=200, blank=True)
    office_name = models.CharField(_("facilitator's office"), max_length=120)
    office_email = models.EmailField(_("office e-mail"), blank=True)
    office_phone = models.CharField(_("office phone"), max_length=40, blank=True)
    municipalities = models.ManyToManyField(Municipality, through="TerritoryMunicipality", related_name="territories")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("territories")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.zone_name)


class TerritoryMunicipality(models.Model):
    """Says that a municipality belongs to a territory; it belongs to one at most."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    municipality = models.OneToOneField(Municipality, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = _("municipalities of territories")

    def __str__(self) -> str:
        return f"{self.municipality} → {self.territory}"
