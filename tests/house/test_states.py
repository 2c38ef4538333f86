"""The state tables are complete, and `manage.py states` prints all of them."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from programme.management.commands.states import APPS, StateTable, everything, state_tables

ROOT = Path(__file__).resolve().parents[2]
TABLES = list(state_tables())
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.states.__name__)


def printed(*options: str) -> str:
    out = StringIO()
    call_command("states", *options, stdout=out)
    return out.getvalue()


def test_every_file_with_states_and_moves_is_printed() -> None:
    files = (path for app in APPS for path in (ROOT / app).glob("*/states.py"))
    texts = {f"{path.parts[-3]}.{path.parts[-2]}": path.read_text() for path in files}
    with_moves = {name for name, text in texts.items() if "TextChoices" in text and "MOVES" in text}
    assert with_moves == {table.capability for table in TABLES}
    assert all(f"{name}: " in printed() and f"## {name}: " in printed("--mermaid") for name in with_moves)


@each_table
def test_moves_and_turn_know_every_state_and_no_other(table: StateTable) -> None:
    assert set(table.moves) == set(table.turn) == set(table.states)
    assert set().union(*table.moves.values()) <= set(table.states)


@each_table
def test_a_state_waits_for_somebody_exactly_while_it_leads_somewhere(table: StateTable) -> None:
    ends = {state for state in table.states if not table.moves[state]}
    assert ends == {state for state, whose in table.turn.items() if not whose}


@each_table
def test_every_state_can_be_reached_from_the_first(table: StateTable) -> None:
    reached, waiting = set(), [next(iter(table.states))]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += table.after(state)
    assert reached == set(table.states)


@each_table
def test_a_new_row_begins_in_the_first_state(table: StateTable) -> None:
    fields = [f for app in APPS for model in apps.get_app_config(app).get_models() for f in model._meta.get_fields()]
    begins = [f.default for f in fields if getattr(f, "choices", None) == table.states.choices and f.has_default()]
    assert begins == [next(iter(table.states))]


def test_a_line_says_the_state_whose_turn_it_is_and_where_it_may_go() -> None:
    lines = [" ".join(line.split()) for line in printed().splitlines()]
    assert "sent With the reviewer reviewer returned, accepted" in lines
    assert "accepted Accepted nobody (end)" in lines


def test_the_page_with_the_diagrams_is_fresh() -> None:
    page = ROOT / "docs" / "states.md"
    assert page.read_text() == everything(mermaid=True) + "\n", "manage.py states --mermaid > docs/states.md"
