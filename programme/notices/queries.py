"""Who is to be told of an event, what a letter needs to know, and what waits to be read."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from companies.directory.models import Invitation, Membership
from companies.journal.models import Event
from companies.people.access import active_grants
from companies.people.models import RoleGrant, User
from companies.people.states import Role
from programme.notices.access import notices_visible_to
from programme.notices.models import Mail, MailHold, Notice
from programme.notices.rules import TOLD, Ask, Audience, reminder_letter, weekly_letter
from programme.notices.states import MailState
from programme.onboarding.models import Application
from programme.reminders.queries import still_true
from programme.tutors.models import Assignment

# --- who is told ----------------------------------------------------------------------------


def _members(event: Event, now: dt.datetime, **columns: object) -> Q:
    acting = Membership.objects.filter(company_id=event.company_id, ended_at=None, **columns)
    return Q(pk__in=acting.values("user_id"))


def _owners(event: Event, now: dt.datetime) -> Q:
    return _members(event, now, role=Membership.Role.OWNER)


def _applicant(event: Event, now: dt.datetime) -> Q:
    if event.subject_kind != "application":
        return Q(pk__in=())
    return Q(pk__in=Application.objects.filter(pk=event.subject_id).values("applicant_id"))


def _tutor(event: Event, now: dt.datetime) -> Q:
    helping = Assignment.objects.filter(participation__company_id=event.company_id, ended_at=None)
    return Q(pk__in=helping.values("tutor__user_id"))


def _facilitators(event: Event, now: dt.datetime) -> Q:
    grants = active_grants(now=now).filter(role=Role.FACILITATOR, territory_id=event.territory_id)
    return Q(pk__in=grants.values("user_id"))


def _managers(event: Event, now: dt.datetime) -> Q:
    return Q(pk__in=active_grants(now=now).filter(role=Role.MANAGER).values("user_id"))


def _first_found(*choices: Callable[[Event, dt.datetime], Q]) -> Callable[[Event, dt.datetime], Q]:
    def found(event: Event, now: dt.datetime) -> Q:
        for choice in choices[:-1]:
            condition = choice(event, now)
            if User.objects.filter(condition, is_active=True).exists():
                return condition
        return choices[-1](event, now)

    return found


def _named(event: Event, now: dt.datetime) -> Q:
    return Q(pk=event.person_id)


def _invited(event: Event, now: dt.datetime) -> Q:
    address = invited_address(event)
    return Q(email__iexact=address) if address else Q(pk__in=())


FINDERS: dict[Audience, Callable[[Event, dt.datetime], Q]] = {
    Audience.APPLICANT: _applicant,
    Audience.OWNERS: _owners,
    Audience.MEMBERS: _members,
    Audience.TUTOR: _tutor,
    Audience.FACILITATORS: _facilitators,
    Audience.MANAGERS: _managers,
    Audience.REVIEWER: _first_found(_tutor, _facilitators),
    Audience.SPEAKERS: _first_found(_owners, _facilitators),
    Audience.NAMED: _named,
    Audience.INVITED: _invited,
}


def people_to_tell(event: Event, *, now: dt.datetime) -> list[User]:
    """The people who may sign in, each once however many parts they play, without the one who did it."""
    told = TOLD.get(event.kind)
    if not told:
        return []
    found = Q(pk__in=())
    for audience in told.audiences:
        found |= FINDERS[audience](event, now)
    return list(User.objects.filter(found, is_active=True).exclude(pk=event.by_id).order_by("pk"))


def invited_address(event: Event) -> str:
    """The address of an invitation that is still open, else nothing."""
    if event.subject_kind != "invitation":
        return ""
    still_open = Invitation.objects.filter(pk=event.subject_id, accepted_at=None, cancelled_at=None)
    return still_open.values_list("email", flat=True).first() or ""


# --- what a letter needs to know -------------------------------------------------------------


@dataclass(frozen=True)
class Contact:
    """Somebody to call."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Facts:
    """What the letters on one event say besides the event itself; read once, however many readers."""

    event: Event
    tutor: User | None
    owner: User | None
    grant: RoleGrant | None = None
    doer: User | None = field(default=None)

    def contact_for(self, reader: User | None) -> Contact | None:
        """The person whom this reader calls with a question."""
        told = TOLD[self.event.kind]
        territory = self.event.territory
        person = self.doer if told.ask is Ask.DOER else self.owner if self.is_tutor(reader) else self.tutor
        if person and person != reader:
            return Contact(str(person), person.phone, person.email)
        return Contact(territory.office_name, territory.office_phone, territory.office_email) if territory else None

    def is_tutor(self, reader: User | None) -> bool:
        return bool(self.tutor and reader == self.tutor)

    def words_for(self, reader: User | None) -> dict[str, Any]:
        return {
            "reader": reader,
            "contact": self.contact_for(reader),
            "company": self.event.company,
            "tutor": self.tutor,
            "owner": self.owner,
            "grant": self.grant,
            "reader_is_tutor": self.is_tutor(reader),
        }


