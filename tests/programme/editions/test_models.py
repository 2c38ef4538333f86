import datetime as dt

import pytest
from django.db import IntegrityError

from programme.models import Participation
from tests import make
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def test_an_edition_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError, match="programme_ends_after_it_starts"):
        make.programme(starts_on=make.TODAY, ends_on=make.TODAY)


def test_a_counter_has_one_target_in_a_territory(cast: Cast) -> None:
    make.target(cast.programme, territory=cast.torino)
    make.target(cast.programme, territory=cast.ilfov)
    with pytest.raises(IntegrityError, match=r"target\.territory_id|target_once_per_counter_and_territory"):
        make.target(cast.programme, territory=cast.torino)


def test_a_counter_has_one_target_over_all_territories(cast: Cast) -> None:
    make.target(cast.programme)
    make.target(cast.programme, territory=cast.torino)
    with pytest.raises(IntegrityError, match=r"target\.counter|target_once_per_counter_overall"):
        make.target(cast.programme)


def test_a_target_of_nothing_is_refused(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="target_is_more_than_zero"):
        make.target(cast.programme, value=0)


def test_a_company_takes_part_once_in_an_edition(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match=r"participation\.company_id|participation_once_per_edition"):
        make.participation(cast.company_a, cast.programme, by=cast.manager)


@pytest.mark.parametrize("column", ["ended_at", "ended_by"])
def test_an_end_has_a_moment_and_a_person(cast: Cast, column: str) -> None:
    half = {"ended_at": make.NOW} if column == "ended_at" else {"ended_by": cast.manager}
    with pytest.raises(IntegrityError, match="participation_ended_at_with_ended_by"):
        Participation.objects.filter(pk=cast.participation_a.pk).update(**half)


def test_a_participation_does_not_end_before_the_admission(cast: Cast) -> None:
    before = cast.participation_a.admitted_at - dt.timedelta(seconds=1)
    with pytest.raises(IntegrityError, match="participation_ended_at_with_ended_by"):
        Participation.objects.filter(pk=cast.participation_a.pk).update(ended_at=before, ended_by=cast.manager)
