"""Whose queues a person may look at."""

from django.db.models import QuerySet

from companies.models import Territory, User
from companies.people.access import grants_of


def desks_of(user: User) -> QuerySet[Territory]:
    """The territories that a facilitator answers for; all of them for managers and auditors."""
    grants = grants_of(user)
    if grants.reads_everything:
        return Territory.objects.all()
    return Territory.objects.filter(pk__in=grants.facilitates)
