import datetime as dt

import pytest
from django.test import Client

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Company, Identifier, Territory, User
from companies.people.states import Role
from programme.companyfile.access import may_read_file, works_on
from programme.models import Participation
from tests import make

TODAY = dt.date.today()  # noqa: DTZ011 the pages read the clock of the machine


class Cast:
    """A bakery in Torino that takes part, and everybody who looks at it."""

    def __init__(self) -> None:
        self.torino: Territory = make.territory("torino", office_phone="+39 011 555")
        self.people = {name: make.user(name, from_demo=True) for name in EXPECTED}
        self.owner = self.people["owner"]
        self.owner.phone = "+39 333 111"
        self.owner.save()
        self.bakery: Company = make.company("Bakery", territory=self.torino, owner=self.owner)
        make.size(self.bakery, 9, turnover_eur=876_543)
        edition = make.programme(
            "two", self.torino, starts_on=TODAY - dt.timedelta(days=100), ends_on=TODAY + dt.timedelta(days=300)
        )
        self.participation: Participation = make.participation(self.bakery, edition, by=self.owner)
        self.anna = make.tutor(self.people["tutor"])
        make.assignment(self.participation, self.anna, by=self.owner)
        elsewhere = make.territory("ilfov")
        for name, role, territory in (
            ("facilitator", Role.FACILITATOR, self.torino),
            ("facilitator elsewhere", Role.FACILITATOR, elsewhere),
            ("official", Role.OFFICIAL, self.torino),
            ("manager", Role.MANAGER, None),
            ("auditor", Role.AUDITOR, None),
        ):
            make.grant(self.people[name], role, territory=territory)
        make.grant(self.people["other tutor"], Role.TUTOR, territory=self.torino)
        make.company(territory=self.torino, owner=self.people["owner elsewhere"])

    @property
    def url(self) -> str:
        return f"/companies/{self.bakery.pk}/"


# answers of the file and of the timeline; reads what is for staff only
EXPECTED = {
    "owner": (200, 200, False),
    "tutor": (200, 200, True),
    "facilitator": (200, 200, True),
    "manager": (200, 200, True),
    "auditor": (200, 200, True),
    "official": (200, 403, False),
    "facilitator elsewhere": (404, 404, False),
    "other tutor": (404, 404, False),
    "owner elsewhere": (404, 404, False),
    "nobody": (404, 404, False),
}


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.mark.parametrize("name", EXPECTED)
def test_who_opens_the_file_and_its_timeline(client: Client, cast: Cast, name: str) -> None:
    client.force_login(cast.people[name])
    statuses = client.get(cast.url).status_code, client.get(f"{cast.url}timeline/").status_code
    user = User.objects.get(pk=cast.people[name].pk)
    assert (*statuses, works_on(user, cast.bakery)) == EXPECTED[name]
    assert may_read_file(user, cast.bakery) is (statuses[1] == 200)


def test_the_company_sees_whom_to_call(client: Client, cast: Cast) -> None:
    user = cast.anna.user
    user.phone = "+39 333 222"
    user.save()
    client.force_login(cast.owner)
    page = client.get(cast.url).content.decode()
    for text in (
        "tel:+39333222",
        "tel:+39011555",
        cast.torino.office_name,
        "micro",
        "declared, groups not checked",
        "Partita IVA",
    ):
        assert text in page


def test_staff_see_the_phone_of_the_owner(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["facilitator"])
    assert b"tel:+39333111" in client.get(cast.url).content


def test_an_official_reads_name_stage_and_standing_and_nothing_else(client: Client, cast: Cast) -> None:
    make.milestone(cast.participation, by=cast.owner, title="Secret oven", due_on=TODAY - dt.timedelta(days=1))
    record(EventKind.MILESTONE_PLANNED, by=cast.owner, now=make.NOW, company=cast.bakery, note="Secret note")
    make.evidence(cast.bakery, by=cast.owner, name="secret.pdf")
    client.force_login(cast.people["official"])
    page = client.get(cast.url).content.decode()
    for text in ("Bakery", "Takes part", "Overdue"):
        assert text in page
    number = Identifier.objects.get(company=cast.bakery).normalised
    for text in ("ecret", "876", number, cast.anna.user.email, "/timeline/", "/people/", "/evidence/", "tel:"):
        assert text not in page


