"""A notice is for one person only."""

from django.db.models import QuerySet

from companies.people.models import User
from programme.notices.models import Notice


def notices_visible_to(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=user.pk)
