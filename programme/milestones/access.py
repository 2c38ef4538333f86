"""Who may see a milestone, and who may plan one."""

from django.db.models import QuerySet

from companies.directory.access import companies_readable_by, facilitates, is_member, is_tutor_of
from companies.models import Company, User
from programme.milestones.models import Milestone


def milestones_visible_to(user: User) -> QuerySet[Milestone]:
    return Milestone.objects.filter(participation__company__in=companies_readable_by(user))


def may_plan(user: User, company: Company) -> bool:
    """The company itself, its tutor and the facilitators of its territory plan together."""
    return is_member(user, company) or is_tutor_of(user, company) or facilitates(user, company)


def may_move(user: User, company: Company) -> bool:
    """Once planned, a due day is moved or a milestone dropped by those who review, with a reason."""
    return is_tutor_of(user, company) or facilitates(user, company)
