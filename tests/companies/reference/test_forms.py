"""The field with which a municipality or a sector is chosen."""

import pytest
from django import forms

from companies.models import Municipality, Sector
from companies.reference.forms import PickField
from companies.reference.models import Country
from tests import make

pytestmark = pytest.mark.django_db


class PlaceForm(forms.Form):
    country = forms.ChoiceField(choices=Country, required=False)
    municipality = PickField(kind="municipality", country_field="country", required=False, label="Municipality")
    sector = PickField(kind="sector", country_field="country", required=False, label="Sector")


class MustForm(forms.Form):
    municipality = PickField(kind="municipality", label="Municipality")


@pytest.fixture
def places() -> dict[str, Municipality]:
    torino = make.territory("torino")
    return {
        "torino": make.municipality("Torino", territory=torino),
        "chieri": make.municipality("Chieri", territory=torino),
        "tortona": make.municipality("Tortona", province="Alessandria"),
        "magurele": make.municipality("Măgurele", country="RO", province="Ilfov"),
    }


def posted(**data: str) -> PlaceForm:
    return PlaceForm({"country": "IT", **data})


def test_the_very_name_chooses_without_a_click(places):
    form = posted(municipality_words="torino")
    assert form.is_valid()
    assert form.cleaned_data["municipality"] == places["torino"]


def test_some_letters_ask_to_choose_and_show_what_they_find(places):
    form = posted(municipality_words="tor")
    assert form.errors["municipality"] == ["Choose one of these."]
    html = str(form["municipality"])
    assert f'value="{places["torino"].pk}"' in html and f'value="{places["tortona"].pk}"' in html
    assert 'value="tor"' in html, "what was typed is kept"


def test_a_choice_among_what_the_words_find_is_taken(places):
    form = posted(municipality_words="tor", municipality=str(places["tortona"].pk))
    assert form.is_valid()
    assert form.cleaned_data["municipality"] == places["tortona"]


def test_new_words_go_before_an_old_choice(places):
    form = posted(municipality_words="chieri", municipality=str(places["torino"].pk))
    assert form.is_valid()
    assert form.cleaned_data["municipality"] == places["chieri"]


def test_words_that_find_nothing_say_so_and_stay(places):
    form = posted(municipality_words="Atlantide")
    assert "Nothing is found for “Atlantide”" in form.errors["municipality"][0]
    assert 'value="Atlantide"' in str(form["municipality"])


def test_search_is_blind_to_accents_and_bound_to_the_country(places):
    assert posted(country="RO", municipality_words="magurele").is_valid()
    assert not posted(country="IT", municipality_words="magurele").is_valid()


def test_a_choice_of_another_country_is_refused(places):
    form = posted(municipality=str(places["magurele"].pk))
    assert form.errors["municipality"] == ["This choice belongs to another country: search again."]


def test_nothing_typed_is_no_choice_unless_one_is_needed(places):
    form = posted()
    assert form.is_valid()
    assert form.cleaned_data["municipality"] is None
    assert MustForm({}).has_error("municipality", code="required")


@pytest.mark.parametrize("junk", ["999999999", "-1", "x", "1 OR 1"])
def test_a_choice_that_is_no_row_is_refused(places, junk):
    assert not posted(municipality=junk).is_valid()


def test_the_page_shows_the_present_choice_checked(places):
    html = str(PlaceForm(initial={"municipality": places["torino"]})["municipality"])
    assert f'value="{places["torino"].pk}" checked' in html
    assert "belongs to the territory Torino" in html


def test_a_place_outside_every_territory_says_so(places):
    assert "outside every territory" in str(posted(municipality_words="tortona")["municipality"])


def test_an_unchanged_choice_is_no_change(places):
    same = PlaceForm({"municipality": str(places["torino"].pk)}, initial={"municipality": places["torino"]})
    assert "municipality" not in same.changed_data
    assert "municipality" in PlaceForm({}, initial={"municipality": places["torino"]}).changed_data


def test_a_form_with_a_prefix_finds_its_own_country(places):
    data = {"site-country": "RO", "site-municipality_words": "magurele"}
    form = PlaceForm(data, prefix="site")
    assert form.is_valid(), form.errors
    assert "hx-include=\"#id_site-municipality_options,[name='site-country']\"" in str(form["municipality"])


def test_a_form_without_a_country_field_is_told_the_country(places):
    form = MustForm({"municipality_words": "magurele"})
    form.fields["municipality"].country = "IT"
    assert form.has_error("municipality", code="nothing")
    other = MustForm({"municipality_words": "magurele"})
    other.fields["municipality"].country = "RO"
    assert other.is_valid()
    assert "&amp;country=RO" in str(other["municipality"])
    assert MustForm({"municipality_words": "magurele"}).is_valid(), "the country of one form is not that of the next"


def test_a_sector_is_found_by_its_code_with_or_without_the_dots():
    bread = make.sector("10.71.10", search="10.71.10 107110 produzione di pane")
    make.sector("10.71.20", search="10.71.20 107120 pasticceria")
    for words in ("10.71.10", "107110"):
        form = posted(sector_words=words)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["sector"] == bread


def test_outside_italy_sectors_are_classes_of_nace():
    make.sector("14.13.00", search="14.13 1413 confezione")
    nace = make.sector("14.13", scheme=Sector.Scheme.NACE_21, level=4, search="14.13 1413 outerwear")
    form = posted(country="RO", sector_words="1413")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["sector"] == nace


def test_the_number_of_queries_does_not_grow_with_what_is_found(places, django_assert_num_queries):
    with django_assert_num_queries(4):
        str(posted(municipality_words="tortona")["municipality"])
    with django_assert_num_queries(4):
        str(posted(municipality_words="o")["municipality"])


@pytest.mark.parametrize("typed", ["²", "٣", "-1", "9" * 30, "9" * 5000, "\x00", "1\x00"])
def test_a_key_that_is_none_is_an_error_at_the_field(places, typed):
    assert posted(municipality=typed).errors.keys() == {"municipality"}
    assert "checked" not in str(posted(municipality=typed)["municipality"])


def test_a_null_character_among_the_words_finds_nothing(places):
    for country in ("IT", "\x00"):
        form = posted(municipality_words="tor\x00x", sector_words="\x00", country=country)
        assert "municipality" in form.errors
        assert str(form["municipality"])
