"""Starting, saving, sending and withdrawing an application."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from companies.directory.actions import register_company, revise_company
from companies.directory.rules import TaxNumber
from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Company, User
from companies.sizes.actions import declare_size
from programme.editions.models import Participation
from programme.onboarding.models import SAID, Application, ApplicationStep
from programme.onboarding.queries import (
    FIGURES,
    KEPT,
    edition_for,
    known_by_number,
    known_of,
    missing_to_send,
    number_may_change,
    number_of,
    said_already,
    territory_of,
)
from programme.onboarding.rules import as_facts
from programme.onboarding.states import MOVES, ApplicationState
from sme4green.errors import RuleBroken

ALREADY_KNOWN = _("A company with this number is already known to the portal. Ask to join it instead.")


def start_application(
    *,
    by: User,
    now: dt.datetime,
    one_time_key: uuid.UUID,
    country: str,
    tax_number: str,
    company: Company | None = None,
) -> Application:
    """A new draft; the same form sent twice gives the first one back.

    `company` is the one that `by` acts for, when it comes back: its draft begins with what is known.
    """
    known = Application.objects.filter(applicant=by, one_time_key=one_time_key)
    try:
        with transaction.atomic():
            if first := known.first():
                return first
            application = Application.objects.create(
                applicant=by,
                one_time_key=one_time_key,
                started_at=now,
                saved_at=now,
                saved_by=by,
                country=country,
                tax_number=tax_number,
                company=company,
                **known_of(company),
            )
            record(EventKind.APPLICATION_STARTED, by=by, now=now, subject=application, company=company)
            return application
    except IntegrityError:
        return known.get()


def _locked(application_id: int) -> Application:
    rows = Application.objects.select_for_update(of=("self",))
    application: Application = rows.select_related("company__territory", "territory", "applicant").get(
        pk=application_id
    )
    return application


def _check_move(application: Application, to: ApplicationState) -> None:
    """RuleBroken with who did what and when, if the state does not allow the move."""
    if to not in MOVES[ApplicationState(application.state)]:
        raise RuleBroken(said_already(application))


def _take_step(
    application: Application, to: ApplicationState, *, by: User, now: dt.datetime, note: str = "", **columns: Any
) -> None:
    """The new state, the row of the history and the event, which every move of an application has."""
    application.state = to
    ApplicationStep.objects.create(application=application, state=to, at=now, by=by, note=note, **columns)
    record(
        EventKind(f"application_{to.value}"),
        by=by,
        now=now,
        subject=application,
        company=application.company,
        person=application.applicant,
        note=note,
    )


@transaction.atomic
def save_application(application_id: int, *, by: User, now: dt.datetime, version: int, **said: Any) -> Application:
    """Write what was said, complete or not. `version` is the one the person saw; an older one is refused."""
    application = _locked(application_id)
    _check_move(application, ApplicationState.SENT)
    if application.version != version:
        raise RuleBroken(
            _("%(who)s saved this application meanwhile. Nothing you typed is lost: compare, and save again.")
            % {"who": application.saved_by or application.applicant}
        )
    if not number_may_change(application):
        said = {name: value for name, value in said.items() if name not in ("country", "tax_number")}
    for name, value in said.items():
        if name not in SAID:
            raise ValueError(name)
        setattr(application, name, value)
    application.saved_at, application.saved_by, application.version = now, by, version + 1
    application.save(update_fields=[*said, "saved_at", "saved_by", "version"])
    record(EventKind.APPLICATION_SAVED, by=by, now=now, subject=application, company=application.company)
    return application


def send_application(application_id: int, *, by: User, now: dt.datetime) -> Application:
    """Send it, or send it again: from now on the number belongs to this company.

    RuleBroken where something is missing, where the number is another's, or where the company is in already.
    """
    try:
        with transaction.atomic():
            application = _locked(application_id)
            _check_move(application, ApplicationState.SENT)
            _send(application, by=by, now=now)
            return application
    except IntegrityError as error:
        # Somebody else sent the same number, or the same company, in the same second.
        raise RuleBroken(_refusal(error)) from error


def _refusal(error: IntegrityError) -> object:
    """The sentence for the constraint that held; any other error goes on."""
    if "identifier" in str(error):
        return ALREADY_KNOWN
    if "application" in str(error):
        return _("This company already has an open application.")
    raise error


def _send(application: Application, *, by: User, now: dt.datetime) -> None:
    missing = missing_to_send(application, now=now)
    number, territory = number_of(application)[0], territory_of(application)
    if missing or not number or not territory:
        raise RuleBroken(_("Something is still missing: %(first)s") % {"first": missing[0].sentence})
    programme = edition_for(territory, now=now)
    application.territory, application.programme = territory, programme
    application.company = _company_for(application, number, by=by, now=now)
    if Participation.objects.filter(company=application.company, programme=programme).exists():
        raise RuleBroken(_("This company already takes part in %(edition)s.") % {"edition": programme})
    figures = {name: getattr(application, name) for name in FIGURES}
    declare_size(application.company, by=by, now=now, **figures)
    application.sent_at = now
    application.version += 1
    _take_step(application, ApplicationState.SENT, by=by, now=now, facts=as_facts(application))
    application.save(update_fields=["state", "company", "programme", "territory", "sent_at", "version"])


def _company_for(application: Application, number: TaxNumber, *, by: User, now: dt.datetime) -> Company:
    """The company of this number, brought up to date or made; the database decides who was first."""
    known, company = known_by_number(number, by), application.company
    if known and known.company != company:
        if company or not known.is_owner:
            raise RuleBroken(ALREADY_KNOWN)
        company = known.company
    columns = {name: getattr(application, name) for name in KEPT} | {"territory": application.territory}
    if company is None:
        return register_company(number, by=by, now=now, **columns)
    return revise_company(company.pk, number=number, **columns)


@transaction.atomic
def withdraw_application(application_id: int, *, by: User, now: dt.datetime) -> Application:
    """The company takes its request back, before it is answered."""
    application = _locked(application_id)
    _check_move(application, ApplicationState.WITHDRAWN)
    _take_step(application, ApplicationState.WITHDRAWN, by=by, now=now)
    application.save(update_fields=["state"])
    return application


@transaction.atomic
def admit_application(
    application_id: int, *, by: User, now: dt.datetime, note: str = "", version: int | None = None
) -> Participation:
    """Admit the company to the edition that runs, which after a change of year is not the one it asked for."""
    application = _answerable(application_id, ApplicationState.ADMITTED, by=by, version=version)
    territory, company = application.territory, application.company
    programme = edition_for(territory, now=now) if territory else None
    if not programme:
        raise RuleBroken(_("No edition is open in %(territory)s now.") % {"territory": territory})
    participation, is_new = Participation.objects.get_or_create(
        programme=programme,
        company=company,
        defaults={"territory": territory, "admitted_at": now, "admitted_by": by},
    )
    if not is_new:
        raise RuleBroken(_("This company already takes part in %(edition)s.") % {"edition": programme})
    application.programme = programme
    _take_step(application, ApplicationState.ADMITTED, by=by, now=now, note=note)
    application.save(update_fields=["state", "programme"])
    return participation


@transaction.atomic
def return_application(
    application_id: int,
    *,
    by: User,
    now: dt.datetime,
    note: str,
    remarks: dict[str, str] | None = None,
    version: int | None = None,
) -> Application:
    """Back to the company for completion, with the reason and a remark for each field that needs one."""
    application = _answerable(application_id, ApplicationState.RETURNED, by=by, version=version)
    _take_step(application, ApplicationState.RETURNED, by=by, now=now, note=note, remarks=remarks or {})
    application.save(update_fields=["state"])
    return application


@transaction.atomic
def refuse_application(
    application_id: int, *, by: User, now: dt.datetime, note: str, version: int | None = None
) -> Application:
    application = _answerable(application_id, ApplicationState.REFUSED, by=by, version=version)
    _take_step(application, ApplicationState.REFUSED, by=by, now=now, note=note)
    application.save(update_fields=["state"])
    return application


def _answerable(application_id: int, to: ApplicationState, *, by: User, version: int | None) -> Application:
    """The application under the lock, if it still waits for an answer, is the one that was read, and not one's own."""
    application = _locked(application_id)
    _check_move(application, to)
    if version not in (None, application.version):  # it came back and was sent again meanwhile
        raise RuleBroken(said_already(application))
    if application.applicant_id == by.pk or application.steps.filter(state=ApplicationState.SENT, by=by).exists():
        raise RuleBroken(_("An application cannot be answered by the person who sent it."))
    return application
