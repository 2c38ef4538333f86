"""What the database itself refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from programme.models import Digest
from tests import make
from tests.make import NOW

MONDAY = dt.date(2026, 10, 12)


@pytest.mark.django_db
def test_a_person_has_one_mail_of_a_week() -> None:
    person = make.user()
    Digest.objects.create(person=person, week_on=MONDAY, written_at=NOW, mail=make.mail())
    Digest.objects.create(person=make.user(), week_on=MONDAY, written_at=NOW, mail=make.mail())
    with pytest.raises(IntegrityError, match=r"week_on|digest_once_per_person_and_week"), transaction.atomic():
        Digest.objects.create(person=person, week_on=MONDAY, written_at=NOW, mail=make.mail())
