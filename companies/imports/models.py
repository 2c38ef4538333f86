from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.directory.models import Company
from companies.imports.states import OPEN, ImportState
from companies.intake.states import RowResult
from companies.lists.readers import Line
from companies.lists.rules import Columns
from companies.territories.models import Territory


class ImportRun(models.Model):
    """A list of companies on its way into the directory of one territory."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    name = models.CharField(_("file name"), max_length=150)
    stored_as = models.CharField(_("stored as"), max_length=80, unique=True)
    size_bytes = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64)
    language = models.CharField(_("language of its sentences"), max_length=2, choices=settings.LANGUAGES)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("empty where the list came by the command line"),
    )
    header = models.JSONField(_("headers"))
    header_row = models.PositiveIntegerField(_("row with the headers"))
    columns = models.JSONField(_("what the columns hold"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    leased_until = models.DateTimeField(_("held by a worker until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts since the last row"), default=0)
    last_row = models.PositiveIntegerField(_("last row that was written"), default=0)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows written"), default=0)
    created = models.PositiveIntegerField(_("new companies"), default=0)
    updated = models.PositiveIntegerField(_("known, completed"), default=0)
    unchanged = models.PositiveIntegerField(_("known, unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    questions = models.PositiveIntegerField(_("with a question"), default=0)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        indexes = [
            models.Index(fields=["territory", "-uploaded_at", "-id"], name="importrun_by_territory"),
            models.Index(
                fields=["confirmed_at", "id"],
                name="importrun_for_the_worker",
                condition=models.Q(state__in=[ImportState.CONFIRMED, ImportState.RUNNING]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "sha256"],
                condition=models.Q(state__in=OPEN),
                name="importrun_one_open_per_file",
                violation_error_message=_("This very file is already being imported."),
            ),
            models.CheckConstraint(
                condition=models.Q(leased_until=None) | models.Q(state=ImportState.RUNNING),
                name="importrun_is_held_only_while_it_runs",
                violation_error_message=_("A worker holds an import only while it runs."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def matched(self) -> Columns:
        return Columns(Line(self.header_row, self.header), tuple(self.columns))

    @property
    def known(self) -> int:
        return self.updated + self.unchanged

    @property
    def good(self) -> int:
        """Rows that are, or would be, taken."""
        return self.created + self.known

    @property
    def left(self) -> int:
        """Rows that were not written because the import ended before."""
        return 0 if self.is_open else self.total - self.good - self.refused

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ImportRow(models.Model):
    """One row of a list, with what became of it, or would."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    numeric = models.JSONField(_("columns kept as numbers"), default=list)
    result = models.CharField(_("result"), max_length=10, choices=RowResult, blank=True)
    note = models.TextField(_("what was said of it"), blank=True)
    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="+")
    former_code = models.CharField(_("former sector code"), max_length=20, blank=True)
    choices = models.JSONField(_("codes it may have become"), default=list)
    asks = models.BooleanField(_("asks for the sector"), default=False)

    class Meta:
        ordering = ["run", "number"]
        indexes = [
            models.Index(fields=["run", "result", "id"], name="importrow_by_result"),
            models.Index(fields=["run", "id"], name="importrow_that_asks", condition=models.Q(asks=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"],
                name="importrow_number_once_per_run",
                violation_error_message=_("A list has each row once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.number}"

    @property
    def line(self) -> Line:
        return Line(self.number, self.cells, frozenset(self.numeric))
