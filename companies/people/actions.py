"""What changes about people and their roles."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from companies.journal.actions import record
from companies.journal.states import EventKind
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
def choose_language(user_id: int, *, language: str) -> None:
    """Remember the language that a person chose in the header of a page."""
    User.objects.filter(pk=user_id).update(language=language)


@transaction.atomic
def grant_role(
    user_id: int,
    *,
    role: Role,
    by: User | None,
    now: dt.datetime,
    territory: Territory | None = None,
    company: object = None,
    ends_at: dt.datetime | None = None,
) -> RoleGrant:
    """Give a person a role, over a territory or a company where the role asks for one."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    grant = RoleGrant(
        user=user, role=role, territory=territory, company=company, granted_at=now, granted_by=by, ends_at=ends_at
    )
    grant.full_clean(exclude=["granted_by"])
    grant.save()
    record(EventKind.ROLE_GRANTED, by=by, now=now, subject=grant, territory=territory, company=company, person=user)
    return grant


@transaction.atomic
def end_role(grant_id: int, *, by: User, now: dt.datetime) -> RoleGrant:
    """Take a role away, from this moment on."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant_id)
    if grant.ends_at and grant.ends_at <= now:
        raise RuleBroken(_("This role has already ended."))
    grant.ends_at = now
    grant.save(update_fields=["ends_at"])
    record(
        EventKind.ROLE_ENDED,
        by=by,
        now=now,
        subject=grant,
        territory=grant.territory,
        company=grant.company,
        person=grant.user,
    )
    return grant
