"""`manage.py states [--mermaid]`: every state table of the portal, as text or as Mermaid diagrams in Markdown."""

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import TextChoices
from django.utils import translation

APPS = ("companies", "programme")


@dataclass(frozen=True)
class StateTable:
    """One workflow, as its capability's states.py declares it. Its first state is where everything begins."""

    capability: str
    states: type[TextChoices]
    moves: Mapping[TextChoices, set[TextChoices]]
    turn: Mapping[TextChoices, str | None]

    @property
    def title(self) -> str:
        return f"{self.capability}: {self.states.__name__}"

    def after(self, state: TextChoices) -> list[TextChoices]:
        """Where a thing may go from this state, in the order of the declaration."""
        return [there for there in self.states if there in self.moves[state]]


def state_tables() -> Iterator[StateTable]:
    """From every states.py with MOVES; lists of words that nothing moves between are no workflow."""
    for app in APPS:
        for found in pkgutil.iter_modules(import_module(app).__path__):
            name = f"{app}.{found.name}"
            if not found.ispkg or not find_spec(f"{name}.states"):
                continue
            module: Any = import_module(f"{name}.states")
            if hasattr(module, "MOVES"):
                yield StateTable(name, type(next(iter(module.MOVES))), module.MOVES, module.TURN)


def as_text(table: StateTable) -> str:
    rows = [
        (state.value, str(state.label), table.turn[state] or "nobody", ", ".join(table.after(state)) or "(end)")
        for state in table.states
    ]
    cells = [("state", "says", "whose turn", "may become"), *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    lines = ["  ".join([*(row[n].ljust(widths[n]) for n in range(3)), row[3]]) for row in cells]
    return "\n".join([table.title, *(f"  {line}" for line in lines)])


def as_mermaid(table: StateTable) -> str:
    lines = [f"    [*] --> {next(iter(table.states)).value}"]
    for state in table.states:
        whose = f" (turn: {table.turn[state]})" if table.turn[state] else ""
        lines.append(f"    {state.value}: {str(state.label).replace(':', ',')}{whose}")
    for state in table.states:
        lines += [f"    {state.value} --> {there.value}" for there in table.after(state)] or [
            f"    {state.value} --> [*]"
        ]
    return "\n".join([f"## {table.title}", "", "```mermaid", "stateDiagram-v2", *lines, "```"])


def everything(*, mermaid: bool) -> str:
    """What the command prints, in English."""
    with translation.override("en"):
        drawn = [as_mermaid(table) if mermaid else as_text(table) for table in state_tables()]
    heading = ["# States\n\nPrinted by `manage.py states --mermaid > docs/states.md` from the tables in the code."]
    return "\n\n".join(heading * mermaid + drawn)


class Command(BaseCommand):
    help = "Print every state table: states, whose turn it is, allowed moves."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mermaid", action="store_true", help="as Markdown with Mermaid diagrams")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(everything(mermaid=options["mermaid"]))
