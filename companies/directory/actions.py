"""Who a company is and who acts for it: invitations, requests to join, roles. Each locks the company first."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from companies.directory.access import join_requests_answerable_by, speakers_of
from companies.directory.models import Company, Identifier, Invitation, JoinRequest, Membership
from companies.directory.rules import TaxNumber, searched_text
from companies.directory.states import MOVES, JoinState
from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.people.models import User
from sme4green.errors import RuleBroken

OWNER = Membership.Role.OWNER


def _lock(company_id: int) -> Company:
    """The row of the company is the lock on the list of its people."""
    rows = Company.objects.select_for_update(of=("self",)).select_related("territory")
    company: Company = rows.get(pk=company_id)
    return company


def _keep_an_owner(company: Company) -> None:
    """To be asked after a change: an owner who can still sign in must be left."""
    if not speakers_of(company.pk).filter(role=OWNER).exists():
        raise RuleBroken(_("A company always has an owner: make somebody else owner first."))


def _add_member(company: Company, user: User, *, role: str, now: dt.datetime) -> Membership:
    if Membership.objects.filter(company=company, user=user, ended_at=None).exists():
        raise RuleBroken(_("This person already acts for the company."))
    return Membership.objects.create(company=company, user=user, role=role, since_at=now)


def register_company(number: TaxNumber, *, by: User, now: dt.datetime, **columns: Any) -> Company:
    """Make a company known, with `by` as its owner. IntegrityError where somebody else was first with the number.

    Part of an action that writes the event, as is `revise_company`.
    """
    company = Company(source=Company.Source.APPLICATION, created_at=now, **columns)
    company.search = searched_text(company.name, [number.normalised])
    company.save()
    Identifier.objects.create(company=company, **asdict(number))
    Membership.objects.create(company=company, user=by, role=OWNER, since_at=now)
    return company


def revise_company(company_id: int, *, number: TaxNumber, **columns: Any) -> Company:
    """Bring a company up to date; a number that it does not have takes the place of the one it was known by."""
    company = _lock(company_id)
    if not company.identifiers.filter(normalised=number.normalised).exists():
        company.identifiers.update(**asdict(number))
    for name, value in columns.items():
        setattr(company, name, value)
    company.search = searched_text(company.name, company.identifiers.values_list("normalised", flat=True))
    company.version += 1
    company.save(update_fields=[*columns, "search", "version"])
    return company


@transaction.atomic
def invite_person(company_id: int, *, by: User, now: dt.datetime, email: str, role: str) -> Invitation:
    """Invite whoever holds an e-mail address. Where nobody speaks for the company, only an owner can be invited."""
    company = _lock(company_id)
    email = email.strip().lower()
    if speakers_of(company.pk).filter(user__email__iexact=email).exists():
        raise RuleBroken(_("This person already acts for the company."))
    if company.invitations.filter(email=email, accepted_at=None, cancelled_at=None).exists():
        raise RuleBroken(_("This address is already invited. Cancel that invitation to invite with another role."))
    if role != OWNER and not speakers_of(company.pk).filter(role=OWNER).exists():
        raise RuleBroken(_("Nobody speaks for this company yet: the first person is invited as its owner."))
    invitation = Invitation.objects.create(company=company, email=email, role=role, invited_at=now, invited_by=by)
    record(EventKind.MEMBER_INVITED, by=by, now=now, subject=invitation, company=company, note=email)
    return invitation


def _open_invitation(invitation_id: int) -> tuple[Invitation, Company]:
    company = _lock(Invitation.objects.values_list("company_id", flat=True).get(pk=invitation_id))
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if invitation.accepted_at:
        raise RuleBroken(_("This invitation was already accepted."))
    if invitation.cancelled_at:
        raise RuleBroken(_("This invitation was cancelled."))
    return invitation, company


@transaction.atomic
def cancel_invitation(invitation_id: int, *, by: User, now: dt.datetime) -> Invitation:
    invitation, company = _open_invitation(invitation_id)
    invitation.cancelled_at = now
    invitation.save(update_fields=["cancelled_at"])
    record(EventKind.INVITATION_CANCELLED, by=by, now=now, subject=invitation, company=company, note=invitation.email)
    return invitation


@transaction.atomic
def accept_invitation(invitation_id: int, *, by: User, now: dt.datetime) -> Membership:
    """Whoever proved to hold the address (the door has checked it) acts for the company from now on."""
    invitation, company = _open_invitation(invitation_id)
    membership = _add_member(company, by, role=invitation.role, now=now)
    invitation.accepted_at, invitation.accepted_by = now, by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(EventKind.MEMBER_ADDED, by=by, now=now, subject=membership, company=company, person=by)
    return membership


def ask_to_join(company_id: int, *, by: User, now: dt.datetime, message: str) -> JoinRequest:
    """Ask the owner, or where nobody speaks for the company the facilitator. One open request per person."""
    try:
        with transaction.atomic():
            company = _lock(company_id)
            if Membership.objects.filter(company=company, user=by, ended_at=None).exists():
                raise RuleBroken(_("You already act for this company."))
            request = JoinRequest.objects.create(company=company, user=by, message=message, asked_at=now)
            record(EventKind.JOIN_ASKED, by=by, now=now, subject=request, company=company, person=by, note=message)
            return request
    except IntegrityError as error:
        raise RuleBroken(_("You have already asked; the answer is awaited.")) from error


def _answerable(request_id: int, *, by: User, to: JoinState) -> tuple[JoinRequest, Company]:
    """The request under the lock, if it still waits and still waits for this person."""
    company = _lock(JoinRequest.objects.values_list("company_id", flat=True).get(pk=request_id))
    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request_id)
    if to not in MOVES[JoinState(request.state)]:
        raise RuleBroken(_("%(who)s has already answered this request.") % {"who": request.decided_by})
    if not join_requests_answerable_by(by).filter(pk=request_id).exists():
        raise RuleBroken(_("Somebody speaks for this company now: its owner answers this request."))
    return request, company


@transaction.atomic
def accept_join(request_id: int, *, by: User, now: dt.datetime, role: str, note: str = "") -> Membership:
    """Let the person in. Whoever is let into a company without an owner becomes its owner, whatever was chosen."""
    request, company = _answerable(request_id, by=by, to=JoinState.ACCEPTED)
    if not speakers_of(company.pk).filter(role=OWNER).exists():
        role = OWNER
    membership = _add_member(company, request.user, role=role, now=now)
    request.state, request.decided_at, request.decided_by, request.note = JoinState.ACCEPTED, now, by, note
    request.save(update_fields=["state", "decided_at", "decided_by", "note"])
    record(EventKind.JOIN_ACCEPTED, by=by, now=now, subject=request, company=company, person=request.user, note=note)
    return membership


@transaction.atomic
def refuse_join(request_id: int, *, by: User, now: dt.datetime, note: str) -> JoinRequest:
    request, company = _answerable(request_id, by=by, to=JoinState.REFUSED)
    request.state, request.decided_at, request.decided_by, request.note = JoinState.REFUSED, now, by, note
    request.save(update_fields=["state", "decided_at", "decided_by", "note"])
    record(EventKind.JOIN_REFUSED, by=by, now=now, subject=request, company=company, person=request.user, note=note)
    return request


def _current(membership_id: int) -> tuple[Membership, Company]:
    company = _lock(Membership.objects.values_list("company_id", flat=True).get(pk=membership_id))
    membership = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership_id)
    if membership.ended_at:
        raise RuleBroken(_("%(who)s no longer acts for this company.") % {"who": membership.user})
    return membership, company


@transaction.atomic
def change_role(membership_id: int, *, by: User, now: dt.datetime, role: str) -> Membership:
    """Give a member another role; the last owner stays owner."""
    membership, company = _current(membership_id)
    if membership.role == role:
        return membership
    membership.role = role
    membership.save(update_fields=["role"])
    _keep_an_owner(company)
    record(EventKind.MEMBER_ROLE_CHANGED, by=by, now=now, subject=membership, company=company, person=membership.user)
    return membership


@transaction.atomic
def hand_over(membership_id: int, *, by: User, now: dt.datetime) -> Membership:
    """Make this member owner in the place of `by`, who goes on as contributor."""
    membership, company = _current(membership_id)
    own = Membership.objects.filter(company=company, user=by, ended_at=None, role=OWNER).exclude(pk=membership_id)
    if not own.update(role=Membership.Role.CONTRIBUTOR):
        raise RuleBroken(_("You are no longer owner of this company."))
    membership.role = OWNER
    membership.save(update_fields=["role"])
    _keep_an_owner(company)
    record(EventKind.MEMBER_ROLE_CHANGED, by=by, now=now, subject=membership, company=company, person=membership.user)
    return membership


@transaction.atomic
def end_membership(membership_id: int, *, by: User, now: dt.datetime) -> Membership:
    """The person no longer acts for the company, from this moment; the last owner cannot leave."""
    membership, company = _current(membership_id)
    membership.ended_at = now
    membership.save(update_fields=["ended_at"])
    _keep_an_owner(company)
    record(EventKind.MEMBER_LEFT, by=by, now=now, subject=membership, company=company, person=membership.user)
    return membership
