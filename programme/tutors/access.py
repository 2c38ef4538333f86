"""Who may see the tutors, and who may give one to a company."""

from django.db.models import QuerySet

from companies.people.access import active_grants, grants_of
from companies.people.models import User
from companies.people.states import Role
from programme.editions.models import Participation
from programme.tutors.models import Assignment, Tutor


def may_see_tutors(user: User) -> bool:
    """The page is for those who assign and for those who look on."""
    grants = grants_of(user)
    return bool(grants.facilitates) or grants.reads_everything


def tutors_visible_to(user: User) -> QuerySet[Tutor]:
    """A facilitator sees the tutors of the own territories; managers and auditors see all of them."""
    grants = grants_of(user)
    if grants.reads_everything:
        return Tutor.objects.all()
    held = active_grants().filter(role=Role.TUTOR, territory_id__in=grants.facilitates)
    return Tutor.objects.filter(user_id__in=held.values("user_id"))


def assignments_visible_to(user: User) -> QuerySet[Assignment]:
    """The assignments in the territories that a person facilitates; managers and auditors see all of them."""
    grants = grants_of(user)
    if grants.reads_everything:
        return Assignment.objects.all()
    return Assignment.objects.filter(participation__territory_id__in=grants.facilitates)


def may_assign(user: User, participation: Participation) -> bool:
    """A facilitator of the territory in which the company takes part; also releases."""
    return participation.territory_id in grants_of(user).facilitates
