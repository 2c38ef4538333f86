"""Each file name keeps its promise, and what the house does not do is not done."""

import ast
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
APPS = ("companies", "programme")
ROLES = {
    *("states", "rules", "readers", "models", "access", "queries", "actions", "forms", "filters", "views", "tasks"),
    *("urls", "gateway", "admin", "translation", "inspector", "writers", "__init__"),
}
INDEX = {"models", "admin", "translation", "apps", "__init__"}
NEVER = {"utils", "helpers", "services", "common", "base", "misc", "signals"}
# What a file name promises never to do, as words that would break the promise.
PROMISES = {
    "models": r"\btimezone\.now\(\)|\bHttpRequest\b",
    "states": r"\.objects\b",
    "rules": r"\.objects\b",
    "readers": r"\.objects\b",
    "writers": r"\.objects\b",
    "actions": r"\bHttpRequest\b|\brequest\.(?:POST|GET|FILES|session)\b|\.forms\b",
    "access": r"\.save\(|\.create\(|\.update\(|\.delete\(|\braise\b",
    "queries": r"\.save\(|\.create\(|\.update\(|\.delete\(",
    "forms": r"\bdef save\(",
    "views": r"\bform\.save\(",
}

LONG_FOR_A_REASON = {"sme4green/settings.py"}  # one list of switches, read from the top


def sources(*folders: str) -> list[Path]:
    return sorted(p for f in folders for p in (ROOT / f).rglob("*.py") if "migrations" not in p.parts)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_capability_folder_holds_only_files_named_after_a_role() -> None:
    strange = []
    for path in sources(*APPS):
        depth = len(path.relative_to(ROOT).parts)
        allowed = INDEX if depth == 2 else ROLES
        if "management" not in path.parts and (path.stem not in allowed or depth > 3):
            strange.append(shown(path))
    assert not strange


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = [shown(p) for p in sources(*APPS, "sme4green", "tests") if {p.stem, p.parent.name} & NEVER]
    assert not drawers


def test_a_file_does_not_do_what_its_name_rules_out() -> None:
    broken = []
    for path in sources(*APPS):
        if len(path.relative_to(ROOT).parts) != 3 or path.stem not in PROMISES:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if found := re.search(PROMISES[path.stem], line.split("#")[0]):
                broken.append(f"{shown(path)}:{number} {found[0]}")
    assert not broken


def test_an_action_takes_the_moment_as_an_argument() -> None:
    """`now` and `today` are given by the door, so that a test can be at any moment without turning the clock."""
    clocks = re.compile(r"timezone\.now\(\)|datetime\.now\(|date\.today\(|localdate\(\)")
    files = [p for p in sources(*APPS) if p.stem in ("actions", "queries", "rules")]
    assert not [shown(p) for p in files if clocks.search(p.read_text())]


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {shown(p): n for p in sources(*APPS, "sme4green", "tests") if (n := len(p.read_text().splitlines())) > 250}
    assert not long.keys() - LONG_FOR_A_REASON, long


def test_requests_are_not_wrapped_in_one_transaction() -> None:
    # With SQLite in IMMEDIATE mode every page would take the write lock.
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS") is False


def test_no_text_is_declared_safe_by_hand() -> None:
    called = []
    for path in sources(*APPS):  # the kit in sme4green/ui.py is the one place that makes markup
        names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        if names & {"mark_safe", "SafeString"}:
            called.append(shown(path))
    assert not called


def test_style_and_script_come_from_files() -> None:
    """The content security policy forbids them in the page."""
    inline = re.compile(
        r"""\sstyle\s*=|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:|\|\s*safe\b|autoescape off"""
    )
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if match := inline.search(line):
                found.append(f"{shown(path)}:{number} {match[0].strip()}")
    assert not found
