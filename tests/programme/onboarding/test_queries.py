"""What an application still needs."""

import datetime as dt
from typing import Any

import pytest

from companies.models import Membership, Territory
from programme.onboarding import queries
from tests import make
from tests.programme.onboarding.scene import Scene


def missing(scene: Scene, **columns: Any) -> dict[str, str]:
    application = scene.ready(**columns)
    return {row.field: row.sentence for row in queries.missing_to_send(application, now=make.NOW)}


def test_a_complete_application_misses_nothing(scene: Scene) -> None:
    assert missing(scene) == {}


@pytest.mark.parametrize(
    ("field", "columns"),
    [
        ("name", {"name": ""}),
        ("tax_number", {"tax_number": ""}),
        ("tax_number", {"tax_number": "12345678901"}),
        ("legal_form", {"legal_form": None}),
        ("municipality", {"municipality": None}),
        ("sector", {"sector": None}),
        ("people", {"people": None}),
        ("turnover_eur", {"turnover_eur": None}),
        ("hopes", {"hopes": ""}),
        ("privacy_accepted", {"privacy_accepted": False}),
    ],
)
def test_each_gap_is_named_with_its_field(scene: Scene, field: str, columns: dict[str, Any]) -> None:
    assert set(missing(scene, **columns)) == {field}


def test_an_empty_draft_names_everything_at_once(scene: Scene) -> None:
    rows = queries.missing_to_send(make.application(scene.anna), now=make.NOW)
    assert [row.field for row in rows] == [
        *("name", "tax_number", "legal_form", "municipality", "sector", "people", "hopes", "privacy_accepted")
    ]


def test_a_place_outside_every_territory_is_said(scene: Scene) -> None:
    assert "outside every territory" in missing(scene, municipality=make.municipality("Milano"))["municipality"]


def test_a_territory_without_an_open_edition_is_said(scene: Scene) -> None:
    far = make.territory("ilfov")
    place = make.municipality("Măgurele", territory=far)
    assert "No edition is open in Ilfov now" in missing(scene, municipality=place)["municipality"]


def test_a_country_without_a_list_of_legal_forms_does_not_ask_for_one(scene: Scene) -> None:
    assert set(missing(scene, country="DE", tax_number="DE136695976", legal_form=None)) == set()


def test_the_running_edition_is_the_newest_on_the_day_of_the_territory(scene: Scene) -> None:
    last = scene.edition.ends_on
    newer = make.programme("newer", scene.torino, starts_on=make.TODAY, ends_on=last)
    assert queries.edition_for(scene.torino, now=make.NOW) == newer
    # An hour before midnight UTC it is already the next day in Torino.
    evening = dt.datetime(last.year, last.month, last.day, 23, tzinfo=dt.UTC)
    assert queries.edition_for(scene.torino, now=evening) is None
    assert queries.edition_for(scene.torino, now=evening - dt.timedelta(hours=12)) == newer
    assert queries.edition_for(make.territory("ilfov"), now=make.NOW) is None


def test_the_company_of_others_is_in_the_way_until_one_owns_it(scene: Scene) -> None:
    application = scene.ready()
    assert queries.in_the_way(application, scene.anna) is None
    company = make.company(territory=scene.torino)
    company.identifiers.update(normalised=application.tax_number)
    known = queries.in_the_way(application, scene.anna)
    assert known and not known.spoken_for and not known.is_member
    row = make.membership(scene.anna, company)
    known = queries.in_the_way(application, scene.anna)
    assert known and known.spoken_for and known.is_member
    Membership.objects.filter(pk=row.pk).update(role=Membership.Role.OWNER)
    assert queries.in_the_way(application, scene.anna) is None


def test_companies_of_the_same_name_are_shown_whatever_their_legal_form(scene: Scene) -> None:
    twin = make.company("PANIFICIO AURORA di Rossi S.n.c.", territory=scene.torino)
    same = make.company("Panificio Aurora SRL", territory=scene.torino)
    make.company("Panificio Aurora", territory=Territory.objects.create(code="x", name="x", language="it"))
    sent = scene.sent()
    assert queries.similar_to(sent) == [same]
    assert twin not in queries.similar_to(sent)
    assert queries.similar_to(scene.ready(name="")) == []


def test_whoever_owns_a_company_without_an_application_may_apply(scene: Scene) -> None:
    company = make.company(territory=scene.torino, owner=scene.anna)
    other = make.company(territory=scene.torino)
    make.membership(scene.anna, other)
    assert queries.companies_that_may_apply(scene.anna, now=make.NOW) == [company]
    make.participation(company, scene.edition, by=scene.fabio)
    assert queries.companies_that_may_apply(scene.anna, now=make.NOW) == []
