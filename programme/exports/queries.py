"""The rows and columns of each list as they go into a file: those of the page, all of them, in its order."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from companies.directory.access import reads_files
from companies.models import Identifier, Territory, User
from companies.people.access import grants_of
from programme.companyfile.queries import company_rows
from programme.companyfile.states import Stage
from programme.dashboards.rules import Scope
from programme.exports.models import Export
from programme.exports.rules import Column
from programme.exports.states import What
from programme.onboarding.queries import application_rows
from programme.onboarding.states import ApplicationState
from programme.reports.queries import milestone_rows, report_rows
from programme.reports.states import STANDING_WORDS, ReportState, Standing
from programme.results.queries import waiting_words
from programme.results.rules import day_words
from sme4green.words import in_the_sentence

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Listing:
    """The rows of a list in their order, the values to read of each, and the columns made of them."""

    rows: QuerySet[Any]
    fields: tuple[str, ...]
    columns: list[Column]


def listing_of(what: What, *, user: User, now: dt.datetime, wanted: dict[str, Any]) -> Listing:
    """What the list shows to this person at that moment with these filters."""
    return LISTINGS[what](user, now, wanted)


def _companies(user: User, now: dt.datetime, wanted: dict[str, Any]) -> Listing:
    number = Identifier.objects.filter(company=OuterRef("pk")).order_by("pk").values("normalised")[:1]
    rows = company_rows(user, today=timezone.localdate(now), **wanted).annotate(number=Subquery(number))
    columns = [
        Column(_("Company"), _field("name"), width=40),
        Column(_("Territory"), _field("territory__name"), width=24),
        Column(_("Stage"), lambda row: str(Stage(row["stage"]).label)),
        Column(_("Municipality"), _field("municipality__name"), width=24),
        Column(_("Sector (code)"), _field("sector__code"), width=14),
        Column(_("Sector"), _sector, width=60),
    ]
    if reads_files(user):
        columns[1:1] = [Column(_("Tax number"), _readable("number"), width=16)]
        columns += [
            Column(_("Tutor"), _readable("tutor_name"), width=28),
            Column(_("Last report"), _day(_readable("last_sent_at")), width=14),
        ]
    sector = tuple(f"sector__title_{language}" for language in LANGUAGES)
    named = ("name", "number", "territory__name", "municipality__name", "sector__code", *sector)
    return Listing(rows, (*named, "stage", "readable", "tutor_name", "last_sent_at"), columns)


def _applications(user: User, now: dt.datetime, wanted: dict[str, Any]) -> Listing:
    rows = application_rows(user, today=timezone.localdate(now), **wanted)
    columns = [
        Column(_("Company"), _field("name"), width=40),
        Column(_("Tax number"), _field("tax_number"), width=16),
        Column(_("State"), lambda row: str(ApplicationState(row["state"]).label), width=26),
        Column(_("Municipality"), _field("municipality__name"), width=24),
        Column(_("Territory"), _field("territory__name"), width=24),
        Column(_("Sent"), _day(_field("sent_at")), width=14),
        Column(_("Days waiting"), _days_until(now), width=14),
        Column(_("People at work"), _field("people"), width=16),
        Column(_("Turnover of the last closed year (EUR)"), _field("turnover_eur"), width=24),
    ]
    if wanted.get("state") != ApplicationState.SENT:
        del columns[6]
    fields = ("name", "tax_number", "state", "municipality__name", "territory__name", "territory__zone_name")
    return Listing(rows, (*fields, "sent_at", "people", "turnover_eur"), columns)


def _reports(user: User, now: dt.datetime, wanted: dict[str, Any]) -> Listing:
    company, territory = "milestone__participation__company__name", "milestone__participation__territory__name"
    columns = [
        Column(_("Milestone"), _field("milestone__title"), width=50),
        Column(_("State"), lambda row: str(ReportState(row["state"]).label)),
        Column(_("Company"), _field(company), width=40),
        Column(_("Territory"), _field(territory), width=24),
        Column(_("Milestone due"), _field("milestone__due_on"), width=14),
        Column(_("Last change"), _moment(_field("saved_at")), width=18),
    ]
    fields = ("milestone__title", "milestone__due_on", "state", "saved_at", company, territory)
    return Listing(report_rows(user, today=timezone.localdate(now), **wanted), fields, columns)


def _milestones(user: User, now: dt.datetime, wanted: dict[str, Any]) -> Listing:
    company, territory = "participation__company__name", "participation__territory__name"
    columns = [
        Column(_("Company"), _field(company), width=40),
        Column(_("Territory"), _field(territory), width=24),
        Column(_("Standing"), lambda row: str(STANDING_WORDS[Standing(row["standing"])]), width=24),
    ]
    if reads_files(user):
        columns[:0] = [Column(_("Milestone"), _readable("title"), width=50)]
        columns += [Column(_("Due"), _readable("shown_due_on"), width=14)]
    fields = (company, territory, "title", "standing", "shown_due_on", "readable")
    return Listing(milestone_rows(user, today=timezone.localdate(now), **wanted), fields, columns)


LISTINGS: dict[What, Callable[[User, dt.datetime, dict[str, Any]], Listing]] = {
    What.COMPANIES: _companies,
    What.APPLICATIONS: _applications,
    What.REPORTS: _reports,
    What.MILESTONES: _milestones,
}


# --- cells ------------------------------------------------------------------------------------

Cell = Callable[[dict[str, Any]], Any]


def _field(name: str) -> Cell:
    return lambda row: row[name]


def _readable(name: str) -> Cell:
    """Only of a company whose file the person may open."""
    return lambda row: row[name] if row["readable"] else None


def _day(cell: Cell) -> Cell:
    """The day of a moment, in the zone of the person who asked."""
    return lambda row: timezone.localdate(moment) if (moment := cell(row)) else None


def _moment(cell: Cell) -> Cell:
    """A moment as the clock of the person who asked shows it; spreadsheets know no zones."""
    return lambda row: timezone.localtime(moment).replace(tzinfo=None) if (moment := cell(row)) else None


def _days_until(now: dt.datetime) -> Cell:
    """Since it was sent, as the list says it: in days of the territory."""

    def days(row: dict[str, Any]) -> int:
        zone = ZoneInfo(row["territory__zone_name"])
        return (timezone.localdate(now, zone) - timezone.localdate(row["sent_at"], zone)).days

    return days


def _sector(row: dict[str, Any]) -> str:
    """As `Sector.title` says it: in the reader's language, else as it was published."""
    return next((title for language in (get_language(), "en", "it") if (title := row[f"sector__title_{language}"])), "")


