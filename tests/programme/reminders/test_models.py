"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from tests import make

pytestmark = pytest.mark.django_db


def test_a_person_is_reminded_of_an_occurrence_once() -> None:
    person = make.user()
    make.reminder(person)
    make.reminder(person, step=7)
    make.reminder(make.user())
    with (
        pytest.raises(IntegrityError, match=r"subject_id|reminder_once_per_occurrence_and_person"),
        transaction.atomic(),
    ):
        make.reminder(person)


def test_waiting_is_not_reminded_of_before_it_begins() -> None:
    make.reminder(make.user(), step=-7)
    with pytest.raises(IntegrityError, match="reminder_of_waiting_comes_afterwards"), transaction.atomic():
        make.reminder(make.user(), kind="report_waiting", step=-7)
