import pytest
from django.db import IntegrityError

from companies.journal.states import EventKind
from companies.models import Event
from tests import make


@pytest.mark.django_db
@pytest.mark.parametrize("half", [{"subject_id": 7}, {"subject_kind": "company"}])
def test_a_subject_has_a_kind_and_an_id(half: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="event_names_its_subject_by_kind_and_id"):
        Event.objects.create(kind=EventKind.COMPANY_UPDATED, at=make.NOW, **half)