def about_of(export: Export, *, made_at: dt.datetime) -> list[tuple[str, str]]:
    """What a list says about itself: what it holds, for whom, of when, and who pays."""
    grants = grants_of(export.asked_by)
    mine = Territory.objects.filter(pk__in=grants.facilitates | grants.official_of)
    territories = _("All") if grants.reads_everything else ", ".join(str(one) for one in mine)
    lines = [
        (_("What"), str(export.get_what_display())),
        (_("Filters"), "; ".join(export.filters) or _("None")),
        (_("Territory"), territories),
        (_("Asked by"), str(export.asked_by)),
        (_("As of"), _moment_words(made_at)),
    ]
    return _said([*lines, *_ours(settings.FUNDING_STATEMENT)])


def about_report(export: Export, scope: Scope, *, made_at: dt.datetime) -> list[tuple[str, str]]:
    """The same of the workbook of an edition."""
    lines = [
        (_("What"), str(export.get_what_display())),
        (_("Edition"), " · ".join(one for one in (scope.programme.name, scope.programme.label) if one)),
        (_("Territories"), scope.places),
        (_("As of the end of"), day_words(scope.as_of)),
        *waiting_words(scope),
        (_("Asked by"), str(export.asked_by)),
        (_("Made"), _moment_words(made_at)),
    ]
    return _said([*lines, *_ours(scope.programme.funding_statement or settings.FUNDING_STATEMENT)])


def _ours(funding: str) -> list[tuple[str, str]]:
    return [(_("Portal"), settings.SITE_URL), (_("Funding"), funding)]


def _said(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, words) for label, words in lines if words]


def _moment_words(moment: dt.datetime) -> str:
    return f"{in_the_sentence(date_format(moment, 'j F Y, H:i'))} ({moment.tzname()})"
