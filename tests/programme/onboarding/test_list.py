"""Which applications each filter of the staff list finds."""

import datetime as dt
from typing import Any

import pytest

from programme.onboarding.forms import QueueFilter
from programme.onboarding.queries import application_rows
from programme.onboarding.rules import ORDERS
from tests import make
from tests.programme.onboarding.scene import Scene

pytestmark = pytest.mark.django_db


def names(user: Any, **wanted: Any) -> list[str]:
    return [row.name for row in application_rows(user, today=make.TODAY, **wanted)]


def test_drafts_are_never_offered_and_what_waits_is_shown_first(scene: Scene) -> None:
    form = QueueFilter({}, user=scene.fabio, today=make.TODAY)
    assert "draft" not in dict(form.fields["state"].choices)
    assert (form.wanted(), form.chips) == ({"state": "sent", "sort": "oldest"}, [])
    answered = QueueFilter({"state": "admitted"}, user=scene.fabio, today=make.TODAY)
    assert answered.wanted() == {"state": "admitted", "sort": "newest"}
    everything = QueueFilter({"state": ""}, user=scene.fabio, today=make.TODAY)
    assert everything.wanted() == {"sort": "newest"}


def test_the_queue_is_searched_by_name_and_number_whatever_the_accents(scene: Scene) -> None:
    sent = scene.sent(name="Cofetăria Ștefan")
    for words in ("stefan", "ȘTEFAN cofetaria", sent.tax_number, sent.tax_number[2:8], ""):
        assert names(scene.fabio, q=words, state="sent") == [sent.name], words
    assert names(scene.fabio, q="stefan", state="admitted") == []
    assert names(scene.fabio, q="stefan rossi", state="sent") == []


def test_each_filter_narrows_and_finds_nothing_elsewhere(scene: Scene) -> None:
    sent = scene.sent()
    sent.people, sent.turnover_eur, sent.sector = 4, 100, make.sector("10.71.99")
    sent.sent_at = make.NOW - dt.timedelta(days=9)
    sent.save()
    right = {
        "state": "sent",
        "territory": sent.territory.code,
        "edition": sent.programme.code,
        "municipality": sent.municipality.name[:4].upper(),
        "sector": "10.71",
        "size": "micro",
        "sent": 9,
    }
    assert names(scene.fabio, **right) == [sent.name]
    wrong = {
        "state": "refused",
        "territory": "nowhere",
        "edition": "never",
        "municipality": "zz",
        "sector": "11",
        "size": "small",
        "sent": 10,
    }
    for name, value in wrong.items():
        assert names(scene.fabio, **{**right, name: value}) == [], name
    assert names(scene.facilitator("Elsewhere", make.territory("ilfov")), **right) == []


@pytest.mark.parametrize(("sort", "first"), [("oldest", "Zeta"), ("newest", "Alfa"), ("name", "Alfa")])
def test_each_order_begins_where_it_says(scene: Scene, sort: str, first: str) -> None:
    assert set(ORDERS) == {"oldest", "newest", "name"}
    scene.sent(name="Alfa")
    old = scene.sent(name="Zeta")
    old.sent_at = make.NOW - dt.timedelta(days=30)
    old.save()
    assert names(scene.fabio, sort=sort)[0] == first
