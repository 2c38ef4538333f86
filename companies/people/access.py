"""What a person may do because of the roles that were granted."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from companies.people.models import RoleGrant, User
from companies.people.states import Role


@dataclass(frozen=True)
class Grants:
    """The roles that a person holds at one moment, by what each is bound to."""

    facilitates: frozenset[int] = frozenset()  # territories
    tutors_in: frozenset[int] = frozenset()  # territories
    official_of: frozenset[int] = frozenset()  # territories
    tutors: frozenset[int] = frozenset()  # companies
    manager: bool = False
    auditor: bool = False

    @property
    def any(self) -> bool:
        return bool(
            self.facilitates or self.tutors_in or self.official_of or self.tutors or self.manager or self.auditor
        )

    @property
    def reads_everything(self) -> bool:
        return self.manager or self.auditor


def in_force(now: object) -> Q:
    """Grants that have begun and not ended."""
    return (Q(ends_at=None) | Q(ends_at__gt=now)) & Q(granted_at__lte=now)


def active_grants(*, now: object = None) -> QuerySet[RoleGrant]:
    """The grants in force at `now` (default: this moment), of people who may sign in."""
    return RoleGrant.objects.filter(in_force(now or timezone.now()), user__is_active=True)


def grants_of(user: User) -> Grants:
    """The roles of a person, read once per request (the person is read anew with each request)."""
    if not user.is_authenticated or not user.is_active:
        return Grants()
    known: Grants | None = getattr(user, "_grants", None)
    if known is None:
        rows = list(active_grants().filter(user=user).values_list("role", "territory_id", "company_id"))

        def bound(role: Role, place: int) -> frozenset[int]:
            return frozenset(row[place] for row in rows if row[0] == role and row[place])

        known = Grants(
            facilitates=bound(Role.FACILITATOR, 1),
            tutors_in=bound(Role.TUTOR, 1),
            official_of=bound(Role.OFFICIAL, 1),
            tutors=bound(Role.TUTOR, 2),
            manager=any(row[0] == Role.MANAGER for row in rows),
            auditor=any(row[0] == Role.AUDITOR for row in rows),
        )
        user._grants = known  # type: ignore[attr-defined]
    return known


def needs_second_factor(user: User) -> bool:
    """Staff and tutors need one; accounts of the demo are let off where the setting says so."""
    if not grants_of(user).any and not user.is_staff:
        return False
    return not (settings.DEMO_SKIPS_SECOND_FACTOR and user.from_demo)


def may_manage_people(user: User) -> bool:
    """Managers alone see the register of people, and change roles and accounts."""
    return grants_of(user).manager


def people_visible_to(user: User) -> QuerySet[User]:
    """Everybody's account for managers, nobody's for others."""
    return User.objects.all() if may_manage_people(user) else User.objects.none()


def role_grants_visible_to(user: User) -> QuerySet[RoleGrant]:
    """All of them for managers, none for others."""
    return RoleGrant.objects.all() if may_manage_people(user) else RoleGrant.objects.none()


def may_end_role(user: User, grant: RoleGrant) -> bool:
    """A tutor's right to one company comes and goes with the assignment."""
    return may_manage_people(user) and grant.company_id is None


def may_close(user: User, person: User) -> bool:
    """Nobody closes the own account, and nobody here that of whoever runs the portal."""
    return may_manage_people(user) and person.pk != user.pk and not person.is_superuser


def sessions_visible_to(user: User) -> QuerySet[UserSession]:
    """One's own."""
    return UserSession.objects.filter(user=user)


def facilitators_of(territory_id: int) -> QuerySet[User]:
    """The people who answer for a territory now."""
    return User.objects.filter(
        pk__in=active_grants().filter(role=Role.FACILITATOR, territory_id=territory_id).values("user_id")
    )
