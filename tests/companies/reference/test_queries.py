"""Searching the reference tables, and their sources."""

import pytest
from django.utils import translation

from companies.models import Sector
from companies.reference.queries import (
    municipality_options,
    search_municipalities,
    search_sectors,
    sector_options,
    sources,
)
from companies.reference.readers import read
from tests import make


@pytest.mark.django_db
def test_names_that_begin_with_the_words_come_before_those_that_contain_them():
    for name in ("San Mauro Torinese", "Torino", "Torinella"):
        make.municipality(name)
    assert [row.name for row in search_municipalities("torin").rows] == ["Torinella", "Torino", "San Mauro Torinese"]


@pytest.mark.django_db
def test_the_very_name_comes_first_of_all():
    for name in ("Albanella", "Alba"):
        make.municipality(name)
    assert search_municipalities("alba").rows[0].name == "Alba"


@pytest.mark.django_db
def test_of_names_that_begin_alike_those_of_a_territory_come_first():
    make.municipality("Torano Nuovo")
    make.municipality("Torino", territory=make.territory("torino"))
    assert [row.name for row in search_municipalities("tor").rows] == ["Torino", "Torano Nuovo"]


@pytest.mark.django_db
def test_no_words_find_nothing():
    make.municipality("Torino")
    make.sector("10.71.10")
    assert search_municipalities("  ").rows == []
    assert search_sectors("").rows == []


@pytest.mark.django_db
def test_a_percent_sign_is_a_letter_like_any_other():
    make.municipality("Torino")
    assert search_municipalities("%").rows == []


@pytest.mark.django_db
def test_every_word_must_be_there():
    make.sector("10.71.10", search="10.71.10 107110 produzione di pane")
    assert len(search_sectors("pane produzione").rows) == 1
    assert search_sectors("pane acciaio").rows == []


@pytest.mark.django_db
def test_headings_above_are_not_offered():
    make.sector("10", level=2, search="10 pane")
    assert search_sectors("pane").rows == []


@pytest.mark.django_db
def test_an_option_tells_the_territory():
    make.municipality("Chieri", territory=make.territory("torino"))
    make.municipality("Asti")
    with translation.override("en"):
        notes = {name: municipality_options(search_municipalities(name).rows)[0].note for name in ("Chieri", "Asti")}
    assert notes == {
        "Chieri": "belongs to the territory Torino",
        "Asti": "outside every territory of the programme",
    }


@pytest.mark.django_db
def test_a_title_in_another_language_comes_with_the_heading_above_in_the_readers():
    make.sector("14", level=2, scheme=Sector.Scheme.NACE_21, title_ro="Îmbrăcăminte", search="14")
    make.sector("14.13", level=4, scheme=Sector.Scheme.NACE_21, title_it="", title_en="Outerwear", search="14.13")
    with translation.override("ro"):
        assert sector_options(search_sectors("14.13", scheme="nace-2.1").rows)[0].note == "Îmbrăcăminte"
    with translation.override("en"):
        assert sector_options(search_sectors("14.13", scheme="nace-2.1").rows)[0].note == ""


@pytest.mark.parametrize("language", ["it", "ro", "en"])
def test_the_sources_count_the_rows_that_are_there(language):
    with translation.override(language):
        for source in sources():
            assert source.what
            assert source.rows == len(read(source.file))
