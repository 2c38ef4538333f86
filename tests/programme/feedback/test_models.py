import uuid

import pytest
from django.db import IntegrityError

from tests import make

pytestmark = pytest.mark.django_db


def test_one_form_is_kept_once() -> None:
    key = uuid.uuid4()
    make.feedback(one_time_key=key)
    with pytest.raises(IntegrityError, match=r"feedback_once_per_form|one_time_key"):
        make.feedback(one_time_key=key)


def test_an_answer_has_a_moment_and_a_person() -> None:
    with pytest.raises(IntegrityError, match="feedback_is_answered_by_somebody"):
        make.feedback(answered_at=make.NOW, note="Mended")


def test_an_answer_says_what_was_done() -> None:
    with pytest.raises(IntegrityError, match="feedback_answered_says_what_was_done"):
        make.feedback(answered_at=make.NOW, answered_by=make.user())
