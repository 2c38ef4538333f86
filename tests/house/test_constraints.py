"""What the database refuses, it refuses with a sentence for people, and a test has seen it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import BaseConstraint, CheckConstraint, Field, Model, Q, UniqueConstraint

TESTS = Path(__file__).resolve().parents[1]
MODELS = [model for app in ("companies", "programme") for model in apps.get_app_config(app).get_models()]
CONSTRAINTS = [(model, constraint) for model in MODELS for constraint in model._meta.constraints]


def columns_of(condition: Q) -> Iterator[str]:
    """The names of the columns in a condition, without their lookups."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from columns_of(child)
        elif isinstance(child, tuple):
            yield child[0].partition("__")[0]


def pairs() -> Iterator[tuple[type[Model], str, str]]:
    """Every moment with its person (X_at, X_by) that a row may be without."""
    for model in MODELS:
        may_miss = {f.name for f in model._meta.get_fields() if isinstance(f, Field) and f.null}
        for name in sorted(may_miss):
            person = f"{name.removesuffix('_at')}_by"
            if name.endswith("_at") and person in may_miss:
                yield model, name, person


def test_there_are_constraints_of_both_kinds() -> None:
    assert {type(constraint) for _model, constraint in CONSTRAINTS} == {UniqueConstraint, CheckConstraint}


def test_every_constraint_says_in_a_sentence_what_is_wrong() -> None:
    default = str(BaseConstraint.default_violation_error_message)
    said = {constraint.name: str(constraint.violation_error_message) for _model, constraint in CONSTRAINTS}
    assert not [name for name, sentence in said.items() if sentence == default or not sentence.endswith(".")]


def test_every_constraint_is_named_by_a_test() -> None:
    """The name stands in full where the IntegrityError is expected."""
    texts = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))
    assert not [constraint.name for _model, constraint in CONSTRAINTS if constraint.name not in texts]


def test_a_constraint_is_named_after_its_table() -> None:
    def begins(model: type[Model]) -> str:
        return {"rolegrant": "grant", "legalform": "legal_form"}.get(model._meta.model_name, model._meta.model_name)

    assert not [c.name for model, c in CONSTRAINTS if not c.name.startswith(f"{begins(model)}_")]


@pytest.mark.parametrize(
    ("model", "moment", "person"), list(pairs()), ids=lambda value: getattr(value, "__name__", value)
)
def test_a_moment_and_its_person_come_together(model: Any, moment: str, person: str) -> None:
    checks = [c.condition for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    assert any({moment, person} <= set(columns_of(condition)) for condition in checks)
