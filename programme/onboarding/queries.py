"""What an application still needs, and what a facilitator looks at before answering."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.directory.access import companies_of
from companies.directory.queries import company_with_number, is_spoken_for, lies_in, with_words
from companies.directory.rules import TaxNumber
from companies.models import Company, LegalForm, Membership, Territory, User
from companies.sizes.queries import class_in_the_database
from companies.sizes.rules import SizeClass, explain_size, size_class
from programme.editions.models import Participation, Programme
from programme.editions.queries import days_ago, running_programme
from programme.onboarding.access import queue_visible_to
from programme.onboarding.models import SAID, Application
from programme.onboarding.rules import (
    ORDERS,
    Line,
    Missing,
    Review,
    Step,
    check_number,
    check_place,
    check_sector,
    check_size,
    core_name,
    differences,
    figures_of,
    label_of,
    number_of,
    outside_sentence,
)
from programme.onboarding.states import OPEN, ApplicationState
from sme4green.paging import counted

SHOWN = 5
# What a company that comes back need not type again.
KEPT = ("name", "legal_form", "municipality", "address", "website", "sector")
FIGURES = ("people", "turnover_eur", "balance_sheet_eur")
HISTORY = 50


def territory_of(application: Application) -> Territory | None:
    """The territory that the municipality belongs to."""
    if not application.municipality_id:
        return None
    return Territory.objects.filter(municipalities=application.municipality_id).first()


def edition_for(territory: Territory, *, now: dt.datetime) -> Programme | None:
    """The edition that is open where the day is the territory's."""
    return running_programme(territory, timezone.localdate(now, territory.zone))


def missing_to_send(application: Application, *, now: dt.datetime) -> list[Missing]:
    """Everything without which it cannot be sent, in the order of the page; empty when it is complete."""
    missing = [] if application.name else [Missing("name", _("Say the name of the company."))]
    _number, problem = number_of(application)
    if problem:
        missing.append(Missing("tax_number", problem))
    if not application.legal_form_id and LegalForm.objects.filter(country=application.country).exists():
        missing.append(Missing("legal_form", _("Choose the legal form.")))
    missing += _missing_of_place(application, now)
    if not application.sector_id:
        missing.append(Missing("sector", _("Choose the sector.")))
    figures = figures_of(application)
    if application.people is None:
        missing.append(Missing("people", _("Say how many people work there.")))
    elif size_class(*figures) == SizeClass.UNKNOWN:
        missing.append(Missing("turnover_eur", str(explain_size(*figures))))
    if not application.hopes:
        missing.append(Missing("hopes", _("Say what you hope for.")))
    if not application.privacy_accepted:
        missing.append(Missing("privacy_accepted", _("Accept the privacy notice.")))
    return missing


def _missing_of_place(application: Application, now: dt.datetime) -> list[Missing]:
    if not application.municipality_id:
        return [Missing("municipality", _("Choose the municipality."))]
    territory = territory_of(application)
    if not territory:
        return [Missing("municipality", outside_sentence(application))]
    if not edition_for(territory, now=now):
        sentence = _("No edition is open in %(territory)s now.") % {"territory": territory}
        return [Missing("municipality", sentence)]
    return []


# --- a company that is known already ------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """The portal knows a company by this number. Its name is told to its members alone."""

    company: Company
    number: TaxNumber
    spoken_for: bool
    is_member: bool
    is_owner: bool


def known_by_number(number: TaxNumber, user: User) -> Known | None:
    company = company_with_number(number)
    if not company:
        return None
    roles = set(Membership.objects.filter(company=company, user=user, ended_at=None).values_list("role", flat=True))
    return Known(company, number, is_spoken_for(company), bool(roles), Membership.Role.OWNER in roles)


def known_of(company: Company | None) -> dict[str, Any]:
    if not company:
        return {}
    columns = {name: getattr(company, name) for name in KEPT}
    if size := company.size_declarations.first():
        columns |= {name: getattr(size, name) for name in FIGURES}
    return columns


def in_the_way(application: Application, user: User) -> Known | None:
    """The company of others that keeps this application from being sent, if there is one."""
    number, _problem = number_of(application)
    known = known_by_number(number, user) if number else None
    return known if known and known.company.pk != application.company_id and not known.is_owner else None


def open_application_of(company: Company) -> Application | None:
    """The one that is being written, waits or was returned."""
    return company.applications.filter(state__in=OPEN).order_by("-saved_at").first()


def number_may_change(application: Application) -> bool:
    """A number is bound once sent; it can be mended while the company is known by this application alone."""
    company = application.company
    if company is None:
        return True
    return (
        application.sent_at is not None
        and company.source == Company.Source.APPLICATION
        and not Participation.objects.filter(company=company).exists()
        and not company.applications.exclude(pk=application.pk).exists()
    )


