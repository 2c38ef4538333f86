"""How far a company has come with the programme; worked out, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    TAKES_PART = "takes_part", _("Takes part")
    TOOK_PART = "took_part", _("Took part")
    ASKED = "asked", _("Asked to take part")
    KNOWN = "known", _("Does not take part")


TONE = {Stage.TAKES_PART: "ok", Stage.TOOK_PART: "plain", Stage.ASKED: "info", Stage.KNOWN: "plain"}
