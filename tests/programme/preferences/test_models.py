"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from programme.models import NoticePreference
from tests import make

pytestmark = pytest.mark.django_db


def test_a_person_chooses_once_for_a_topic() -> None:
    person = make.user()
    NoticePreference.objects.create(person=person, topic="answers", delivery="bell")
    NoticePreference.objects.create(person=person, topic="people", delivery="bell")
    NoticePreference.objects.create(person=make.user(), topic="answers", delivery="bell")
    with (
        pytest.raises(IntegrityError, match=r"topic|noticepreference_once_per_person_and_topic"),
        transaction.atomic(),
    ):
        NoticePreference.objects.create(person=person, topic="answers", delivery="weekly")


def test_what_is_as_usual_is_no_row() -> None:
    with pytest.raises(IntegrityError, match="noticepreference_differs_from_the_usual"), transaction.atomic():
        NoticePreference.objects.create(person=make.user(), topic="answers", delivery="mail")
