"""What the frame of every page shows: the menu of the person, unread notices, who pays."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.directory.access import companies_of
from companies.people.access import grants_of


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    active: bool


def frame(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "demo": settings.DEMO,
        "partners": settings.PARTNERS,
        "funding_statement": settings.FUNDING_STATEMENT,
        "menu": [],
        "unread": 0,
    }