def said_already(application: Application) -> str:
    """What became of it, by whom and when, for the person who comes too late."""
    last = application.steps.select_related("by").last()
    if last is None:
        return _("This application was withdrawn: it can no longer change.")
    zone = application.territory.zone if application.territory else None
    words = {
        ApplicationState.SENT: _("%(who)s has already sent this application (%(when)s)."),
        ApplicationState.RETURNED: _("%(who)s has already returned this application (%(when)s)."),
        ApplicationState.ADMITTED: _("%(who)s has already admitted this company (%(when)s)."),
        ApplicationState.REFUSED: _("%(who)s has already refused this application (%(when)s)."),
        ApplicationState.WITHDRAWN: _("%(who)s has already withdrawn this application (%(when)s)."),
    }
    when = date_format(timezone.localtime(last.at, zone), "SHORT_DATETIME_FORMAT")
    return str(words[ApplicationState(last.state)]) % {"who": last.by, "when": when}


def application_with_number(number: TaxNumber, user: User, *, key: uuid.UUID) -> Application | None:
    """The draft that the person has begun for this number, by another form than the one with this key."""
    drafts = Application.objects.filter(applicant=user, state=ApplicationState.DRAFT, company=None)
    others = drafts.filter(country=number.country).exclude(one_time_key=key).order_by("-saved_at")[:20]
    same = (row for row in others if (its := number_of(row)[0]) and its.normalised == number.normalised)
    return next(same, None)


def companies_that_may_apply(user: User, *, now: dt.datetime) -> list[Company]:
    """The companies that a person owns and that have neither an open application nor a place in a running edition."""
    if not companies_of(user):
        return []
    today = timezone.localdate(now)
    busy = Application.objects.filter(state__in=OPEN, company__isnull=False).values("company_id")
    running = Participation.objects.filter(programme__starts_on__lte=today, programme__ends_on__gte=today)
    owned = Membership.objects.filter(user=user, ended_at=None, role=Membership.Role.OWNER).values("company_id")
    rows = Company.objects.filter(pk__in=owned).exclude(pk__in=busy).exclude(pk__in=running.values("company_id"))
    return list(rows[:SHOWN])


# --- what staff see -----------------------------------------------------------------------------


def history_of(application: Application) -> list[Step]:
    """The latest first."""
    steps = application.steps.select_related("by").order_by("-at", "-pk")[:HISTORY]
    return [
        Step(step, [Line(name, label_of(name), text) for name, text in step.remarks.items() if name in SAID])
        for step in steps
    ]


def review_of(application: Application, history: list[Step], territory: Territory | None) -> Review:
    _number, problem = number_of(application)
    checks = [
        check_number(problem),
        check_place(str(application.municipality or ""), str(territory or "")),
        check_size(*figures_of(application)),
        check_sector(str(application.sector or "")),
    ]
    sendings = [row.step.facts for row in history if row.step.state == ApplicationState.SENT]
    changes = differences(sendings[1], sendings[0]) if len(sendings) > 1 else []
    return Review(checks, similar_to(application), changes)


def similar_to(application: Application) -> list[Company]:
    """Other companies of the territory whose name is the same but for case, accents and legal form."""
    core = core_name(application.name)
    if len(core) < 3 or not application.territory_id:
        return []
    rows = Company.objects.filter(territory=application.territory_id, search__startswith=core)
    others = rows.exclude(pk=application.company_id).prefetch_related("identifiers")
    return [company for company in others[: 4 * SHOWN] if core_name(company.name) == core][:SHOWN]


def application_rows(
    user: User,
    *,
    today: dt.date,
    q: str = "",
    state: str = "",
    territory: str = "",
    edition: str = "",
    municipality: str = "",
    sector: str = "",
    size: str = "",
    sent: int = 0,
    sort: str = "oldest",
) -> QuerySet[Application]:
    """The applications that staff work through, each with `total`. `size` is that of the application's own figures;
    `sent` so many days ago or longer."""
    its = {"state": state, "territory__code": territory, "programme__code": edition}
    rows = queue_visible_to(user).filter(**{name: value for name, value in its.items() if value})
    rows = rows.filter(with_words(q, "company__"), lies_in(municipality=municipality, sector=sector))
    if size:
        rows = rows.alias(answer=class_in_the_database()).filter(answer=size)
    if sent:
        rows = rows.filter(sent_at__lt=days_ago(sent, today))
    rows = rows.annotate(total=counted(rows)).order_by(*ORDERS[sort].keys)
    return rows.select_related("territory", "municipality")
