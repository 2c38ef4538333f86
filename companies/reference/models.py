from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    """The countries of the European Union, by ISO 3166-1 code (Greece is GR; its VAT prefix is EL)."""

    AT = "AT", _("Austria")
    BE = "BE", _("Belgium")
    BG = "BG", _("Bulgaria")
    CY = "CY", _("Cyprus")
    CZ = "CZ", _("Czechia")
    DE = "DE", _("Germany")
    DK = "DK", _("Denmark")
    EE = "EE", _("Estonia")
    ES = "ES", _("Spain")
    FI = "FI", _("Finland")
    FR = "FR", _("France")
    GR = "GR", _("Greece")
    HR = "HR", _("Croatia")
    HU = "HU", _("Hungary")
    IE = "IE", _("Ireland")
    IT = "IT", _("Italy")
    LT = "LT", _("Lithuania")
    LU = "LU", _("Luxembourg")
    LV = "LV", _("Latvia")
    MT = "MT", _("Malta")
    NL = "NL", _("Netherlands")
    PL = "PL", _("Poland")
    PT = "PT", _("Portugal")
    RO = "RO", _("Romania")
    SE = "SE", _("Sweden")
    SI = "SI", _("Slovenia")
    SK = "SK", _("Slovakia")


class Sector(models.Model):
    """One heading of a classification of economic activities, in one version of it."""

    class Scheme(models.TextChoices):
        ATECO_2025 = "ateco-2025", "ATECO 2025"
        NACE_21 = "nace-2.1", "NACE Rev. 2.1"

    scheme = models.CharField(_("classification"), max_length=12, choices=Scheme)
    code = models.CharField(_("code"), max_length=10)
    level = models.PositiveSmallIntegerField(_("level"), help_text=_("1 section, 2 division, up to 6 subcategory"))
    parent_code = models.CharField(_("code above"), max_length=10, blank=True)
    title_it = models.CharField(max_length=300, blank=True)
    title_ro = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    search = models.TextField(_("searched text"), blank=True, help_text=_("code and titles, without case and accents"))

    class Meta:
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="sector_code_once_per_scheme",
                violation_error_message=_("This code is already in the classification."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        """In the reader's language where the classification has it, else in the language it was published in."""
        in_language = getattr(self, f"title_{(get_language() or 'en')[:2]}", "")
        return in_language or self.title_en or self.title_it


class Municipality(models.Model):
    """A municipality (IT: ISTAT code; RO: SIRUTA code) of the country, with the NUTS 3 region it lies in."""

    country = models.CharField(_("country"), max_length=2, choices=Country)
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    province = models.CharField(_("province or county"), max_length=80, blank=True)
    nuts3 = models.CharField("NUTS 3", max_length=5, blank=True)
    search = models.CharField(_("searched text"), max_length=250, blank=True)

    class Meta:
        ordering = ["name", "code"]
        verbose_name_plural = _("municipalities")
        indexes = [models.Index(fields=["country", "name"], name="municipality_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "code"],
                name="municipality_code_once_per_country",
                violation_error_message=_("This code is already a municipality."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.province})" if self.province else self.name


class LegalForm(models.Model):
    """A legal form of enterprises in one country, by the code of the national register."""

    country = models.CharField(_("country"), max_length=2, choices=Country)
    code = models.CharField(_("code"), max_length=10)
    title = models.CharField(_("title"), max_length=200)
    common = models.BooleanField(_("shown first"), default=False)

    class Meta:
        ordering = ["country", "-common", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "code"],
                name="legal_form_code_once_per_country",
                violation_error_message=_("This code is already a legal form."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class NutsRegion(models.Model):
    """A region of the NUTS 2024 classification."""

    code = models.CharField(_("code"), max_length=5, unique=True)
    country = models.CharField(_("country"), max_length=2)
    level = models.PositiveSmallIntegerField(_("level"))
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
