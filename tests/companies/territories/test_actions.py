"""The first territories."""

import pytest

from companies.models import Event, Municipality, Territory
from companies.reference.actions import load_reference
from companies.territories.actions import make_first_territories
from tests import make

pytestmark = pytest.mark.django_db


def test_torino_and_ilfov_are_made_with_all_their_municipalities():
    load_reference()
    made = make_first_territories(now=make.NOW)
    assert {row.code: row.municipalities.count() for row in made} == {"torino": 312, "ilfov": 40}
    ilfov = Territory.objects.get(code="ilfov")
    assert (ilfov.country, ilfov.language, ilfov.currency, str(ilfov.zone)) == ("RO", "ro", "RON", "Europe/Bucharest")
    assert ilfov.municipalities.filter(name="Popești-Leordeni").exists()
    assert Event.objects.filter(kind="territory_made").count() == 2


def test_a_second_run_keeps_what_an_operator_edited():
    load_reference()
    make_first_territories(now=make.NOW)
    torino = Territory.objects.get(code="torino")
    torino.office_name = "Another office"
    torino.save()
    torino.municipalities.remove(Municipality.objects.get(country="IT", code="001272"))
    assert make_first_territories(now=make.NOW) == []
    torino.refresh_from_db()
    assert torino.office_name == "Another office"
    assert torino.municipalities.count() == 311


def test_a_municipality_of_another_territory_is_not_taken_away():
    load_reference()
    chieri = Municipality.objects.get(country="IT", name="Chieri")
    elsewhere = make.territory("chieri")
    elsewhere.municipalities.add(chieri)
    make_first_territories(now=make.NOW)
    assert list(chieri.territories.all()) == [elsewhere]
    assert Territory.objects.get(code="torino").municipalities.count() == 311
