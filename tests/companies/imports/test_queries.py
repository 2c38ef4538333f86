"""What the cells of a list are looked up in."""

import pytest

from companies.directory.rules import parse_number
from companies.imports.queries import known_companies, lookups_for
from tests import make

pytestmark = pytest.mark.django_db


def test_legal_forms_are_known_by_title_short_form_and_code():
    row = make.legal_form("Società a responsabilità limitata (S.r.l.)", code="1.3.20")
    lookups = lookups_for(make.territory("torino"))
    for words in ("SRL", "s.r.l.", "Societa a responsabilita limitata", "1.3.20"):
        assert lookups.legal_form(words) == row.pk
    assert lookups.legal_form("snc") is None


def test_sectors_are_known_by_code_with_or_without_dots_and_text():
    row = make.sector("10.71.10")
    lookups = lookups_for(make.territory("torino"))
    for words in ("10.71.10", "107110", "10.71.10 - Produzione di pane"):
        assert lookups.sector(words) == row.pk
    assert lookups.sector("pane") is None


def test_two_towns_of_one_name_outside_the_territory_are_not_guessed():
    for province in ("Alba", "Arad"):
        make.municipality("Vidra", country="RO", province=province)
    lookups = lookups_for(make.territory("ilfov", country="RO"))
    assert lookups.municipality("Vidra") is None
    assert lookups.municipality("Vidra (Arad)") is not None


def test_hyphens_and_accents_of_a_town_do_not_matter():
    row = make.municipality("Cluj-Napoca", country="RO", search="cluj-napoca")
    lookups = lookups_for(make.territory("ilfov", country="RO"))
    assert lookups.municipality("CLUJ NAPOCA") == row.pk


def test_companies_are_known_by_any_of_their_numbers():
    company = make.company(territory=make.territory("torino"))
    number = parse_number("IT", company.identifiers.get().normalised)
    assert known_companies([number], country="IT") == {(number.scheme, number.normalised): company}
    assert known_companies([], country="IT") == {}
