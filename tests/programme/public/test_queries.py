import datetime as dt
from decimal import Decimal

import pytest

from companies.models import Territory, User
from programme.models import Decision, Indicator, Programme, Sending, SentFigure
from programme.public.queries import (
    companies_for_everybody,
    edition_of,
    editions_for_everybody,
    territories_for_everybody,
)
from programme.tallies.actions import recount
from tests import make

DAY = dt.timedelta(days=1)


@pytest.fixture
def torino(db: None) -> Territory:
    return make.territory("torino")


@pytest.fixture
def by(db: None) -> User:
    return make.user()


@pytest.fixture
def energy(db: None) -> Indicator:
    return make.indicator("energy", name="Energy saved", unit="kWh")


def companies_with_an_accepted_report(programme: Programme, how_many: int, *, by: User, indicator: Indicator) -> None:
    (territory,) = programme.territories.all()
    for _number in range(how_many):
        participation = make.participation(make.company(territory=territory), programme, by=by)
        report = make.report(make.milestone(participation, by=by), by=by, state="accepted")
        sent_at = make.NOW - 2 * DAY
        sending = Sending.objects.create(
            report=report, number=1, text="Done", completes=True, sent_at=sent_at, sent_by=by
        )
        SentFigure.objects.create(sending=sending, indicator=indicator, value=100, unit=indicator.unit)
        Decision.objects.create(sending=sending, verdict="accepted", decided_at=make.NOW - DAY, decided_by=by)
    recount(now=make.NOW)


def test_four_companies_are_not_counted_in_public(torino: Territory, by: User, energy: Indicator) -> None:
    programme = make.programme("two", torino)
    make.target(programme, "smes_supported", title="SMEs supported", value=120)
    companies_with_an_accepted_report(programme, 4, by=by, indicator=energy)
    edition = edition_of(programme, today=make.TODAY)
    assert edition.companies is None
    assert edition.figures == []
    assert [promise.reached for promise in edition.promises] == [None]


def test_five_companies_are(torino: Territory, by: User, energy: Indicator) -> None:
    programme = make.programme("two", torino)
    make.target(programme, "smes_supported", title="SMEs supported", value=120)
    companies_with_an_accepted_report(programme, 5, by=by, indicator=energy)
    edition = edition_of(programme, today=make.TODAY)
    assert edition.companies == 5
    assert [(figure.name, figure.value, figure.unit) for figure in edition.figures] == [
        ("Energy saved", Decimal(500), "kWh")
    ]
    assert [(promise.title, promise.at_least, promise.reached) for promise in edition.shown_promises] == [
        ("SMEs supported", 120, 5)
    ]


def test_a_promise_without_records_has_no_number(torino: Territory) -> None:
    programme = make.programme("two", torino)
    make.target(programme, "deals_signed", title="Deals signed", value=2)
    edition = edition_of(programme, today=make.TODAY)
    assert [promise.title for promise in edition.other_promises] == ["Deals signed"]


def test_an_edition_that_is_over_stands_as_on_its_last_day(torino: Territory, by: User, energy: Indicator) -> None:
    programme = make.programme("one", torino, starts_on=make.TODAY - 900 * DAY, ends_on=make.TODAY - 30 * DAY)
    companies_with_an_accepted_report(programme, 5, by=by, indicator=energy)
    edition = edition_of(programme, today=make.TODAY)
    assert not edition.runs
    assert edition.companies is None  # they were admitted after its last day


def test_an_edition_that_has_not_begun_is_not_shown(torino: Territory) -> None:
    make.programme("three", torino, starts_on=make.TODAY + DAY)
    assert editions_for_everybody(today=make.TODAY) == []


def test_territories_of_no_edition_are_not_shown(torino: Territory) -> None:
    make.territory("nowhere")
    make.programme("one", torino)
    make.programme("two", torino)
    assert list(territories_for_everybody()) == [torino]


def test_a_company_that_left_is_no_longer_shown(torino: Territory, by: User) -> None:
    company = make.company(territory=torino, shown_publicly=True)
    row = make.participation(company, make.programme("two", torino), by=by)
    assert list(companies_for_everybody()) == [company]
    row.ended_at, row.ended_by = make.NOW, by
    row.save()
    assert not companies_for_everybody()
