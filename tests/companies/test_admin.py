"""What those who run the portal may configure, and what they may only look at."""

import pytest
from django.contrib import admin
from django.urls import reverse

from companies.models import RoleGrant, Territory, User
from tests import make

pytestmark = pytest.mark.django_db
READ_ONLY = ["company", "event", "legalform", "municipality", "nutsregion", "sector"]
EDITABLE = ["rolegrant", "territory", "territorymunicipality", "user"]


@pytest.fixture
def operator(client):
    client.force_login(make.user("Operator", is_staff=True, is_superuser=True, from_demo=True))
    return client


def page(name: str, which: str = "changelist", *args: object) -> str:
    return reverse(f"admin:companies_{name}_{which}", args=args)


def test_the_index_holds_exactly_these_tables_of_the_app():
    registered = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "companies"}
    assert registered == {*READ_ONLY, *EDITABLE}


@pytest.mark.parametrize("name", [*READ_ONLY, *EDITABLE])
def test_every_list_opens(operator, name):
    torino = make.territory("torino")
    make.company(territory=torino, municipality=make.municipality(territory=torino), owner=make.user())
    assert operator.get(page(name), {"q": "a"}).status_code == 200


@pytest.mark.parametrize("name", READ_ONLY)
def test_business_and_reference_rows_cannot_be_made_here(operator, name):
    assert operator.get(page(name, "add")).status_code == 403


def test_a_company_can_be_read_and_not_changed(operator):
    company = make.company("Forno Rossi", territory=make.territory("torino"), owner=make.user())
    address = page("company", "change", company.pk)
    assert "Forno Rossi" in operator.get(address).content.decode()
    assert operator.post(address, {"name": "Another"}).status_code == 403


@pytest.mark.parametrize("name", EDITABLE)
def test_configuration_can_be_added(operator, name):
    assert operator.get(page(name, "add")).status_code == 200


def test_a_territory_is_made_in_three_languages(operator):
    values = {
        "code": "milano", "name_it": "Milano", "name_ro": "Milano", "name_en": "Milan", "country": "IT",
        "zone_name": "Europe/Rome", "language": "it", "currency": "EUR", "office_name": "Office",
    }  # fmt: skip
    assert operator.post(page("territory", "add"), values).status_code == 302
    assert Territory.objects.get(code="milano").name_en == "Milan"


def test_a_role_says_who_gave_it(operator):
    somebody, torino = make.user(), make.territory("torino")
    values = {"user": somebody.pk, "role": "facilitator", "territory": torino.pk}
    values |= {"granted_at_0": "2026-10-14", "granted_at_1": "09:30"}
    assert operator.post(page("rolegrant", "add"), values).status_code == 302
    assert RoleGrant.objects.get(user=somebody).granted_by.name == "Operator"


def test_people_and_roles_are_ended_and_never_deleted(operator):
    somebody = make.user()
    assert operator.post(page("user", "delete", somebody.pk), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=somebody.pk).exists()


def test_staff_who_are_not_superusers_find_nothing_here(client):
    client.force_login(make.user(is_staff=True, from_demo=True))
    assert client.get(page("territory")).status_code == 403


def test_others_are_sent_away(client):
    client.force_login(make.user())
    assert client.get(page("territory")).status_code in (302, 403)