def facts_of(event: Event) -> Facts:
    tutor = owner = grant = None
    if event.company_id:
        helping = Assignment.objects.filter(participation__company_id=event.company_id, ended_at=None)
        tutor = User.objects.filter(pk__in=helping.values("tutor__user_id"), is_active=True).first()
        owning = Membership.objects.filter(company_id=event.company_id, ended_at=None, role=Membership.Role.OWNER)
        owner = User.objects.filter(pk__in=owning.values("user_id"), is_active=True).order_by("pk").first()
    if event.subject_kind == "rolegrant":
        grant = RoleGrant.objects.select_related("territory", "company").filter(pk=event.subject_id).first()
    return Facts(event, tutor, owner, grant, event.by)


# --- what a person reads ---------------------------------------------------------------------


def unread_count(user: User) -> int:
    """How many notices wait for this person; beyond 99 it is counted no further."""
    return len(Notice.objects.filter(person=user, read_at=None).order_by().values_list("pk")[:100])


def notices_to_read(user: User) -> QuerySet[Notice]:
    """My notices with what their sentences speak of."""
    spoken_of = ("event__company", "event__by", "event__person", "reminder__company")
    return notices_visible_to(user).select_related(*spoken_of)


# --- mails on several things -----------------------------------------------------------------


def gathered(notices: Sequence[Notice], *, now: dt.datetime) -> tuple[str, str] | None:
    """Subject and text of one mail on these notices of one person, in the active language; None when nothing is left.

    What happened stays true. Of the reminders those are left out on which nothing waits for the person any more.
    """
    lines = still_true([notice.reminder for notice in notices if notice.reminder], now=now)
    news = [notice.event for notice in notices if notice.event]
    if not lines and not news:
        return None
    if any(notice.weekly for notice in notices):
        return weekly_letter(notices[0].person, news, lines)
    return reminder_letter(lines)


def notices_in(mail: Mail) -> list[Notice]:
    """What a mail was written on, where it has to be asked again before it leaves: reminders, and the weekly mail."""
    asked_again = mail.notices.filter(Q(weekly=True) | Q(event=None))
    related = ("person", "event__company", "event__by", "event__person", "reminder")
    return list(asked_again.select_related(*related).order_by("told_at", "pk"))


# --- what may leave --------------------------------------------------------------------------


def ready_to_leave(*, now: dt.datetime) -> QuerySet[Mail]:
    """Waiting mails whose moment has come; while mail is held, only codes and links asked for since then.

    One condition in one statement: the claim asks it again in its UPDATE.
    """
    older_than_a_hold = Exists(MailHold.objects.filter(held_at__gt=OuterRef("created_at")))
    may_leave = ~Exists(MailHold.objects.all()) | Q(urgent=True) & ~older_than_a_hold
    return Mail.objects.filter(may_leave, state=MailState.WAITING, due_at__lte=now)


def mail_hold() -> MailHold | None:
    return MailHold.objects.first()


def held_mails(hold: MailHold) -> tuple[int, int]:
    """How many mails wait that were written before the hold, without codes, which are worth nothing now; and since."""
    since = Q(created_at__gte=hold.held_at)
    counted = Mail.objects.filter(state=MailState.WAITING).aggregate(
        older=Count("pk", filter=~since & Q(secret=False)), newer=Count("pk", filter=since)
    )
    return counted["older"], counted["newer"]
