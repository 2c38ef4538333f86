"""What changes about people and their roles."""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.people.access import active_grants, in_force
from companies.people.models import RoleGrant, User
from companies.people.states import Role
from companies.territories.models import Territory
from sme4green.errors import RuleBroken


@transaction.atomic
def revise_profile(user_id: int, *, name: str, phone: str, language: str, zone_name: str) -> User:
    """Write what a person says about oneself. It is the person's own affair: no event."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    user.name, user.phone, user.language, user.zone_name = name, phone, language, zone_name
    user.save(update_fields=["name", "phone", "language", "zone_name"])
    return user


@transaction.atomic
def end_sessions(user_id: int, *, only: int | None = None, keep: str = "") -> int:
    """Sign a person out in one browser, or in all but the one with the session `keep`: how many. One's own affair."""
    rows = UserSession.objects.filter(user_id=user_id).exclude(session_key=keep)
    ended = list(rows.filter(pk=only) if only else rows)
    Session.objects.filter(session_key__in=[row.session_key for row in ended]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in ended]).delete()
    return len(ended)


@transaction.atomic
def choose_language(user_id: int, *, language: str) -> None:
    """Remember the language that a person chose in the header of a page."""
    User.objects.filter(pk=user_id).update(language=language)


def open_account(email: str, *, name: str, language: str, zone_name: str, by: User, now: dt.datetime) -> User:
    """An account without a password: its owner comes in by a code that is mailed to this address."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name, language=language, zone_name=zone_name, date_joined=now)
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
            record(EventKind.ACCOUNT_OPENED, by=by, now=now, subject=user, person=user)
            return user
    except IntegrityError as error:
        raise RuleBroken(_("There is already an account with this e-mail address.")) from error


@transaction.atomic
def grant_role(
    user_id: int,
    *,
    role: Role,
    by: User | None,
    now: dt.datetime,
    territory: Territory | None = None,
    ends_at: dt.datetime | None = None,
    note: str = "",
) -> RoleGrant:
    """Give a person a role, over a territory where the role asks for one; `note` says why."""
    user = _locked(user_id)
    if not user.is_active:
        raise RuleBroken(_("This account is closed. Open it again before you give it a role."))
    held = user.grants.filter(in_force(now), role=role, territory=territory, company=None)
    if held.exists():
        raise RuleBroken(_("%(person)s already has this role.") % {"person": user})
    grant = RoleGrant(user=user, role=role, territory=territory, granted_at=now, granted_by=by, ends_at=ends_at)
    try:
        grant.full_clean(exclude=["granted_by"])
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages)) from error
    grant.save()
    record(EventKind.ROLE_GRANTED, by=by, now=now, subject=grant, territory=territory, person=user, note=note)
    return grant


@transaction.atomic
def open_account_with_role(
    email: str, *, name: str, language: str, zone_name: str, by: User, now: dt.datetime, **given: Any
) -> RoleGrant:
    """Both or neither, for somebody who was never here; `given` as for `grant_role`."""
    user = open_account(email, name=name, language=language, zone_name=zone_name, by=by, now=now)
    return grant_role(user.pk, by=by, now=now, **given)


@transaction.atomic
def end_role(grant_id: int, *, by: User, now: dt.datetime, note: str = "") -> RoleGrant:
    """Take a role away, from this moment on; `note` says why."""
    managers = _locked_managers(now=now)
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("user", "territory").get(pk=grant_id)
    if grant.company_id:
        raise RuleBroken(_("This right comes from an assignment: release the tutor at the company."))
    if grant.ends_at and grant.ends_at <= now:
        raise RuleBroken(_("This role has already ended."))
    if grant.role == Role.MANAGER:
        _refuse_to_lock_out(managers, {grant.pk}, by=by)
    _end([grant], now=now)
    record(EventKind.ROLE_ENDED, by=by, now=now, subject=grant, territory=grant.territory, person=grant.user, note=note)
    return grant


@transaction.atomic
def close_account(user_id: int, *, by: User, now: dt.datetime, note: str) -> User:
    """A person left: roles end, nobody signs in with the account any more, the history stays."""
    managers = _locked_managers(now=now)
    user = _locked(user_id)
    if not user.is_active:
        raise RuleBroken(_("This account is already closed."))
    grants = list(user.grants.select_for_update(of=("self",)).filter(in_force(now)))
    if any(grant.company_id for grant in grants):
        raise RuleBroken(_("%(person)s is still the tutor of a company. Release the tutor first.") % {"person": user})
    _refuse_to_lock_out(managers, {grant.pk for grant in grants}, by=by)
    _end(grants, now=now)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user.pk)
    record(EventKind.ACCOUNT_CLOSED, by=by, now=now, subject=user, person=user, note=note)
    return user


@transaction.atomic
def reopen_account(user_id: int, *, by: User, now: dt.datetime) -> User:
    """The person is back and may sign in; roles that ended stay ended."""
    user = _locked(user_id)
    if user.is_active:
        raise RuleBroken(_("This account is open."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(EventKind.ACCOUNT_REOPENED, by=by, now=now, subject=user, person=user)
    return user


def _locked(user_id: int) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user_id)


def _locked_managers(*, now: dt.datetime) -> list[RoleGrant]:
    """The grants of today's managers: of two who end each other's role, the second waits and sees what is left."""
    rows = active_grants(now=now).filter(role=Role.MANAGER).select_for_update(of=("self",))
    return list(rows.order_by("pk"))


def _refuse_to_lock_out(managers: list[RoleGrant], ending: set[int], *, by: User) -> None:
    """A manager is always left, and nobody ends the last such role of one's own."""
    if not ending & {grant.pk for grant in managers}:
        return
    left = [grant for grant in managers if grant.pk not in ending]
    if not left:
        raise RuleBroken(_("The portal always has a manager: give the role to somebody else first."))
    own = by.pk in {grant.user_id for grant in managers} - {grant.user_id for grant in left}
    if own:
        raise RuleBroken(_("You would lock yourself out. Ask another manager to end your role."))


def _end(grants: list[RoleGrant], *, now: dt.datetime) -> None:
    for grant in grants:
        # A role ends after it began, also when both happen at the same moment.
        grant.ends_at = max(now, grant.granted_at + dt.timedelta(microseconds=1))
        grant.save(update_fields=["ends_at"])