def test_the_timeline_tells_who_did_what_when_and_why(client: Client, cast: Cast) -> None:
    record(
        EventKind.MILESTONE_MOVED,
        by=cast.people["facilitator"],
        now=make.NOW,
        subject=make.milestone(cast.participation, by=cast.owner),
        company=cast.bakery,
        note="The oven is late",
    )
    client.force_login(cast.owner)
    page = client.get(f"{cast.url}timeline/").content.decode()
    for text in ("Due day moved: Change the oven", "facilitator", "14 October 2026", "The oven is late"):
        assert text in page


def test_a_long_timeline_goes_on_on_the_next_page(client: Client, cast: Cast) -> None:
    for number in range(60):
        moment = make.NOW + dt.timedelta(minutes=number // 2)
        record(EventKind.COMPANY_UPDATED, by=cast.owner, now=moment, company=cast.bakery, note=f"Note {number}.")
    client.force_login(cast.owner)
    first = client.get(f"{cast.url}timeline/")
    assert b"Note 59." in first.content
    assert b"Note 9." not in first.content
    second = client.get(first.context["page"].next_url).content
    assert b"Note 9." in second
    assert b"Note 10." not in second


def test_what_waits_for_the_reader_comes_first(client: Client, cast: Cast) -> None:
    client.force_login(cast.owner)
    assert b"Plan the first milestones" in client.get(cast.url).content
    make.milestone(cast.participation, by=cast.owner, due_on=TODAY - dt.timedelta(days=1))
    assert "Report on “Change the oven”" in client.get(cast.url).content.decode()


def test_a_company_without_an_edition_has_a_file_too(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["facilitator"])
    page = client.get(f"/companies/{make.company(territory=cast.torino).pk}/").content
    assert b"Does not take part" in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("owner", 10), ("facilitator", 11), ("official", 8)])
def test_the_number_of_queries_does_not_grow(
    client: Client, cast: Cast, rows: int, name: str, queries: int, django_assert_num_queries: object
) -> None:
    for number in range(rows):
        row = make.milestone(cast.participation, by=cast.owner, due_on=TODAY + dt.timedelta(days=number))
        make.report(row, by=cast.owner, state="sent")
        record(
            EventKind.MILESTONE_PLANNED,
            by=cast.owner,
            now=make.NOW,
            subject=row,
            company=cast.bakery,
            person=cast.owner,
        )
        Identifier.objects.create(
            company=cast.bakery, country="IT", scheme="it-tax", value=f"{number}", normalised=f"{number}"
        )
        make.membership(make.user(), cast.bakery, role="owner")
        make.size(cast.bakery)
        edition = make.programme(
            f"older-{number}",
            cast.torino,
            starts_on=TODAY - dt.timedelta(days=900 + number),
            ends_on=TODAY - dt.timedelta(days=800),
        )
        make.assignment(make.participation(cast.bakery, edition, by=cast.owner), make.tutor(make.user()), by=cast.owner)
    client.force_login(cast.people[name])
    with django_assert_num_queries(queries):
        client.get(cast.url)


def test_a_long_timeline_costs_no_more_queries_than_a_short_one(
    client: Client, cast: Cast, django_assert_num_queries: object
) -> None:
    client.force_login(cast.owner)
    for _rows in (1, 3):
        record(EventKind.COMPANY_UPDATED, by=make.user(), now=make.NOW, company=cast.bakery, person=make.user())
        with django_assert_num_queries(7):
            client.get(f"{cast.url}timeline/")
