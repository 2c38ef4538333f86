"""Rules of the edition, and an application as text; without a database."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from companies.models import Territory
from programme.models import Application
from programme.onboarding import rules
from programme.onboarding.rules import Answer
from tests import make


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Panificio Aurora S.r.l.", "panificio aurora"),
        ("PANIFICIO  AURORA SRL", "panificio aurora"),
        ("Cofetăria Ștefan S.R.L.", "cofetaria stefan"),
        ("S.r.l.", "s.r.l."),
        ("", ""),
    ],
)
def test_a_name_is_compared_without_case_accents_and_legal_form(name: str, core: str) -> None:
    assert rules.core_name(name) == core


@pytest.mark.parametrize(
    ("check", "answer", "tone"),
    [
        (rules.check_number(""), Answer.PASS, "ok"),
        (rules.check_number("One digit is mistyped."), Answer.FAIL, "late"),
        (rules.check_place("", ""), Answer.UNKNOWN, "warn"),
        (rules.check_place("Milano", ""), Answer.FAIL, "late"),
        (rules.check_place("Moncalieri", "Torino"), Answer.PASS, "ok"),
        (rules.check_size(Decimal(9), Decimal(1), None), Answer.PASS, "ok"),
        (rules.check_size(Decimal(900), Decimal(1), None), Answer.FAIL, "late"),
        (rules.check_size(None, None, None), Answer.UNKNOWN, "warn"),
        (rules.check_sector(""), Answer.UNKNOWN, "warn"),
        (rules.check_sector("10.71 Bread"), Answer.PASS, "ok"),
    ],
)
def test_each_rule_answers_yes_no_or_not_known_with_a_reason(check: rules.Check, answer: Answer, tone: str) -> None:
    assert (check.answer, check.tone) == (answer, tone)
    assert str(check.reason)


def test_an_application_reads_as_text_in_the_language_of_the_reader() -> None:
    application = Application(name="123", country="IT", people=Decimal("1234.50"), privacy_accepted=True)
    with translation.override("it"):
        texts = {line.field: line.text for line in rules.lines_of(application)}
    assert (texts["name"], texts["people"], texts["hopes"]) == ("123", "1.234,5", "")
    with translation.override("en"):
        texts = {line.field: line.text for line in rules.lines_of(application)}
    assert (texts["country"], texts["people"], texts["privacy_accepted"]) == ("Italy", "1,234.5", "yes")


def test_only_what_differs_is_named() -> None:
    former = rules.as_facts(Application(name="Alfa", country="IT", people=Decimal(9)))
    present = rules.as_facts(Application(name="Alfa", country="IT", people=Decimal(12)))
    (line,) = rules.differences(former, present)
    assert (line.field, line.before, line.text) == ("people", "9", "12")


def test_days_of_waiting_are_days_of_the_territory() -> None:
    bucharest = Territory(zone_name="Europe/Bucharest")
    sent_at = dt.datetime(2026, 10, 14, 21, 30, tzinfo=dt.UTC)  # half past midnight of the 15th in Bucharest
    application = Application(territory=bucharest, sent_at=sent_at)
    assert rules.waiting_days(application, now=dt.datetime(2026, 10, 15, 20, tzinfo=dt.UTC)) == 0
    assert rules.waiting_days(application, now=dt.datetime(2026, 10, 15, 21, tzinfo=dt.UTC)) == 1
    assert rules.waiting_days(Application(), now=make.NOW) == 0
