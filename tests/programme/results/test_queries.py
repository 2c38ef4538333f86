"""The document says what the dashboard of the same person says on the same day."""

from typing import Any

import pytest
from django.utils import translation

from companies.models import User
from programme.dashboards.queries import Scope, dashboard_of, scope_for
from programme.models import Indicator
from programme.results.queries import report_on
from tests import make
from tests.cast import Cast
from tests.programme.dashboards.records import others

pytestmark = pytest.mark.django_db


def scope_of(user: User, **choice: str) -> Scope:
    scope = scope_for(user, "second", now=make.NOW, **choice)
    assert scope
    return scope


def part(data: dict[str, Any], heading: str) -> dict[str, Any]:
    return next(one for one in data["parts"] if one["heading"] == heading)


def test_the_promises_of_the_document_are_those_of_the_dashboard(cast: Cast, kwh: Indicator) -> None:
    others(cast, kwh, 6)
    make.target(cast.programme, value=30)
    make.target(cast.programme, value=2, counter="deals_signed", title="Deals signed")
    scope = scope_of(cast.people["manager"])
    data = report_on(scope, now=make.NOW)
    promises = part(data, "What was promised, and what the records show")
    shown = dashboard_of(scope).counted[0]
    assert promises["tables"][0]["rows"][0]["cells"] == ["30", *(str(one.value) for one in shown.numbers)]
    assert any("Deals signed" in note and "not counted yet" in note for note in promises["notes"])
    assert promises["lead"] == "Kept: 0 of 2 promises; counted: 1."


def test_an_official_is_told_no_sum_of_fewer_than_five_companies(cast: Cast, kwh: Indicator) -> None:
    others(cast, kwh, 3)
    closed = part(report_on(scope_of(cast.people["official"]), now=make.NOW), "Measured results")
    assert "fewer than five companies" in closed["tables"][0]["rows"][0]["cells"]
    assert not any("Not shown" in note for note in closed["notes"])  # nothing is kept back without its reason
    open_ = part(report_on(scope_of(cast.people["manager"]), now=make.NOW), "Measured results")
    assert "fewer than five companies" not in open_["tables"][0]["rows"][0]["cells"]


def test_numbers_and_days_are_written_as_the_reader_writes_them(cast: Cast, kwh: Indicator) -> None:
    others(cast, kwh, 6)
    scope = scope_of(cast.people["manager"])
    with translation.override("it"):
        data = report_on(scope, now=make.NOW)
    assert data["lang"] == "it"
    assert data["day"].endswith(str(scope.as_of.year)) and not any(char.isupper() for char in data["day"][1:])


def test_the_document_asks_as_much_of_the_database_for_few_as_for_many(
    cast: Cast, kwh: Indicator, django_assert_num_queries: Any
) -> None:
    for more in (2, 4):
        others(cast, kwh, more)
        scope = scope_of(cast.people["manager"])
        with django_assert_num_queries(5):
            report_on(scope, now=make.NOW)
