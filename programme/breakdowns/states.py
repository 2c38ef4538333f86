"""By what the companies of an edition are grouped."""

from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_KNOWN = "none"  # the key of the companies that have not said it


class Kind(models.TextChoices):
    SECTOR = "sector", _("Sector")
    SIZE = "size", _("Size")
    MUNICIPALITY = "municipality", _("Municipality")
