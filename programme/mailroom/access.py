"""Who looks at mail on its way out: facilitators at that of their territories, managers and auditors at all of it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from companies.people.access import grants_of
from companies.people.models import User
from programme.notices.models import Mail, Notice
from programme.notices.states import MailState

STUCK = (MailState.DEAD, MailState.UNCERTAIN)


def undelivered_visible_to(user: User) -> QuerySet[Mail]:
    """Mails that did not arrive, or perhaps not. What was written on nothing (codes, invitations) is for managers."""
    stuck, grants = Mail.objects.filter(state__in=STUCK), grants_of(user)
    if grants.reads_everything:
        return stuck
    places = grants.facilitates
    mine = Notice.objects.filter(
        Q(event__territory__in=places) | Q(reminder__company__territory__in=places), mail=OuterRef("pk")
    )
    return stuck.filter(Exists(mine)) if places else stuck.none()


def may_send_again(user: User, mail: Mail) -> bool:
    """Of a mail that this person may see. A code is worth nothing any more: whoever needs one asks for another."""
    grants = grants_of(user)
    return bool(grants.manager or grants.facilitates) and not mail.secret
