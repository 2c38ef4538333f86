"""The sheets of the workbook, each read as a stream: the columns say which fields they need."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Identifier
from companies.sizes.rules import SizeClass
from programme.breakdowns.queries import milestones_on, with_size
from programme.breakdowns.rules import STANDING_WORDS
from programme.counters.queries import participations_on
from programme.counters.states import Level
from programme.dashboards.access import may_see_figures
from programme.dashboards.queries import Scope, dashboard_of
from programme.editions.queries import day_end, taking_part
from programme.evidence.models import EvidenceFile
from programme.reports.models import Decision, Sending, SentFigure
from programme.reports.states import Standing
from programme.tutors.models import Assignment
from programme.workbook.rules import Column, Sheet, Values, promises, results

CHUNK = 2000
PART = "report__milestone__participation__"


def may_have_workbook(scope: Scope) -> bool:
    """It tells of single companies: for those who may see their figures in every territory that is shown."""
    return all(may_see_figures(scope.user, place.pk) for place in scope.chosen)


def workbook_on(scope: Scope) -> list[Sheet]:
    """The sheets in the active language; the rows of each are read when somebody goes through them."""
    dashboard = dashboard_of(scope)
    levels = [Column(str(level.label), 12) for level in Level]
    promised = [Column(_("Promise"), 50), Column(_("Territories"), 20), Column(_("At least"), 10)]
    return [
        Sheet(_("Promises"), [*promised, *levels, Column(_("Note"), 60)], promises(dashboard)),
        Sheet(_("Results"), [Column(_("Indicator"), 40), Column(_("Unit"), 14), *levels], results(dashboard)),
        _companies(scope),
        _milestones(scope),
        _sendings(scope),
        _figures(scope),
        _evidence(scope),
    ]


def _sheet(title: str, columns: list[Column], rows: QuerySet[Any]) -> Sheet:
    """Every field is read once, however many columns say something of it."""
    paths = list(dict.fromkeys(path for column in columns for path in column.paths))
    where = {path: place for place, path in enumerate(paths)}

    def read() -> Iterator[Values]:
        for row in rows.values_list(*paths).iterator(chunk_size=CHUNK):
            yield tuple(
                column.say(*(row[where[path]] for path in column.paths)) if column.say else row[where[column.paths[0]]]
                for column in columns
            )

    return Sheet(title, columns, read())


def _on_the_day(scope: Scope, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Those of `rows` whose participation, to which `path` leads, runs at the end of the day; with `day_end`."""
    rows = rows.annotate(day_end=day_end(scope.chosen, scope.as_of, path))
    return rows.filter(taking_part(scope.programme, scope.chosen, path))


def _moment(scope: Scope, title: str, place: str, *paths: str) -> Column:
    """A moment on the clock of its territory, without a zone as spreadsheets have it; nothing if it came after the day.

    `paths` lead to the moment and, where it may be later than the day, to the end of the day.
    """
    zones = {territory.pk: territory.zone for territory in scope.territories}

    def local(place: int, moment: dt.datetime | None, end: dt.datetime | None = None) -> dt.datetime | None:
        return timezone.make_naive(moment, zones[place]) if moment and (end is None or moment < end) else None

    return Column(title, 17, (place, *paths), local)


def _answer(path: str = "") -> Column:
    """The verdict on a sending, unless it came after the day."""

    def verdict(given: str | None, at: dt.datetime | None, end: dt.datetime) -> str | None:
        return str(Decision.Verdict(given).label) if given and at and at < end else None

    return Column(_("Answer"), 16, (f"{path}decision__verdict", f"{path}decision__decided_at", "day_end"), verdict)


def _companies(scope: Scope) -> Sheet:
    numbers = Identifier.objects.filter(company=OuterRef("company")).order_by("pk")
    given = Assignment.objects.filter(participation=OuterRef("pk"), assigned_at__lt=OuterRef("day_end"))
    rows = with_size(participations_on(scope.programme, as_of=scope.as_of, territories=scope.chosen)).annotate(
        number=Subquery(numbers.values("normalised")[:1]),
        tutor=Subquery(given.order_by("-assigned_at").values("tutor__user__name")[:1]),
    )
    columns = [
        Column(_("Company"), 40, ("company__name",)),
        Column(_("Number"), 18, ("number",)),
        Column(_("Territory"), 16, ("territory__name",)),
        Column(_("Municipality"), 22, ("company__municipality__name",)),
        Column(_("Sector"), 12, ("company__sector__code",)),
        Column(_("Declared size"), 20, ("size",), lambda size: str(SizeClass(size).label)),
        _moment(scope, _("Admitted"), "territory_id", "admitted_at"),
        Column(_("Tutor"), 24, ("tutor",)),
    ]
    return _sheet(_("Companies"), columns, rows.order_by("company__name", "pk"))


