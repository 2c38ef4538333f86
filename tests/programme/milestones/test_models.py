import uuid

import pytest
from django.db import IntegrityError

from programme.models import DueMove, Indicator
from tests import make
from tests.cast import assemble

pytestmark = pytest.mark.django_db


def test_a_milestone_is_made_once_per_form():
    cast, key = assemble(), uuid.uuid4()
    make.milestone(cast.participation_a, by=cast.owner_a, one_time_key=key)
    with pytest.raises(IntegrityError, match=r"(?i)one_time_key|milestone_made_once_per_form"):
        make.milestone(cast.participation_a, by=cast.owner_a, one_time_key=key)


def test_a_ready_step_stands_once_in_a_plan():
    cast, step = assemble(), make.template()
    make.milestone(cast.participation_a, by=cast.owner_a, template=step)
    with pytest.raises(IntegrityError, match=r"(?i)template|milestone_once_per_template"):
        make.milestone(cast.participation_a, by=cast.owner_a, template=step)


def test_a_target_without_an_indicator_is_refused():
    cast = assemble()
    with pytest.raises(IntegrityError, match="milestone_figures_have_an_indicator"):
        make.milestone(cast.participation_a, by=cast.owner_a, target=5)


def test_a_milestone_is_dropped_by_somebody():
    cast = assemble()
    with pytest.raises(IntegrityError, match="milestone_dropped_at_with_dropped_by"):
        make.milestone(cast.participation_a, by=cast.owner_a, dropped_at=make.NOW)


def test_a_moved_day_has_a_reason():
    cast = assemble()
    with pytest.raises(IntegrityError, match="duemove_has_a_reason"):
        DueMove.objects.create(
            milestone=cast.milestone, former_due_on=make.TODAY, moved_at=make.NOW, moved_by=cast.tutor_a, reason=""
        )


def test_the_highest_value_of_an_indicator_is_not_below_the_lowest():
    with pytest.raises(IntegrityError, match="indicator_highest_is_not_below_lowest"):
        Indicator.objects.create(code="x", name="x", unit="x", lowest=5, highest=4)
