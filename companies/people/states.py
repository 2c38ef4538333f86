"""The roles that a person may hold, and what each must be bound to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FACILITATOR = "facilitator", _("Facilitator")
    TUTOR = "tutor", _("Tutor")
    OFFICIAL = "official", _("City official")
    MANAGER = "manager", _("Programme manager")
    AUDITOR = "auditor", _("Auditor")


class Standing(models.TextChoices):
    """Whom the register of people shows."""

    NOW = "now", _("With a role today")
    PAST = "past", _("Whose roles have ended")
    CLOSED = "closed", _("Closed accounts")
    ALL = "all", _("All of these")


# Roles over one territory; the others see all of them.
TERRITORY_ROLES = frozenset({Role.FACILITATOR, Role.TUTOR, Role.OFFICIAL})
