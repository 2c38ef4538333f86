import datetime as dt

import pytest
from django.db import IntegrityError

from companies.models import Company, RoleGrant, Territory
from companies.people.states import Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def torino() -> Territory:
    return make.territory("torino")


@pytest.fixture
def company(torino: Territory) -> Company:
    return make.company(territory=torino)


def test_an_address_is_one_account_whatever_its_case() -> None:
    anna = make.user(email="anna@example.org")
    with pytest.raises(IntegrityError, match="user_email_once_whatever_its_case"):
        type(anna).objects.create(email="ANNA@example.org", name="Anna")


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.OFFICIAL, Role.TUTOR])
def test_a_role_over_a_place_is_bound_to_one(role: Role) -> None:
    with pytest.raises(IntegrityError, match="grant_is_bound_as_its_role_asks"):
        make.grant(make.user(), role)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_a_role_over_everything_is_bound_to_nothing(role: Role, torino: Territory) -> None:
    with pytest.raises(IntegrityError, match="grant_is_bound_as_its_role_asks"):
        make.grant(make.user(), role, territory=torino)


def test_a_role_does_not_end_before_it_begins(torino: Territory) -> None:
    with pytest.raises(IntegrityError, match="grant_ends_after_it_begins"):
        make.grant(make.user(), Role.OFFICIAL, territory=torino, ends_at=make.NOW - dt.timedelta(days=90))


def test_an_auditor_has_a_last_day() -> None:
    with pytest.raises(IntegrityError, match="grant_of_an_auditor_has_an_end"):
        make.grant(make.user(), Role.AUDITOR, ends_at=None)


def test_a_tutor_sees_a_company_by_one_grant_at_a_time(company: Company) -> None:
    anna = make.user()
    make.grant(anna, Role.TUTOR, company=company, ends_at=make.NOW)
    make.grant(anna, Role.TUTOR, company=company)
    with pytest.raises(IntegrityError, match=r"companies_rolegrant\.company_id|grant_of_a_tutor_once_per_company"):
        RoleGrant.objects.create(user=anna, role=Role.TUTOR, company=company)
