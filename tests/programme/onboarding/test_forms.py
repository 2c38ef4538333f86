"""What a person may type in an application."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from programme.onboarding.forms import AnswerForm, ApplicationForm, StartForm
from tests import make
from tests.programme.onboarding.scene import Scene

pytestmark = pytest.mark.django_db
KEY = "0b9e9c3e-8d8d-4b0c-9a60-2d1f4a2d9f10"


@pytest.mark.parametrize(
    ("country", "typed", "scheme", "normalised"),
    [
        ("IT", f"it {make.it_vat(6_000_005)[:3]}.{make.it_vat(6_000_005)[3:]}", "it-vat", make.it_vat(6_000_005)),
        ("RO", "ro 14399840", "ro-cui", "14399840"),
        ("RO", "14399840", "ro-cui", "14399840"),
    ],
)
def test_a_number_is_taken_as_people_write_it(country: str, typed: str, scheme: str, normalised: str) -> None:
    form = StartForm({"country": country, "tax_number": typed, "one_time_key": KEY})
    if not form.is_valid():
        pytest.fail(str(form.errors))
    assert form.number and (form.number.scheme, form.number.normalised) == (scheme, normalised)


@pytest.mark.parametrize("typed", ["", "12345678901", "hello"])
def test_a_wrong_number_says_so_at_the_field(typed: str) -> None:
    form = StartForm({"country": "IT", "tax_number": typed, "one_time_key": KEY})
    assert not form.is_valid()
    assert set(form.errors) == {"tax_number"}


def filled(scene: Scene, **changes: Any) -> ApplicationForm:
    draft = scene.ready()
    return ApplicationForm(scene.posted(draft, **changes), application=draft)


def test_amounts_are_read_as_the_language_writes_them(scene: Scene) -> None:
    with translation.override("it"):
        form = filled(scene)
        assert form.is_valid(), form.errors
    assert (form.said()["people"], form.said()["turnover_eur"]) == (Decimal("9.5"), Decimal("1234567.89"))


def test_an_empty_draft_is_no_error(scene: Scene) -> None:
    draft = make.application(scene.anna)
    form = ApplicationForm({"version": 1, "country": "IT"}, application=draft)
    assert form.is_valid(), form.errors
    assert not any(value for name, value in form.said().items() if name != "country")


def test_what_is_right_is_told_apart_from_what_is_wrong(scene: Scene) -> None:
    form = filled(scene, tax_number="12345678901", people="a dozen")
    assert not form.is_valid()
    assert set(form.errors) == {"tax_number", "people"}
    assert form.said()["name"] == "Panificio Aurora"
    assert not {"tax_number", "people"} & set(form.said())


def test_a_legal_form_of_another_country_is_not_offered(scene: Scene) -> None:
    romanian = make.legal_form("S.R.L.", country="RO")
    form = filled(scene, legal_form=romanian.pk)
    assert "legal_form" in form.errors
    moved = filled(scene, country="RO", tax_number="14399840")
    assert "another country" in str(moved.errors["legal_form"])


def test_a_bound_number_is_shown_and_not_taken(scene: Scene) -> None:
    company = make.company(territory=scene.torino, owner=scene.anna)
    draft = scene.ready(company=company)
    form = ApplicationForm(scene.posted(draft, tax_number="999", country="RO"), application=draft)
    assert form.is_valid(), form.errors
    assert (form.said()["country"], form.said()["tax_number"]) == ("IT", draft.tax_number)


def test_every_answer_stands_in_one_section(scene: Scene) -> None:
    form = ApplicationForm(application=scene.ready())
    named = [field.name for _title, fields in form.sections() for field in fields]
    assert sorted([*named, "version"]) == sorted(form.fields)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"answer": "admit"}, set()),
        ({"answer": "return", "note": "Why", "remark_people": "How many?"}, set()),
        ({"answer": "return"}, {"note"}),
        ({"answer": "refuse", "note": " "}, {"note"}),
        ({}, {"answer"}),
    ],
)
def test_a_no_needs_a_reason(said: dict[str, str], wrong: set[str]) -> None:
    form = AnswerForm(said)
    form.is_valid()
    assert set(form.errors) == wrong
    assert form.remarks() == ({"people": "How many?"} if "remark_people" in said else {})
