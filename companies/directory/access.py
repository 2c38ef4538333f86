"""Who may see a company, and who may speak for it."""

from django.db.models import Q, QuerySet

from companies.directory.models import Company, JoinRequest, Membership
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
    return is_member(user, company) or facilitates(user, company) or grants_of(user).reads_everything or is_tutor_of(user, company)


def may_invite(user: User, company: Company) -> bool:
    return is_owner(user, company) or facilitates(user, company)


def join_requests_answerable_by(user: User) -> QuerySet[JoinRequest]:
    """Owners answer for their company; where nobody speaks for it, a facilitator of its territory decides the claim."""
    owned = Membership.objects.filter(user=user, ended_at=None, role=Membership.Role.OWNER).values("company_id")
    spoken_for = Membership.objects.filter(ended_at=None).values("company_id")
    return JoinRequest.objects.filter(
        Q(company__in=owned)
        | (Q(company__territory_id__in=grants_of(user).facilitates) & ~Q(company__in=spoken_for))
    ).exclude(user=user)
