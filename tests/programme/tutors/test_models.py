import datetime as dt

import pytest
from django.db import IntegrityError

from programme.models import Assignment, Tutor
from tests import make
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def test_a_company_has_one_tutor_at_a_time(cast: Cast) -> None:
    other = Tutor.objects.get(user=cast.other_tutor)
    with pytest.raises(IntegrityError, match=r"assignment\.participation_id|assignment_one_tutor_at_a_time"):
        make.assignment(cast.participation_a, other, by=cast.facilitator)


def test_a_company_may_have_a_tutor_after_another(cast: Cast) -> None:
    Assignment.objects.filter(pk=cast.assignment.pk).update(ended_at=make.NOW, ended_by=cast.facilitator)
    make.assignment(cast.participation_a, Tutor.objects.get(user=cast.other_tutor), by=cast.facilitator)
    assert cast.participation_a.assignments.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("column", ["ended_at", "ended_by"])
def test_an_end_has_a_moment_and_a_person(cast: Cast, column: str) -> None:
    half = {"ended_at": make.NOW} if column == "ended_at" else {"ended_by": cast.facilitator}
    with pytest.raises(IntegrityError, match="assignment_ended_at_with_ended_by"):
        Assignment.objects.filter(pk=cast.assignment.pk).update(**half)


def test_a_tutor_is_not_released_before_the_assignment(cast: Cast) -> None:
    before = cast.assignment.assigned_at - dt.timedelta(seconds=1)
    with pytest.raises(IntegrityError, match="assignment_ended_at_with_ended_by"):
        Assignment.objects.filter(pk=cast.assignment.pk).update(ended_at=before, ended_by=cast.facilitator)
