"""What becomes of a row of a list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RowResult(models.TextChoices):
    """Before an import what would become of a row, after it what has."""

    NEW = "new", _("New company")
    UPDATED = "updated", _("Known, completed")
    UNCHANGED = "unchanged", _("Known, unchanged")
    REFUSED = "refused", _("Refused")
    LEFT = "left", _("Not imported")


KNOWN = (RowResult.UPDATED, RowResult.UNCHANGED)
