"""What is exported, how it is written, where the file stands that somebody asked for, and how much it tells."""

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
    PROGRAMME = "programme", _("Report of the programme")


class Format(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    PDF = "pdf", "PDF"


LIST_FORMATS = frozenset({Format.XLSX, Format.CSV})
FORMATS = {**dict.fromkeys(What, LIST_FORMATS), What.PROGRAMME: frozenset({Format.PDF, Format.XLSX})}


class Sight(models.TextChoices):
    """Of how many territories of a report its reader was told figures of fewer than five companies."""

    ALL = "all", _("Figures of every territory")
    SOME = "some", _("Figures of some territories")
    NONE = "none", _("Sums over five companies or more")
