"""The roles that a person may hold, and what each must be bound to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FACILITATOR = "facilitator", _("Facilitator")
    TUTOR = "tutor", _("Tutor")
    OFFICIAL = "official", _("City official")
    MANAGER = "manager", _("Programme manager")
    AUDITOR = "auditor", _("Auditor")


# Roles over one territory; the others see all of them.
TERRITORY_ROLES = frozenset({Role.FACILITATOR, Role.TUTOR, Role.OFFICIAL})
