"""What the database refuses about companies and their people."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from companies.directory.states import JoinState
from companies.models import Company, Identifier, Invitation, JoinRequest, Membership, SizeDeclaration
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return make.company(territory=make.territory())


ON_BOTH = "both name the check constraint"


def refused(constraint: str, columns: str, write: object) -> None:
    """SQLite names the columns of a unique constraint, PostgreSQL the constraint."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()  # type: ignore[operator]
    assert constraint in str(error.value) or columns in str(error.value)


def test_a_number_belongs_to_one_company(company: Company) -> None:
    its = company.identifiers.get()
    other = make.company(territory=company.territory)
    columns = {"country": its.country, "scheme": its.scheme, "value": "x", "normalised": its.normalised}
    refused(
        "identifier_belongs_to_one_company",
        "companies_identifier.country",
        lambda: Identifier.objects.create(company=other, **columns),
    )


def test_a_number_is_not_empty(company: Company) -> None:
    refused("identifier_is_not_empty", ON_BOTH, lambda: company.identifiers.update(normalised=""))


def test_a_person_acts_once_for_a_company_and_may_come_back(company: Company) -> None:
    person = make.user()
    make.membership(person, company, ended_at=make.NOW)
    make.membership(person, company)
    refused(
        "membership_once_per_person_and_company",
        "companies_membership.company_id",
        lambda: make.membership(person, company),
    )


def test_a_person_does_not_leave_before_joining(company: Company) -> None:
    before = make.NOW - dt.timedelta(days=90)
    refused("membership_ends_after_it_begins", ON_BOTH, lambda: make.membership(make.user(), company, ended_at=before))


def test_an_address_has_one_open_invitation(company: Company) -> None:
    by = make.user()
    make.invitation(company, by=by, email="anna@example.org", cancelled_at=make.NOW)
    make.invitation(company, by=by, email="anna@example.org")
    refused(
        "invitation_one_open_per_address",
        "companies_invitation.company_id",
        lambda: make.invitation(company, by=by, email="anna@example.org"),
    )


def test_an_accepted_invitation_says_by_whom(company: Company) -> None:
    make.invitation(company, by=make.user())
    refused(
        "invitation_accepted_at_with_accepted_by",
        ON_BOTH,
        lambda: Invitation.objects.update(accepted_at=make.NOW),
    )


def test_a_person_has_one_waiting_request(company: Company) -> None:
    person = make.user()
    make.join_request(person, company)
    refused(
        "joinrequest_one_waiting_per_person",
        "companies_joinrequest.company_id",
        lambda: make.join_request(person, company),
    )


def test_an_answered_request_says_by_whom_and_when(company: Company) -> None:
    make.join_request(make.user(), company)
    refused(
        "joinrequest_decided_at_with_decided_by", ON_BOTH, lambda: JoinRequest.objects.update(state=JoinState.REFUSED)
    )
    refused("joinrequest_decided_at_with_decided_by", ON_BOTH, lambda: JoinRequest.objects.update(decided_at=make.NOW))


@pytest.mark.parametrize("column", ["people", "turnover_eur", "balance_sheet_eur"])
def test_a_size_is_not_negative(company: Company, column: str) -> None:
    make.size(company)
    refused("sizedeclaration_is_not_negative", ON_BOTH, lambda: SizeDeclaration.objects.update(**{column: -1}))


def test_a_number_is_shown_with_the_name_of_its_register(company: Company) -> None:
    assert str(company.identifiers.get()).endswith(company.identifiers.get().normalised)
    owner = make.membership(make.user("Anna"), company, role=Membership.Role.OWNER)
    assert "Anna" in str(owner)