def _milestones(scope: Scope) -> Sheet:
    rows = milestones_on(scope.programme, as_of=scope.as_of, territories=scope.chosen)
    columns = [
        Column(_("Company"), 40, ("participation__company__name",)),
        Column(_("Milestone"), 46, ("title",)),
        Column(_("Standing"), 22, ("then",), lambda then: str(STANDING_WORDS[Standing(then)])),
        Column(_("Due"), 12, ("due_then",)),
        Column(_("First due"), 12, ("original_due_on",)),
        Column(_("Indicator"), 32, ("indicator__name",)),
        Column(_("Baseline"), 12, ("baseline",)),
        Column(_("Target"), 12, ("target",)),
    ]
    return _sheet(_("Milestones"), columns, rows.order_by("participation__company__name", "due_then", "pk"))


def _sendings(scope: Scope) -> Sheet:
    rows = _on_the_day(scope, Sending.objects.all(), PART).filter(sent_at__lt=F("day_end"))
    place = f"{PART}territory_id"
    columns = [
        Column(_("Company"), 40, (f"{PART}company__name",)),
        Column(_("Milestone"), 46, ("report__milestone__title",)),
        Column(_("Report"), 10, ("report_id",)),
        Column(_("Sending"), 10, ("number",)),
        _moment(scope, _("Sent"), place, "sent_at"),
        Column(_("Milestone reached"), 18, ("completes",), lambda yes: _("yes") if yes else _("no")),
        _answer(),
        _moment(scope, _("Answered"), place, "decision__decided_at", "day_end"),
        Column(_("What was done"), 80, ("text",)),
    ]
    return _sheet(_("Reports"), columns, rows.order_by(f"{PART}company__name", "report", "number"))


def _figures(scope: Scope) -> Sheet:
    part = f"sending__{PART}"
    rows = _on_the_day(scope, SentFigure.objects.all(), part).filter(sending__sent_at__lt=F("day_end"))
    columns = [
        Column(_("Company"), 40, (f"{part}company__name",)),
        Column(_("Milestone"), 46, ("sending__report__milestone__title",)),
        Column(_("Report"), 10, ("sending__report_id",)),
        Column(_("Sending"), 10, ("sending__number",)),
        Column(_("Indicator"), 36, ("indicator__name",)),
        Column(_("Value"), 14, ("value",)),
        Column(_("Unit"), 12, ("unit",)),
        _answer("sending__"),
    ]
    order = (f"{part}company__name", "sending__report", "sending__number", "indicator__position", "pk")
    return _sheet(_("Figures"), columns, rows.order_by(*order))


def _evidence(scope: Scope) -> Sheet:
    """The index of evidence: every file that went with a sending by the day, once for each sending, with its hash."""
    part, place = f"sending__{PART}", f"sending__{PART}territory_id"
    links = EvidenceFile.sendings.through.objects.all()
    rows = _on_the_day(scope, links, part).filter(sending__sent_at__lt=F("day_end"))
    columns = [
        Column(_("Company"), 40, (f"{part}company__name",)),
        Column(_("Report"), 10, ("sending__report_id",)),
        Column(_("Sending"), 10, ("sending__number",)),
        Column(_("File name"), 40, ("evidencefile__name",)),
        Column(_("Kind"), 8, ("evidencefile__kind",)),
        Column(_("Size (bytes)"), 14, ("evidencefile__size_bytes",)),
        Column("SHA-256", 68, ("evidencefile__sha256",)),
        _moment(scope, _("Uploaded"), place, "evidencefile__uploaded_at"),
        _moment(scope, _("Removed"), place, "evidencefile__removed_at", "day_end"),
    ]
    return _sheet(
        _("Evidence"), columns, rows.order_by(f"{part}company__name", "sending__report", "sending__number", "pk")
    )
