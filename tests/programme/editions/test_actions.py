"""The editions that ship with the portal."""

import datetime as dt

import pytest
from django.utils import translation

from companies.journal.states import EventKind
from companies.models import Event
from programme.editions.actions import ensure_edition
from programme.editions.models import Programme
from programme.editions.readers import first_edition, running_edition
from tests import make

pytestmark = pytest.mark.django_db


def test_the_first_edition_promises_what_it_really_promised() -> None:
    edition = ensure_edition(first_edition(), territories=[make.territory("torino")], now=make.NOW)
    assert list(edition.targets.values_list("counter", "value", "territory")) == [
        ("smes_supported", 120, None),
        ("smes_tutored", 10, None),
        ("awareness_and_models", 10, None),
        ("innovative", 10, None),
        ("deals_signed", 2, None),
        ("partnerships", 2, None),
        ("funding_aware", 100, None),
        ("crowdfunding_campaigns", 5, None),
    ]
    assert (edition.starts_on, edition.ends_on) == (dt.date(2022, 5, 1), dt.date(2024, 12, 31))


def test_its_data_are_said_to_be_invented_in_three_languages() -> None:
    for plan in (first_edition(), running_edition(today=make.TODAY)):
        words = {"it": "inventati", "ro": "inventate", "en": "invented"}
        assert all(word in plan.columns[f"label_{language}"] for language, word in words.items())


def test_the_demo_edition_lies_around_the_day_it_is_made() -> None:
    edition = ensure_edition(running_edition(today=make.TODAY), territories=[], now=make.NOW)
    assert edition.runs_on(make.TODAY)
    with translation.override("it"):
        assert edition.label == "Demo: dati inventati"


def test_an_edition_is_made_once_and_keeps_what_was_edited() -> None:
    torino = make.territory("torino")
    made = ensure_edition(running_edition(today=make.TODAY), territories=[torino], now=make.NOW)
    made.targets.filter(counter="innovative").update(value=77)
    again = ensure_edition(
        running_edition(today=make.TODAY + dt.timedelta(days=3)), territories=[make.territory("ilfov")], now=make.NOW
    )
    assert again == made
    assert again.starts_on == made.starts_on
    assert list(again.territories.all()) == [torino]
    assert again.targets.get(counter="innovative").value == 77
    assert Programme.objects.count() == 1
    assert Event.objects.filter(kind=EventKind.EDITION_MADE, subject_id=made.pk).count() == 1


def test_a_target_of_a_territory_that_takes_no_part_is_left_out() -> None:
    torino = make.territory("torino")
    edition = ensure_edition(running_edition(today=make.TODAY), territories=[torino], now=make.NOW)
    parts = edition.targets.filter(territory__isnull=False)
    assert [(target.territory, target.value) for target in parts] == [(torino, 35)]
