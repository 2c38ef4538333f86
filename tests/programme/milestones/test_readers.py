"""The five steps that ship with the portal."""

from programme.indicators.readers import indicator_rows
from programme.milestones.readers import template_rows


def test_the_five_steps_come_in_their_order() -> None:
    assert [row["code"] for row in template_rows()] == ["understand", "plan", "act", "prove", "share"]
    assert [row["position"] for row in template_rows()] == [1, 2, 3, 4, 5]


def test_every_step_speaks_three_languages_and_says_what_proves_it() -> None:
    proof = {"it": "Prova:", "ro": "Dovada:", "en": "Proof:"}
    for row in template_rows():
        for language, word in proof.items():
            assert row[f"title_{language}"]
            assert word in row[f"guidance_{language}"]


def test_an_indicator_of_a_step_is_one_of_the_catalogue() -> None:
    codes = {row["code"] for row in indicator_rows()}
    assert {row["indicator"] for row in template_rows()} - {None} <= codes
