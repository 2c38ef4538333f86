"""What a search field asks for while somebody types."""

import pytest
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(client):
    client.force_login(make.user())
    return client


def ask(client, kind: str = "municipalities", **query: str) -> str:
    response = client.get(reverse(f"reference:{kind}"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get(reverse("reference:municipalities")).status_code == 302
    assert client.get(reverse("reference:sectors")).status_code == 302


def test_the_answer_is_radio_buttons_named_as_the_field(somebody):
    place = make.municipality("Torino")
    html = ask(somebody, field="site-municipality", **{"site-municipality_words": "tor"})
    assert f'name="site-municipality" id="id_site-municipality_{place.pk}" value="{place.pk}"' in html


def test_a_primary_key_over_a_thousand_is_written_plainly(somebody):
    make.municipality("Torino", pk=1234567)
    assert 'value="1234567"' in ask(somebody, q="torino")


def test_the_present_choice_stays_checked(somebody):
    kept, other = make.municipality("Asti"), make.municipality("Torino")
    html = ask(somebody, q="torino", municipality=str(kept.pk))
    assert f'value="{kept.pk}" checked' in html
    assert f'value="{other.pk}"' in html


def test_nothing_found_is_a_sentence(somebody):
    assert "Nothing is found for “Atlantide”" in ask(somebody, q="Atlantide")


def test_markup_in_words_and_field_is_harmless(somebody):
    html = ask(somebody, q="<script>", field='x" onclick="y')
    assert "<script>" not in html
    assert "onclick" not in html


def test_the_country_bounds_the_search(somebody):
    make.municipality("Mira", country="IT")
    make.municipality("Mirași", country="RO")
    html = ask(somebody, q="mira", country="RO")
    assert "Mirași" in html
    assert "Mira (" not in html


def test_the_country_may_be_called_otherwise_in_the_form(somebody):
    make.municipality("Mira", country="IT")
    make.municipality("Mirași", country="RO")
    html = ask(somebody, q="mira", country_field="site-country", **{"site-country": "RO"})
    assert "Mirași" in html
    assert "Mira (" not in html


def test_where_a_choice_is_needed_none_is_not_offered(somebody):
    make.municipality("Torino")
    assert "None of these" in ask(somebody, q="torino")
    assert "None of these" not in ask(somebody, q="torino", required="1")


def test_sectors_are_found_by_words(somebody):
    make.sector("10.71.10")
    assert "10.71.10" in ask(somebody, "sectors", q="pane")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(somebody, rows, django_assert_num_queries):
    torino = make.territory("torino")
    for number in range(rows):
        make.municipality(f"Torre {number}", territory=torino)
    with django_assert_num_queries(6):
        ask(somebody, q="torre")


def test_only_reading_is_possible(somebody):
    assert somebody.post(reverse("reference:sectors")).status_code == 405


@pytest.mark.parametrize("typed", ["²", "9" * 30, "9" * 5000])
def test_a_choice_and_a_country_that_do_not_exist_are_passed_over(somebody, typed):
    make.municipality("Torino")
    assert "Torino" in ask(somebody, q="tor", municipality=typed, country=typed)
