"""Who a company is, and who acts for it."""

from dataclasses import dataclass

from companies.directory.access import speakers_of
from companies.directory.models import Company, Identifier, Invitation, JoinRequest, Membership
from companies.directory.rules import TaxNumber
from companies.directory.states import JoinState

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
