"""Everybody may write; managers and facilitators read and answer, whichever territory it came from."""

from django.db.models import QuerySet

from companies.people.access import grants_of
from companies.people.models import User
from programme.feedback.models import Feedback


def may_read_feedback(user: User) -> bool:
    grants = grants_of(user)
    return grants.manager or bool(grants.facilitates)


def feedback_visible_to(user: User) -> QuerySet[Feedback]:
    return Feedback.objects.all() if may_read_feedback(user) else Feedback.objects.none()
