"""What the frame of every page shows: the menu of the person, unread notices, who pays."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.directory.access import companies_of
from companies.people.access import grants_of, may_manage_people
from companies.people.models import User
from programme.notices.queries import unread_count


@dataclass(frozen=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    active: bool
    count: int = 0


def frame(request: HttpRequest) -> dict[str, object]:
    """`unread` is asked of the database only by a template that shows it, and once."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "demo": settings.DEMO,
        "demo_public": settings.DEMO_PUBLIC,
        "partners": settings.PARTNERS,
        "funding_statement": settings.FUNDING_STATEMENT,
        "menu": menu_of(user, request) if signed_in else [],
        "unread": cache(partial(unread_count, user)) if signed_in else 0,
        "one_time_key": uuid.uuid4,  # a new one wherever a template writes it
    }


def menu_of(user: User, request: HttpRequest) -> list[Item]:
    """What the roles of a person lead to, each page once; a person of several roles has the entries of all of them."""
    places: dict[str, tuple[str, list[str]]] = {}
    for label, route, args, more in entries(user):
        url = reverse(route, args=args)
        places.setdefault(url, (label, [url, *more]))
    nearest = max(
        (place for _label, around in places.values() for place in around if request.path.startswith(place)),
        key=len,
        default="",
    )
    return [Item(label, url, bool(nearest) and nearest in around) for url, (label, around) in places.items()]


def entries(user: User) -> Iterator[tuple[str, str, list[int], list[str]]]:
    """Label, route, its arguments, and the paths beside its own under which the entry is the current one."""
    grants, companies = grants_of(user), sorted(companies_of(user))
    staff = bool(grants.facilitates) or grants.reads_everything
    tutor = bool(grants.tutors or grants.tutors_in)
    yield _("Home"), "home:home", [], []
    if not companies and not grants.any:
        yield _("My application"), "onboarding:list", [], []
    if len(companies) == 1:
        yield _("My company"), "companyfile:file", companies, []
        own = _("My milestones") if staff or tutor else _("Milestones")
        yield own, "reports:of_company", companies, ["/milestones/"]
    if staff:
        yield _("Applications"), "onboarding:list", [], []
    if staff or grants.official_of:
        yield _("Companies"), "companyfile:list", [], []
    if tutor or len(companies) > 1:
        yield _("My companies"), "companyfile:list", [], []
    if staff or tutor or grants.official_of:
        yield _("Milestones"), "reports:milestones", [], []
    if staff:
        yield _("Reports"), "reports:list", [], []
        yield _("Tutors"), "tutors:list", [], []
    if staff or grants.official_of:
        yield _("Dashboard"), "dashboards:latest", [], []
    yield from entries_of_the_office(user)


def entries_of_the_office(user: User) -> Iterator[tuple[str, str, list[int], list[str]]]:
    """What only those need who look after companies and people."""
    grants = grants_of(user)
    if grants.facilitates or grants.manager:
        yield _("Imports"), "imports:list", [], []
    if may_manage_people(user):
        yield _("People"), "people:register", [], ["/roles/"]
