"""How far the word of a company has come, and for which stretch of time a tally stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    CLAIMED = "claimed", _("Claimed")
    PROVED = "proved", _("Proved")
    ACCEPTED = "accepted", _("Accepted")


class Stretch(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
