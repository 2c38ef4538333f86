"""What the frame of every page shows: the menu of the person, unread notices, who pays."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from programme.notices.queries import unread_count


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
        "unread": unread_count(user) if signed_in else 0,
    }
