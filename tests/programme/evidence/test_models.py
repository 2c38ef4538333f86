import pytest
from django.db import IntegrityError, transaction

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make.company(territory=make.territory())


def test_an_empty_file_cannot_be_written_down(company) -> None:
    with pytest.raises(IntegrityError, match="evidencefile_is_not_empty"), transaction.atomic():
        make.evidence(company, by=make.user(), size_bytes=0)


@pytest.mark.parametrize("half", ["removed_at", "removed_by"])
def test_a_removal_has_a_moment_and_a_person(company, half: str) -> None:
    value = make.NOW if half == "removed_at" else make.user()
    with pytest.raises(IntegrityError, match="evidencefile_removed_at_with_removed_by"), transaction.atomic():
        make.evidence(company, by=make.user(), **{half: value})


def test_two_files_are_never_stored_under_one_name(company) -> None:
    by = make.user()
    make.evidence(company, by=by, stored_as="evidence/aa/1")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.evidence(company, by=by, stored_as="evidence/aa/1")
