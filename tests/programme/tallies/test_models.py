"""The database refuses what cannot be."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError

from programme.models import Contribution, Participation, Tally
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def part() -> Participation:
    torino = make.territory("torino")
    return make.participation(make.company(territory=torino), make.programme("one", torino), by=make.user())


def contribution(part: Participation, **columns: Any) -> Contribution:
    number = {"counter": "smes_supported", "level": "claimed", "value": 0, "record_at": part.admitted_at}
    given = {**number, "from_on": make.TODAY, **columns}
    return Contribution.objects.create(participation=part, programme=part.programme, **given)


def test_a_company_begins_to_count_once_on_a_day(part: Participation) -> None:
    contribution(part)
    with pytest.raises(IntegrityError, match=r"contribution_begins_once_on_a_day|UNIQUE"):
        contribution(part)


def test_a_company_counts_for_a_day_at_least(part: Participation) -> None:
    contribution(part, level="proved", until_on=make.TODAY + dt.timedelta(days=1))
    with pytest.raises(IntegrityError, match="contribution_holds_for_a_day_at_least"):
        contribution(part, until_on=make.TODAY)


def test_a_number_changes_once_on_a_day(part: Participation) -> None:
    number = {"counter": "smes_supported", "level": "claimed", "stretch": "day", "day": make.TODAY, "value": 0}
    place = {"programme": part.programme, "territory": part.territory}
    Tally.objects.create(**place, **number, companies=1)
    with pytest.raises(IntegrityError, match=r"tally_once_per_number_and_day|UNIQUE"):
        Tally.objects.create(**place, **number, companies=1)
