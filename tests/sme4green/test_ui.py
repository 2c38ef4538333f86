"""The kit of the pages says numbers, days and errors as people read them, and stays within the house rules."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def shown(source: str, **values: object) -> str:
    return Template(source).render(Context(values)).strip()


class Answer(forms.Form):
    people = forms.IntegerField(label="People at work.", min_value=0)
    theme = forms.ChoiceField(label="Theme", widget=forms.RadioSelect, choices=[("energy", "Energy")])

    def clean(self) -> None:
        raise forms.ValidationError("The two answers <do> not fit.")


@pytest.mark.parametrize(("language", "said"), [("it", "1.234.567,5"), ("ro", "1.234.567,5"), ("en", "1,234,567.5")])
def test_a_number_is_said_in_the_language_of_the_reader_without_needless_zeros(language, said):
    with translation.override(language):
        assert shown("{% number v %}", v="1234567.500") == said
        assert shown("{% amount v 'kWh' %}", v=1234567.5) == f"{said}\N{NO-BREAK SPACE}kWh"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0"),
        (100, "100"),
        ("1E+3", "1,000"),
        (-0.25, "-0.25"),
        ("10,000+", "10,000+"),
        (float("nan"), "–"),
    ],
)
def test_zero_is_a_number_and_nothing_is_a_dash(value, said):
    with translation.override("en"):
        assert shown("{% number v %}", v=value) == said


def test_asked_decimals_are_kept_because_money_has_two():
    with translation.override("it"):
        assert shown("{% amount v 'EUR' 2 %}", v=1234567) == "1.234.567,00\N{NO-BREAK SPACE}EUR"
        assert shown("{% amount v 'EUR' 2 %}", v=None) == "–"


@pytest.mark.parametrize(
    ("language", "said"), [("it", "3 novembre 2026"), ("ro", "3 noiembrie 2026"), ("en", "3 November 2026")]
)
def test_a_day_is_said_in_words_and_kept_for_machines(language, said):
    with translation.override(language):
        html = shown("{% day d %}", d=date(2026, 11, 3))
    assert html.lower() == f'<time datetime="2026-11-03">{said}</time>'.lower()


def test_a_moment_is_told_in_the_zone_of_the_territory():
    late_evening = datetime(2026, 11, 3, 22, 30, tzinfo=UTC)
    with translation.override("en"):
        assert "3 November 2026, 23:30" in shown("{% moment at 'Europe/Rome' %}", at=late_evening)
        assert "4 November 2026, 00:30" in shown("{% moment at 'Europe/Bucharest' %}", at=late_evening)
        assert shown("{% moment at %}", at=None) == "–"


def test_a_badge_says_its_word_and_has_an_icon_besides_the_colour():
    html = shown("{% badge word 'late' %}", word="Overdue <now>")
    assert "Overdue &lt;now&gt;" in html
    assert "#it-error" in html
    assert "tone-late" in html


def test_a_tone_that_does_not_exist_is_an_error_and_not_a_grey_badge():
    with pytest.raises(ValueError, match="no tone"):
        shown("{% badge 'Overdue' 'purple' %}")


def test_an_error_summary_links_to_the_fields_and_can_be_focused():
    html = shown("{% form_errors form %}", form=Answer({"people": "-1"}))
    assert 'tabindex="-1"' in html
    assert 'href="#id_people">People at work: ' in html
    assert 'href="#id_theme_0"' in html, "the link of a group leads to its first button"
    assert "&lt;do&gt;" in html


def test_a_form_without_errors_has_no_summary():
    assert shown("{% form_errors form %}", form=Answer()) == ""


def test_a_crispy_form_lists_its_errors_once():
    source = "{% load crispy_forms_filters %}{% if by_hand %}{% form_errors form %}{% endif %}{{ form|crispy }}"
    for by_hand in (True, False):
        assert shown(source, form=Answer({}), by_hand=by_hand).count('class="errors"') == 1


def test_a_post_form_carries_the_token_and_asks_before_a_dangerous_step():
    request = RequestFactory().get("/")
    context = Context({"csrf_token": "a-token", "request": request})
    html = Template("{% post_form '/drop/' 'Drop' tone='danger' confirm='Sure?' %}<b>x</b>{% endpost_form %}").render(
        context
    )
    assert 'method="post" action="/drop/" data-confirm="Sure?"' in html
    assert 'name="csrfmiddlewaretoken" value="a-token"' in html
    assert "<b>x</b>" in html


def test_what_a_person_typed_is_escaped_in_every_piece():
    evil = "<script>alert(1)</script>"
    html = shown(
        "{% card e %}{{ e }}{% endcard %}{% page_head e e '/' e %}{{ e }}{% endpage_head %}"
        "{% empty_state e %}{{ e }}{% endempty_state %}"
        "{% person e e e e %}{% facts %}{% fact e %}{{ e }}{% endfact %}{% endfacts %}{% tab e '/' True %}"
        "{% todo e '/' e late=True late_text=e %}{{ e }}{% endtodo %}{% progress 1 2 e %}",
        e=evil,
    )
    assert "<script" not in html


@pytest.mark.parametrize(
    ("value", "whole", "width"), [(87, 120, "72.5"), (15, 10, "100.0"), (3, 0, "0.0"), (None, 5, "0.0")]
)
def test_a_bar_is_drawn_with_a_width_that_every_language_draws_alike(value, whole, width):
    with translation.override("it"):
        html = shown("{% progress value whole 'Companies' %}", value=value, whole=whole)
    assert f'class="progress-fill" width="{width}"' in html


def test_a_thing_to_do_names_itself_in_its_button_for_who_cannot_see_the_heading():
    html = shown("{% todo 'Write the report' '/r/' 'Start' by=by minutes=1 %}{% endtodo %}", by=date(2026, 11, 3))
    assert 'Start<span class="visually-hidden">: Write the report</span>' in html
    assert "todo-why" not in html


def test_a_telephone_number_can_be_dialled_as_written():
    assert 'href="tel:+39011123456"' in shown("{% person 'Anna' phone='+39 011/123 456' %}")


def test_a_pager_with_nothing_to_turn_is_not_there():
    assert shown("{% pager page %}", page={}) == ""
    html = shown("{% pager page %}", page={"next_url": "?after=9", "shown": "1–50"})
    assert 'rel="next" href="?after=9"' in html
    assert 'rel="prev"' not in html
