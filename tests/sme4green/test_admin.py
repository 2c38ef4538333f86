import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from companies.models import User
from programme import models
from sme4green.admin import ReadOnlyAdmin, SuperuserAdmin
from tests import make

CONFIGURATION = {models.Programme, models.Target, models.Indicator, models.MilestoneTemplate, models.Tutor}
OURS = {model: page for model, page in admin.site._registry.items() if model._meta.app_label == "programme"}


@pytest.fixture
def root(client: Client, db: None) -> User:
    root = User.objects.create_superuser("root@example.org", name="Root", from_demo=True)
    client.force_login(root)
    return root


def test_configuration_is_edited_and_everything_else_is_only_looked_at() -> None:
    assert {model for model, page in OURS.items() if not isinstance(page, ReadOnlyAdmin)} == CONFIGURATION
    assert all(isinstance(page, SuperuserAdmin) for page in OURS.values())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_a_superuser_may_do(root: User, model: type) -> None:
    request = RequestFactory().get("/")
    request.user = root
    page, edits = OURS[model], model in CONFIGURATION
    assert page.has_view_permission(request)
    assert page.has_add_permission(request) is edits
    assert page.has_change_permission(request) is edits
    assert page.has_delete_permission(request) is edits


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_staff_without_all_rights_and_strangers_see_nothing(db: None, model: type) -> None:
    page = OURS[model]
    for user in (make.user(is_staff=True), make.user(is_superuser=True, is_active=False), AnonymousUser()):
        request = RequestFactory().get("/")
        request.user = user
        assert not page.has_module_permission(request)
        assert not page.has_view_permission(request)
        assert not page.has_change_permission(request)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_each_list_opens_and_only_configuration_can_be_added(client: Client, root: User, model: type) -> None:
    table = f"/admin/programme/{model._meta.model_name}/"
    assert client.get(table).status_code == 200
    assert client.get(f"{table}add/").status_code == (200 if model in CONFIGURATION else 403)


def test_an_edition_is_configured_with_its_promises_in_three_languages(client: Client, root: User) -> None:
    torino = make.territory("torino")
    edition = make.programme("two", torino)
    page = client.get(f"/admin/programme/programme/{edition.pk}/change/").content.decode()
    for field in (
        "name_it",
        "name_ro",
        "name_en",
        "targets-0-title_ro" if edition.targets.exists() else "targets-TOTAL_FORMS",
    ):
        assert field in page


def test_a_record_is_shown_without_a_save_button(client: Client, root: User) -> None:
    torino = make.territory("torino")
    row = make.participation(make.company(territory=torino), make.programme("two", torino), by=root)
    page = client.get(f"/admin/programme/participation/{row.pk}/change/")
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
    assert client.post(f"/admin/programme/participation/{row.pk}/change/", {}).status_code == 403


def test_a_code_for_signing_in_is_not_read_here(client: Client, root: User) -> None:
    secret = make.mail(text="Your code is TOPSECRET", secret=True, urgent=True)
    plain = make.mail(text="Your report was accepted")
    assert b"TOPSECRET" not in client.get(f"/admin/programme/mail/{secret.pk}/change/").content
    assert b"Your report was accepted" in client.get(f"/admin/programme/mail/{plain.pk}/change/").content


def test_the_admin_is_not_for_others(client: Client, db: None) -> None:
    client.force_login(make.user(from_demo=True))
    response = client.get("/admin/programme/programme/")
    assert response.status_code in (302, 403)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_of_a_list_does_not_grow(
    client: Client, root: User, rows: int, django_assert_num_queries: object
) -> None:
    torino = make.territory("torino")
    edition = make.programme("two", torino)
    for _number in range(rows):
        participation = make.participation(make.company(territory=torino), edition, by=root)
        make.assignment(participation, make.tutor(make.user()), by=root)
        make.milestone(participation, by=root)
    for table, queries in (("participation", 8), ("assignment", 6), ("milestone", 6)):
        with django_assert_num_queries(queries):
            client.get(f"/admin/programme/{table}/")
