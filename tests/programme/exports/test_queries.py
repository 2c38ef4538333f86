"""Each list as it goes into a file: its rows, its order, its columns, and who sees what of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from companies.directory.rules import searched_text
from companies.people.states import Role
from programme.exports.forms import read_address
from programme.exports.models import Export
from programme.exports.queries import LISTINGS, Listing, about_of, listing_of
from programme.exports.states import What
from programme.reports.actions import mend_last_sent
from tests import make
from tests.cast import Cast, assemble
from tests.make import NOW

pytestmark = pytest.mark.django_db
SENT_AT = dt.datetime(2026, 10, 3, 22, 30, tzinfo=dt.UTC)  # the fourth, in Torino


@pytest.fixture
def cast() -> Cast:
    cast = assemble()
    torino = make.municipality("Torino", territory=cast.torino)
    bread = make.sector("10.71", title_it="Produzione di pane", title_en="Bread")
    type(cast.company_a).objects.filter(pk=cast.company_a.pk).update(municipality=torino, sector=bread)
    report = make.report(cast.milestone, by=cast.owner_a, state="sent", saved_at=SENT_AT)
    report.sendings.create(number=1, text="x", completes=True, sent_at=SENT_AT, sent_by=cast.owner_a)
    mend_last_sent()
    return cast


def listing(what: What, person, query: str = "") -> Listing:
    wanted = read_address(what, query, user=person, now=NOW).wanted
    with timezone.override("Europe/Rome"):
        return listing_of(what, user=person, now=NOW, wanted=wanted)


def table(what: What, person, query: str = "") -> list[dict[str, object]]:
    """The rows by the headings of their columns, as they would be written."""
    found = listing(what, person, query)
    with timezone.override("Europe/Rome"):
        return [
            {column.title: column.value(row) for column in found.columns}
            for row in found.rows.values("pk", *found.fields)
        ]


def headings(what: What, person) -> list[str]:
    return [column.title for column in listing(what, person).columns]


# --- companies ---------------------------------------------------------------------------------


def test_a_company_is_written_as_the_list_shows_it(cast):
    first, _second = table(What.COMPANIES, cast.facilitator)
    number = cast.company_a.identifiers.get().normalised
    assert first == {
        "Company": "Alpha Bakery",
        "Tax number": number,
        "Territory": "Torino",
        "Stage": "Takes part",
        "Municipality": "Torino",
        "Sector (code)": "10.71",
        "Sector": "Bread",
        "Tutor": "Tutor A",
        "Last report": dt.date(2026, 10, 4),
    }


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("stranger", []),
        ("owner_a", ["Alpha Bakery"]),
        ("member_b", ["Beta Textiles"]),
        ("tutor_a", ["Alpha Bakery"]),
        ("facilitator", ["Alpha Bakery", "Beta Textiles"]),
        ("facilitator_ilfov", []),
        ("official", ["Alpha Bakery", "Beta Textiles"]),
        ("manager", ["Alpha Bakery", "Beta Textiles"]),
        ("auditor", ["Alpha Bakery", "Beta Textiles"]),
        ("disabled", []),
    ],
)
def test_everyone_takes_the_companies_that_they_see(cast, who, names):
    assert [row["Company"] for row in table(What.COMPANIES, cast.people[who])] == names


def test_an_official_gets_the_columns_that_the_list_shows_and_nothing_from_the_file(cast):
    assert headings(What.COMPANIES, cast.official) == [
        "Company",
        "Territory",
        "Stage",
        "Municipality",
        "Sector (code)",
        "Sector",
    ]


def test_whoever_reads_one_file_gets_nothing_from_the_files_of_others(cast):
    make.grant(cast.tutor_a, Role.OFFICIAL, territory=cast.torino)
    own, other = table(What.COMPANIES, cast.tutor_a)
    assert (own["Tutor"], other["Company"]) == ("Tutor A", "Beta Textiles")
    assert (other["Tax number"], other["Tutor"], other["Last report"]) == (None, None, None)


def test_the_order_of_the_list_is_that_of_the_file(cast):
    newest = table(What.COMPANIES, cast.manager, "sort=newest")
    assert [row["Company"] for row in newest] == ["Beta Textiles", "Alpha Bakery"]


# --- applications ------------------------------------------------------------------------------


def application(cast: Cast, **columns):
    company = make.company("Gamma", territory=cast.torino, search=searched_text("Gamma", []))
    its = {"company": company, "programme": cast.programme, "territory": cast.torino, "state": "sent"}
    defaults = {"name": "Gamma", "tax_number": "IT01374990552", "sent_at": SENT_AT, "people": Decimal("4.5")}
    return make.application(cast.stranger, **{**its, **defaults, **columns})


def test_an_application_is_written_with_its_figures_as_numbers(cast):
    application(cast, turnover_eur=Decimal("120000.50"), sent_at=SENT_AT - dt.timedelta(hours=10))
    (row,) = table(What.APPLICATIONS, cast.facilitator)
    assert (row["Company"], row["Tax number"], row["State"]) == ("Gamma", "IT01374990552", "Waiting for an answer")
    assert (row["Sent"], row["Days waiting"]) == (dt.date(2026, 10, 3), 11)
    assert (row["People at work"], row["Turnover of the last closed year (EUR)"]) == (
        Decimal("4.5"),
        Decimal("120000.50"),
    )


def test_days_of_waiting_are_told_only_of_those_that_wait(cast):
    application(cast, state="refused")
    assert table(What.APPLICATIONS, cast.facilitator) == []
    (row,) = table(What.APPLICATIONS, cast.facilitator, "state=refused")
    assert "Days waiting" not in row


@pytest.mark.parametrize(
    ("who", "rows"), [("owner_a", 0), ("official", 0), ("facilitator_ilfov", 0), ("facilitator", 1), ("auditor", 1)]
)
def test_applications_are_taken_by_those_who_work_through_them(cast, who, rows):
    application(cast)
    assert len(table(What.APPLICATIONS, cast.people[who])) == rows


# --- reports and milestones --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "rows"),
    [
        ("owner_a", 1),
        ("member_b", 0),
        ("tutor_a", 1),
        ("other_tutor", 0),
        ("official", 0),
        ("facilitator", 1),
        ("manager", 1),
    ],
)
def test_reports_are_taken_by_those_who_read_them(cast, who, rows):
    found = table(What.REPORTS, cast.people[who], "state=sent")
    assert len(found) == rows
    for row in found:
        assert row["Last change"] == dt.datetime.fromisoformat("2026-10-04 00:30")
        assert (row["Milestone"], row["State"], row["Company"]) == (
            "Change the oven",
            "With the reviewer",
            "Alpha Bakery",
        )


def test_a_milestone_is_written_with_its_standing(cast):
    (row,) = table(What.MILESTONES, cast.facilitator)
    assert row == {
        "Milestone": "Change the oven",
        "Company": "Alpha Bakery",
        "Territory": "Torino",
        "Standing": "With the reviewer",
        "Due": cast.milestone.due_on,
    }


def test_an_official_learns_the_standing_of_a_milestone_and_not_its_title(cast):
    (row,) = table(What.MILESTONES, cast.official)
    assert row == {"Company": "Alpha Bakery", "Territory": "Torino", "Standing": "With the reviewer"}


# --- every list --------------------------------------------------------------------------------


@pytest.mark.parametrize("what", LISTINGS)
def test_every_list_has_headings_of_its_own_in_every_column(cast, what):
    titles = headings(what, cast.manager)
    assert len(titles) == len(set(titles)) >= 5
    assert all(titles)


@pytest.mark.parametrize("what", LISTINGS)
def test_every_list_goes_with_its_rows_in_pieces(cast, what):
    """The rows of a list can be asked for by their keys, whatever its order and its filters."""
    found = listing(what, cast.manager, "q=a")
    keys = list(found.rows.values_list("pk", flat=True))
    again = found.rows.filter(pk__in=keys).order_by().values("pk", *found.fields)
    assert {row["pk"] for row in again} == set(keys)


def test_a_file_says_of_when_it_is_in_the_zone_of_the_person(cast, settings):
    settings.FUNDING_STATEMENT = ""
    export = Export(what="companies", format="xlsx", asked_by=cast.facilitator, filters=["Stage: Asked", "x"])
    said = dict(about_of(export, made_at=timezone.localtime(NOW, timezone.get_default_timezone())))
    assert said["Filters"] == "Stage: Asked; x"
    assert said["As of"] == "14 October 2026, 11:30 (CEST)"
    assert (said["Territory"], said["Asked by"]) == ("Torino", "Facilitator")
    assert "Funding" not in said
    assert dict(about_of(Export(what="companies", asked_by=cast.manager), made_at=NOW))["Territory"] == "All"
