"""Giving a tutor to a company, and releasing the tutor again."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Company, RoleGrant, User
from companies.people.access import active_grants
from companies.people.states import Role
from programme.editions.models import Participation
from programme.tutors.models import Assignment, Tutor
from programme.tutors.queries import current_assignment
from sme4green.errors import RuleBroken


def assign_tutor(participation_id: int, *, tutor_id: int, by: User, now: dt.datetime, note: str = "") -> Assignment:
    """Give a tutor to a company, at once. `note` says why a tutor who is full takes one company more.

    RuleBroken: the company no longer takes part, has a tutor, the tutor is of another territory, or is full.
    """
    try:
        with transaction.atomic():
            participation = _locked_participation(participation_id)
            tutor = _locked_tutor(tutor_id)
            _refuse_second_tutor(participation, by=by)
            _refuse_unfit_tutor(tutor, participation, now=now, note=note)
            assignment = Assignment.objects.create(
                participation=participation, tutor=tutor, assigned_at=now, assigned_by=by
            )
            _open_company_to(tutor, participation.company, by=by, now=now)
            record(
                EventKind.TUTOR_ASSIGNED,
                by=by,
                now=now,
                subject=assignment,
                company=participation.company,
                person=tutor.user,
                note=note,
            )
            return assignment
    except IntegrityError as error:
        _refuse_second_tutor(Participation.objects.select_related("company").get(pk=participation_id), by=by)
        raise RuleBroken(_("Somebody else changed this at the same moment. Look again before you go on.")) from error


@transaction.atomic
def release_tutor(assignment_id: int, *, by: User, now: dt.datetime, note: str) -> Assignment:
    """End an assignment with a reason; the tutor no longer sees the company unless another edition asks."""
    known = Assignment.objects.only("participation_id", "tutor_id").get(pk=assignment_id)
    # The same order as in assign_tutor, so that the two never wait for each other.
    participation = _locked_participation(known.participation_id)
    tutor = _locked_tutor(known.tutor_id)
    assignment = Assignment.objects.select_for_update(of=("self",)).select_related("ended_by").get(pk=assignment_id)
    if assignment.ended_at:
        raise RuleBroken(
            _("%(tutor)s was already released by %(person)s on %(moment)s.")
            % {"tutor": tutor, "person": assignment.ended_by, "moment": _said(assignment.ended_at, by)}
        )
    if not note.strip():
        raise RuleBroken(_("Say why the tutor is released."))
    assignment.ended_at, assignment.ended_by, assignment.end_reason = now, by, note
    assignment.save(update_fields=["ended_at", "ended_by", "end_reason"])
    _close_company_to(tutor, participation.company, now=now)
    record(
        EventKind.TUTOR_RELEASED,
        by=by,
        now=now,
        subject=assignment,
        company=participation.company,
        person=tutor.user,
        note=note,
    )
    return assignment


def _locked_participation(participation_id: int) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",)).select_related("company__territory", "territory")
    return rows.get(pk=participation_id)


def _locked_tutor(tutor_id: int) -> Tutor:
    return Tutor.objects.select_for_update(of=("self",)).select_related("user").get(pk=tutor_id)


def _refuse_second_tutor(participation: Participation, *, by: User) -> None:
    current = current_assignment(participation)
    if current:
        raise RuleBroken(
            _("%(company)s already has a tutor: %(tutor)s, since %(moment)s.")
            % {"company": participation.company, "tutor": current.tutor, "moment": _said(current.assigned_at, by)}
        )


def _refuse_unfit_tutor(tutor: Tutor, participation: Participation, *, now: dt.datetime, note: str) -> None:
    if participation.ended_at:
        raise RuleBroken(_("%(company)s no longer takes part.") % {"company": participation.company})
    held = active_grants(now=now).filter(user=tutor.user, role=Role.TUTOR, territory=participation.territory_id)
    if not held.exists():
        raise RuleBroken(
            _("%(tutor)s is not a tutor in %(territory)s.") % {"tutor": tutor, "territory": participation.territory}
        )
    helped = Company.objects.filter(participations__assignments__in=tutor.assignments.filter(ended_at=None))
    load = helped.exclude(pk=participation.company_id).distinct().count()
    if load >= tutor.most_companies and not note.strip():
        raise RuleBroken(
            ngettext(
                "%(tutor)s already helps %(load)d company, as many as agreed. Say why one more.",
                "%(tutor)s already helps %(load)d companies, as many as agreed. Say why one more.",
                load,
            )
            % {"tutor": tutor, "load": load}
        )


def _open_company_to(tutor: Tutor, company: Company, *, by: User, now: dt.datetime) -> None:
    """The tutor's right to the company's file; one is enough for several editions."""
    held = RoleGrant.objects.filter(user=tutor.user, role=Role.TUTOR, company=company, ends_at=None)
    if not held.exists():
        RoleGrant.objects.create(user=tutor.user, role=Role.TUTOR, company=company, granted_at=now, granted_by=by)


def _close_company_to(tutor: Tutor, company: Company, *, now: dt.datetime) -> None:
    if tutor.assignments.filter(participation__company=company, ended_at=None).exists():
        return
    for grant in RoleGrant.objects.filter(user=tutor.user, role=Role.TUTOR, company=company, ends_at=None):
        # A right ends after it began, also when both happen at the same moment.
        grant.ends_at = max(now, grant.granted_at + dt.timedelta(microseconds=1))
        grant.save(update_fields=["ends_at"])


def _said(moment: dt.datetime, reader: User) -> str:
    return formats.date_format(timezone.localtime(moment, ZoneInfo(reader.zone_name)), "j F Y, H:i")
