"""Who a company is, and who acts for it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull

from companies.directory.access import speakers_of
from companies.directory.models import Company, Identifier, Invitation, JoinRequest, Membership
from companies.directory.rules import TaxNumber
from companies.directory.states import JoinState
from companies.journal.models import Event
from companies.reference.queries import sectors_under
from companies.reference.rules import fold

SHOWN = 100


def company_with_number(number: TaxNumber) -> Company | None:
    """The company that a register knows by this number, if the portal knows it too."""
    known = (
        Identifier.objects.filter(country=number.country, scheme=number.scheme, normalised=number.normalised)
        .select_related("company__territory")
        .first()
    )
    return known.company if known else None


def is_spoken_for(company: Company) -> bool:
    """Does anybody act for the company who can still sign in?"""
    return speakers_of(company.pk).exists()


@dataclass(frozen=True)
class People:
    """The people of one company: who acts for it, who is invited, who asks to join."""

    members: list[Membership]
    former: list[Membership]
    invitations: list[Invitation]
    requests: list[JoinRequest]

    @property
    def owners(self) -> int:
        return sum(member.role == Membership.Role.OWNER for member in self.members)


def people_of(company: Company) -> People:
    members = company.memberships.select_related("user").order_by("since_at", "pk")
    return People(
        members=list(members.filter(ended_at=None)[:SHOWN]),
        former=list(members.exclude(ended_at=None)[:SHOWN]),
        invitations=list(
            company.invitations.filter(accepted_at=None, cancelled_at=None).select_related("invited_by")[:SHOWN]
        ),
        requests=list(company.join_requests.filter(state=JoinState.WAITING).select_related("user")[:SHOWN]),
    )


# --- conditions of lists: `path` leads from a row to its company, and ends with "__" -----------------


def with_words(q: str, path: str = "") -> Q:
    """Every one of the words is in the name, or is a part of a number."""
    condition = Q()
    for word in fold(q).split():
        condition &= Q(**{f"{path}search__contains": word})
    return condition


def lies_in(path: str = "", *, municipality: str = "", sector: str = "") -> Q:
    """A part of the municipality's name; a section of NACE, or the beginning of a code."""
    condition = Q()
    if municipality:
        condition &= Q(**{f"{path}municipality__search__contains": fold(municipality)})
    if sector:
        condition &= Q(**{f"{path}sector__in": sectors_under(sector).values("pk")})
    return condition


def says_nothing_since(moment: dt.datetime, path: str = "") -> Q:
    """Nobody who acts or acted for the company did anything that the journal knows: a report, a draft, a file.

    Asked company by company: as an EXISTS it is joined with all events, and the database misjudges how many.
    """
    signs = Event.objects.filter(company=OuterRef(f"{path}pk"), at__gte=moment, by__memberships__company=F("company"))
    return Q(IsNull(Subquery(signs.order_by("-at").values("pk")[:1]), True))
