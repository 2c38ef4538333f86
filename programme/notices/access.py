"""A notice is for one person only; held mail is for managers."""

from django.db.models import QuerySet

from companies.people.access import grants_of
from companies.people.models import User
from programme.notices.models import Notice


def notices_visible_to(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=user.pk)


def may_release_mail(user: User) -> bool:
    return grants_of(user).manager
