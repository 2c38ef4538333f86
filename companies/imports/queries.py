"""The rows of an import by what became of them."""

from collections import Counter

from django.db.models import Count, QuerySet

from companies.imports.models import ImportRow, ImportRun
from companies.imports.rules import Shown, shown
from companies.imports.states import LOOKED_AT
from companies.intake.states import KNOWN, RowResult
from companies.reference.models import Sector
from companies.reference.queries import scheme_of


def open_questions(run: ImportRun) -> QuerySet[ImportRow]:
    """The rows that ask for a sector; after the import, while the company still has none."""
    rows = run.rows.filter(asks=True)
    return rows if run.state in LOOKED_AT else rows.filter(company__sector=None, company__isnull=False)


def rows_of(run: ImportRun, tab: str) -> QuerySet[ImportRow]:
    """The rows of one tab of the report, or all."""
    rows = {
        "new": run.rows.filter(result=RowResult.NEW),
        "known": run.rows.filter(result__in=KNOWN),
        "refused": run.rows.filter(result=RowResult.REFUSED),
        "left": run.rows.filter(result=RowResult.LEFT),
        "questions": open_questions(run),
    }.get(tab, run.rows.all())
    return rows.select_related("company").order_by("pk")


def counted(run: ImportRun) -> Counter[str]:
    """How many rows have which result."""
    return Counter(dict(run.rows.order_by().values_list("result").annotate(Count("pk"))))


def first_rows(run: ImportRun) -> list[ImportRow]:
    """Enough of the list to see what its columns hold."""
    return list(run.rows.order_by("pk")[:20])


def shown_rows(run: ImportRun, rows: list[ImportRow], *, with_choices: bool) -> list[Shown]:
    """The rows with what a page says of them; with the titles of the codes to choose from where a person answers."""
    sectors: dict[str, Sector] = {}
    if with_choices:
        codes = {code for row in rows for code in row.choices}
        scheme = scheme_of(run.territory.country)
        sectors = {sector.code: sector for sector in Sector.objects.filter(scheme=scheme, code__in=codes)}
    return [shown(run, row, [sectors[code] for code in row.choices if code in sectors]) for row in rows]
