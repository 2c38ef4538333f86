"""Who may see a company, and who may speak for it."""

from allauth.account.models import EmailAddress
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from companies.directory.models import Company, Identifier, Invitation, JoinRequest, Membership
from companies.people.access import grants_of
from companies.people.models import User


def companies_of(user: User) -> frozenset[int]:
    """Ids of the companies that a person acts for, read once per request."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    known: frozenset[int] | None = getattr(user, "_companies", None)
    if known is None:
        rows = Membership.objects.filter(user=user, ended_at=None)
        known = frozenset(rows.values_list("company_id", flat=True))
        user._companies = known  # type: ignore[attr-defined]
    return known


def companies_visible_to(user: User) -> QuerySet[Company]:
    """The companies of which a person may see name, stage and standing."""
    grants = grants_of(user)
    if grants.reads_everything:
        return Company.objects.all()
    return Company.objects.filter(
        Q(territory_id__in=grants.facilitates | grants.official_of) | Q(pk__in=grants.tutors | companies_of(user))
    )


def companies_readable_by(user: User) -> QuerySet[Company]:
    """The companies whose file (figures, reports, evidence, people) a person may open: not officials."""
    grants = grants_of(user)
    if grants.reads_everything:
        return Company.objects.all()
    return Company.objects.filter(Q(territory_id__in=grants.facilitates) | Q(pk__in=grants.tutors | companies_of(user)))


def is_readable(user: User, path: str = "") -> Case | Value:
    """The same as a column of rows from which `path` leads to the company ("" or with "__" at its end): no query."""
    grants = grants_of(user)
    if grants.reads_everything:
        return Value(True)
    own = {f"{path}territory_id__in": grants.facilitates}, {f"{path}pk__in": grants.tutors | companies_of(user)}
    return Case(When(Q(**own[0]) | Q(**own[1]), then=Value(True)), default=Value(False))


def reads_files(user: User) -> bool:
    """Whether there may be a company whose file the person opens: everybody with a role or a company but officials."""
    grants = grants_of(user)
    return grants.reads_everything or bool(grants.facilitates or grants.tutors or companies_of(user))


def is_member(user: User, company: Company) -> bool:
    return company.pk in companies_of(user)


def is_tutor_of(user: User, company: Company) -> bool:
    return company.pk in grants_of(user).tutors


def facilitates(user: User, company: Company) -> bool:
    return company.territory_id in grants_of(user).facilitates


def is_owner(user: User, company: Company) -> bool:
    """Owners alone invite people and answer requests to join."""
    return (
        is_member(user, company)
        and Membership.objects.filter(user=user, company=company, ended_at=None, role=Membership.Role.OWNER).exists()
    )


def may_see_people(user: User, company: Company) -> bool:
    return (
        is_member(user, company)
        or facilitates(user, company)
        or grants_of(user).reads_everything
        or is_tutor_of(user, company)
    )


def may_invite(user: User, company: Company) -> bool:
    return is_owner(user, company) or facilitates(user, company)


def may_change_people(user: User, membership: Membership) -> bool:
    """Give another role to a member, or end the membership of somebody else."""
    return is_owner(user, membership.company) or facilitates(user, membership.company)


def may_end(user: User, membership: Membership) -> bool:
    """A person may always leave; others are let go by those who change people."""
    return membership.user_id == user.pk or may_change_people(user, membership)


def may_hand_over(user: User, membership: Membership) -> bool:
    """An owner makes another member owner in one's own place."""
    return membership.user_id != user.pk and is_owner(user, membership.company)


def memberships_visible_to(user: User) -> QuerySet[Membership]:
    """The people of today in every company whose people a person may see."""
    return Membership.objects.filter(ended_at=None, company__in=companies_readable_by(user))


def invitations_visible_to(user: User) -> QuerySet[Invitation]:
    """The invitations of the companies whose people a person may see."""
    return Invitation.objects.filter(company__in=companies_readable_by(user))


def invitations_acceptable_by(user: User) -> QuerySet[Invitation]:
    """The open invitations to an address that the person has proved to hold, whatever its case."""
    proved = EmailAddress.objects.filter(user=user, verified=True).values(known=Lower("email"))
    return (
        Invitation.objects.filter(accepted_at=None, cancelled_at=None)
        .alias(asked=Lower("email"))
        .filter(asked__in=proved)
    )


def speakers_of(company_id: int) -> QuerySet[Membership]:
    """Those who act for a company and can still sign in."""
    return Membership.objects.filter(company_id=company_id, ended_at=None, user__is_active=True)


def _owned_by(user: User) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user=user, user__is_active=True, ended_at=None, role=Membership.Role.OWNER)
    return rows.values("company_id")  # type: ignore[return-value]


def join_requests_answerable_by(user: User) -> QuerySet[JoinRequest]:
    """Owners answer for their company; where nobody speaks for it, a facilitator of its territory decides the claim."""
    owned = _owned_by(user)
    spoken_for = Membership.objects.filter(ended_at=None, user__is_active=True).values("company_id")
    return JoinRequest.objects.filter(
        Q(company__in=owned) | (Q(company__territory_id__in=grants_of(user).facilitates) & ~Q(company__in=spoken_for))
    ).exclude(user=user)


def join_requests_visible_to(user: User) -> QuerySet[JoinRequest]:
    """One's own, those to one's own companies, and for facilitators all of their territory."""
    owned = _owned_by(user)
    return JoinRequest.objects.filter(
        Q(user=user) | Q(company__in=owned) | Q(company__territory_id__in=grants_of(user).facilitates)
    )


def may_answer_join(user: User, request: JoinRequest) -> bool:
    """The person; whether it is still the moment, and whose, is looked at under the lock."""
    return request.user_id != user.pk and (is_owner(user, request.company) or facilitates(user, request.company))


def companies_joinable_by(user: User, *, number: str) -> QuerySet[Company]:
    """Those that a person sees anyway, or whose tax number the person knows; nobody learns more by trying keys."""
    known = Identifier.objects.filter(normalised=number).values("company_id")
    return Company.objects.filter(Q(pk__in=companies_visible_to(user).values("pk")) | Q(pk__in=known))
