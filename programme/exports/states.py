"""What is exported, how it is written, and where the file stands that somebody asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    ASKED = "asked", _("Waits for its turn")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


MOVES = {
    ExportState.ASKED: {ExportState.MAKING},
    ExportState.MAKING: {ExportState.READY, ExportState.FAILED, ExportState.ASKED},
    ExportState.READY: set(),
    ExportState.FAILED: set(),
}
TURN = {
    ExportState.ASKED: "worker",
    ExportState.MAKING: "worker",
    ExportState.READY: None,
    ExportState.FAILED: None,
}
OPEN = frozenset(state for state, turn in TURN.items() if turn)
TONE = {ExportState.ASKED: "info", ExportState.MAKING: "info", ExportState.READY: "ok", ExportState.FAILED: "late"}


class What(models.TextChoices):
    COMPANIES = "companies", _("Companies")
    APPLICATIONS = "applications", _("Applications")
    REPORTS = "reports", _("Reports")
    MILESTONES = "milestones", _("Milestones")


class Format(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
