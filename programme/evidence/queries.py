"""The evidence of a company, and the reports that it serves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, QuerySet, Value

from companies.reference.rules import fold
from programme.evidence.models import EvidenceFile

SHOWN_USES = 3


@dataclass(frozen=True)
class Use:
    """A report that a file belongs to: sent with it, or only laid to its draft."""

    report_id: int
    title: str
    sent: bool


def containing(files: QuerySet[EvidenceFile], words: str) -> QuerySet[EvidenceFile]:
    """The files whose name holds each of the words, whatever its case and accents."""
    for word in fold(words).split():
        files = files.filter(search__contains=word)
    return files


def uses_of(files: Iterable[EvidenceFile], *, with_drafts: bool) -> dict[int, list[Use]]:
    """By file, the latest reports it was sent with; drafts are for those who write them."""
    chosen = EvidenceFile.objects.filter(pk__in=[file.pk for file in files]).order_by()
    rows = _reports(chosen.filter(sendings__isnull=False), "sendings__report", sent=True)
    if with_drafts:
        rows = rows.union(_reports(chosen.filter(reports__isnull=False), "reports", sent=False))
    found: dict[int, dict[int, Use]] = {}
    for file_id, report_id, title, sent in sorted(rows, key=lambda row: (-row[1], not row[3])):
        uses = found.setdefault(file_id, {})
        if len(uses) < SHOWN_USES:
            uses.setdefault(report_id, Use(report_id, title, sent))
    return {file_id: list(uses.values()) for file_id, uses in found.items()}


def _reports(files: QuerySet[EvidenceFile], path: str, *, sent: bool) -> Any:
    """Rows (file, report, title, sent). Reports lie above evidence, and are asked for by the names of the relations."""
    columns = files.annotate(
        report_ref=F(f"{path}__pk"),
        report_title=F(f"{path}__milestone__title"),
        is_sent=Value(sent, output_field=BooleanField()),
    )
    return columns.values_list("pk", "report_ref", "report_title", "is_sent").distinct()
