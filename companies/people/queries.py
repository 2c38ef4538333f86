"""The register of people: who holds or held a role, and one person's account."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from companies.journal.models import Event
from companies.journal.states import EventKind
from companies.people.access import active_grants
from companies.people.models import RoleGrant, User
from companies.people.rules import SEEN_AT, browser_in_words
from companies.people.states import Standing
from companies.reference.rules import fold

HISTORY = {EventKind.ACCOUNT_OPENED, EventKind.ACCOUNT_CLOSED, EventKind.ACCOUNT_REOPENED}
HISTORY |= {EventKind.ROLE_GRANTED, EventKind.ROLE_ENDED}
SHOWN = 50


def account_of(email: str) -> User | None:
    """The account with this address, whatever its case: its own, else one that it proved to hold."""
    proved = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user_id")
    return User.objects.filter(email__iexact=email).first() or User.objects.filter(pk__in=proved).first()


def people_registered(
    people: QuerySet[User],
    *,
    now: dt.datetime,
    q: str = "",
    role: str = "",
    territory: Any = None,
    standing: str = Standing.NOW,
) -> QuerySet[User]:
    """Of `people` those who hold or held a role, as asked for; by a whole e-mail address anybody."""
    bound = Q(role=role) if role else Q()
    if territory:
        bound &= Q(territory=territory) | Q(company__territory=territory)
    ever = Exists(RoleGrant.objects.filter(bound, user=OuterRef("pk")))
    current = Exists(active_grants(now=now).filter(bound, user=OuterRef("pk")))
    closed = Q(is_active=False) & (ever if role or territory else Q())
    wanted = {
        Standing.NOW: Q(current),
        Standing.PAST: Q(ever) & ~Q(current) & Q(is_active=True),
        Standing.CLOSED: closed,
        Standing.ALL: Q(ever) | closed,
    }
    found = people.filter(wanted[Standing(standing)])
    if not q:
        return _with_roles(found, now=now)
    matching = Q(pk__in=_holding(found, q))
    return _with_roles(people.filter(matching | Q(email__iexact=q) if "@" in q else matching), now=now)


def _holding(people: QuerySet[User], words: str) -> list[int]:
    """Names and addresses are compared here, accent- and case-blind: people with roles are some hundreds at most."""
    asked = fold(words).split()
    rows = people.order_by().values_list("pk", "name", "email")
    return [pk for pk, *texts in rows if all(word in fold(" ".join(texts)) for word in asked)]


def _with_roles(people: QuerySet[User], *, now: dt.datetime) -> QuerySet[User]:
    """Adds `held` (roles in force over a territory or the programme) and `tutored` (companies)."""
    held = active_grants(now=now).filter(company=None).select_related("territory").order_by("role", "territory__name")
    helping = Q(grants__company__isnull=False) & (Q(grants__ends_at=None) | Q(grants__ends_at__gt=now))
    return people.annotate(tutored=Count("grants", filter=helping)).prefetch_related(
        Prefetch("grants", queryset=held, to_attr="held")
    )


@dataclass(frozen=True)
class Entry:
    """A line of the history of an account."""

    at: dt.datetime
    who: str
    text: str
    note: str


@dataclass(frozen=True)
class Account:
    """One person as a manager sees them."""

    person: User
    second_factor: bool
    current: list[RoleGrant]
    former: list[RoleGrant]
    history: list[Entry]


def account_page(person: User, *, now: dt.datetime) -> Account:
    """The account with its roles and the latest entries of its history."""
    roles_first = F("company_id").asc(nulls_first=True)
    grants = person.grants.select_related("territory", "company", "granted_by")
    grants = grants.order_by(roles_first, "-granted_at", "-pk")
    over = Q(ends_at__lte=now)
    current, former = list(grants.exclude(over)[:SHOWN]), list(grants.filter(over)[:SHOWN])
    events = Event.objects.filter(person=person, kind__in=HISTORY).select_related("by", "territory")
    known = {grant.pk: grant for grant in (*current, *former)}
    return Account(
        person=person,
        second_factor=is_mfa_enabled(person),
        current=current,
        former=former,
        history=[_entry(event, known) for event in events.order_by("-at", "-pk")[:SHOWN]],
    )


def _entry(event: Event, grants: dict[int, RoleGrant]) -> Entry:
    grant = grants.get(event.subject_id or 0) if event.subject_kind == "rolegrant" else None
    about = ", ".join(str(part) for part in (grant and grant.get_role_display(), event.territory) if part)
    said = event.get_kind_display()
    return Entry(event.at, str(event.by or ""), f"{said}: {about}" if about else said, event.note)


@dataclass(frozen=True)
class SignedIn:
    """One browser in which a person is signed in."""

    pk: int
    browser: str
    address: str
    since: dt.datetime
    seen_at: dt.datetime
    current: bool


def sessions_of(user: User, *, key: str, now: dt.datetime) -> list[SignedIn]:
    """Where a person is signed in, the browser with the session `key` first, then the latest."""
    rows = list(UserSession.objects.filter(user=user).order_by("-created_at", "-pk")[:SHOWN])
    kept = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=now)
    contents = {session.session_key: session.get_decoded() for session in kept}
    signature = user.get_session_auth_hash()  # another one after a new password: those sessions are over
    found = [
        SignedIn(
            pk=row.pk,
            browser=browser_in_words(row.user_agent),
            address=row.ip,
            since=row.created_at,
            seen_at=dt.datetime.fromtimestamp(
                contents[row.session_key].get(SEEN_AT, row.created_at.timestamp()), dt.UTC
            ),
            current=row.session_key == key,
        )
        for row in rows
        if contents.get(row.session_key, {}).get(HASH_SESSION_KEY) == signature
    ]
    return sorted(found, key=lambda session: not session.current)
