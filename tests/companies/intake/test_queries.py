"""What the cells of a list are looked up in."""

import pytest

from companies.directory.rules import parse_number
from companies.intake.queries import known_companies, lookups_for
from companies.reference.readers import successors
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
        assert lookups.codes("sector", words) == ("10.71.10",)
    assert lookups.sector("10.71.10") == row.pk
    assert lookups.codes("sector", "pane") == ()


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
    ((key, known),) = known_companies([number], country="IT").items()
    assert key == (number.scheme, number.normalised)
    assert (known.company, known.numbers, known.sized) == (company, {key}, False)
    assert known_companies([], country="IT") == {}


def test_a_former_code_gives_its_successors():
    for code in ("01.13.11", "01.13.20", "01.11.00"):
        make.sector(code)
    lookups = lookups_for(make.territory("torino"))
    assert lookups.codes("sector", "01.11.10") == ("01.11.00",)
    assert lookups.codes("sector_old", "011310") == ("01.13.11", "01.13.20")
    assert lookups.codes("sector_new", "01.11.20") == ("01.11.00",), "a list may say 2025 and mean 2022"


def test_a_code_of_both_editions_is_a_question_unless_the_list_says_of_which():
    """10.61.20 was milling of other cereals in 2022, and is that of rice in 2025."""
    became = successors("ateco-2025")["106120"]
    for code in ("10.61.20", *became):
        make.sector(code)
    lookups = lookups_for(make.territory("torino"))
    assert "10.61.20" not in became
    assert lookups.codes("sector", "10.61.20") == ("10.61.20", *became)
    assert lookups.codes("sector_new", "10.61.20") == ("10.61.20",)
    assert lookups.codes("sector_old", "10.61.20") == became


def test_classes_of_nace_have_successors_too():
    for code in ("20.51", "20.59"):
        make.sector(code, scheme="nace-2.1", level=4)
    lookups = lookups_for(make.territory("ilfov", country="RO"))
    assert lookups.codes("sector_old", "2051 Fabricarea explozivilor") == ("20.59",)
