"""Every template can be read, and somebody uses it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
NAMED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
REFERENCE = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
KINDS = (".html", ".txt")


def all_templates() -> list[str]:
    return sorted(str(p.relative_to(TEMPLATES)) for p in TEMPLATES.rglob("*") if p.suffix in KINDS)


def named_in_code() -> Iterator[str]:
    """Regular expressions of the template names in Python; a computed part of a name may be anything."""
    for folder in ("companies", "programme", "sme4green"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                pieces: list[str] = []
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    pieces = [re.escape(node.value)]
                elif isinstance(node, ast.JoinedStr):
                    pieces = [re.escape(v.value) if isinstance(v, ast.Constant) else "[^/]+" for v in node.values]
                name = "".join(pieces).partition("\\#")[0]
                if "/" in name and name.endswith(tuple(re.escape(kind) for kind in KINDS)):
                    yield name


def named_in_templates() -> set[str]:
    files = (TEMPLATES / name for name in all_templates())
    return {reference.partition("#")[0] for file in files for reference in REFERENCE.findall(file.read_text())}


def of_a_library(name: str) -> bool:
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def test_every_template_is_used() -> None:
    patterns = re.compile("|".join(set(named_in_code())) or "$^")
    used = named_in_templates() | NAMED_BY_DJANGO
    assert not [n for n in all_templates() if n not in used and not patterns.fullmatch(n) and not of_a_library(n)]


def test_every_template_can_be_read() -> None:
    for name in all_templates():
        get_template(name)


def test_every_template_that_the_code_names_is_there() -> None:
    there = all_templates()
    missing = [n for n in set(named_in_code()) if not any(re.fullmatch(n, t) for t in there)]
    assert not [n for n in missing if not of_a_library(n.replace("\\", ""))]
