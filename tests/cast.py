"""The known cast: two companies, and every kind of person around them."""

from dataclasses import dataclass

from companies.models import Company, Membership, Territory, User
from companies.people.states import Role
from programme.models import Assignment, Milestone, Participation, Programme
from tests import make


@dataclass
class Cast:
    """Company A in Torino with tutor and milestone; company B beside it; the people by what they are."""

    torino: Territory
    ilfov: Territory
    programme: Programme
    company_a: Company
    company_b: Company
    participation_a: Participation
    participation_b: Participation
    assignment: Assignment
    milestone: Milestone
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError as error:
            raise AttributeError(name) from error


def assemble() -> Cast:
    torino = make.territory("torino")
    ilfov = make.territory("ilfov", country="RO", zone_name="Europe/Bucharest", language="ro", currency="RON")
    programme = make.programme("second", torino, ilfov)
    people = {
        name: make.user(
            name.replace("_", " ").title(), email=f"{name}@example.org", from_demo=name != "staff_without_factor"
        )
        for name in (
            "owner_a",
            "member_a",
            "member_b",
            "tutor_a",
            "other_tutor",
            "facilitator",
            "facilitator_ilfov",
            "official",
            "manager",
            "auditor",
            "staff_without_factor",
            "stranger",
        )
    }
    people["disabled"] = make.user("Disabled", email="disabled@example.org", is_active=False)
    company_a = make.company("Alpha Bakery", territory=torino, owner=people["owner_a"])
    company_b = make.company("Beta Textiles", territory=torino, owner=people["member_b"])
    make.membership(people["member_a"], company_a, role=Membership.Role.CONTRIBUTOR)
    make.grant(people["facilitator"], Role.FACILITATOR, territory=torino)
    make.grant(people["facilitator_ilfov"], Role.FACILITATOR, territory=ilfov)
    make.grant(people["staff_without_factor"], Role.FACILITATOR, territory=torino)
    make.grant(people["official"], Role.OFFICIAL, territory=torino)
    make.grant(people["manager"], Role.MANAGER)
    make.grant(people["auditor"], Role.AUDITOR)
    for name in ("tutor_a", "other_tutor"):
        make.grant(people[name], Role.TUTOR, territory=torino)
    part_a = make.participation(company_a, programme, by=people["facilitator"])
    part_b = make.participation(company_b, programme, by=people["facilitator"])
    assignment = make.assignment(part_a, make.tutor(people["tutor_a"]), by=people["facilitator"])
    make.assignment(part_b, make.tutor(people["other_tutor"]), by=people["facilitator"])
    return Cast(
        torino=torino,
        ilfov=ilfov,
        programme=programme,
        company_a=company_a,
        company_b=company_b,
        participation_a=part_a,
        participation_b=part_b,
        assignment=assignment,
        milestone=make.milestone(part_a, by=people["tutor_a"]),
        people=people,
    )
