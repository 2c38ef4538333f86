"""Everything that people read is there in Italian and in Romanian."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ["it", "ro"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
each_language = pytest.mark.parametrize("language", LANGUAGES)


def file_of(language: str, name: str, root: Path = ROOT) -> str:
    path = root / "locale" / language / "LC_MESSAGES" / name
    assert path.exists(), f"{path.relative_to(root)} is missing: run make messages"
    return str(path)


def catalogue(language: str, root: Path = ROOT) -> polib.POFile:
    return polib.pofile(file_of(language, "django.po", root))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@each_language
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    entries = [entry for entry in catalogue(language) if not entry.obsolete]
    assert entries
    assert not [entry.msgid for entry in entries if "fuzzy" in entry.flags]
    assert not [entry.msgid for entry in entries if not all(texts(entry))]


@each_language
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    wrong = []
    for entry in catalogue(language):
        wanted = {frozenset(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text}
        # "One report" may leave the number out, in the source as in the translation.
        most = frozenset().union(*wanted)
        for text in filter(None, texts(entry)):
            found = frozenset(PLACEHOLDER.findall(text))
            if found not in wanted and not (entry.msgid_plural and found <= most):
                wrong.append(f"{entry.msgid!r} -> {text!r}")
    assert not wrong, "\n".join(wrong)


@each_language
def test_the_compiled_catalogue_is_that_of_its_source(language: str) -> None:
    """A fresh machine has no msgfmt, so the compiled file is committed; it must not fall behind."""
    compiled = polib.mofile(file_of(language, "django.mo"))
    wanted, got = (
        {(e.msgctxt, e.msgid): texts(e) for e in each if not e.obsolete} for each in (catalogue(language), compiled)
    )
    assert got == wanted


@pytest.mark.gettext
def test_the_catalogues_know_every_text_of_the_code(tmp_path: Path) -> None:
    for name in ("companies", "programme", "sme4green", "templates", "locale", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    done = subprocess.run(
        ["scripts/messages.sh"], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for language in LANGUAGES:
        committed, collected = (
            {(e.msgctxt, e.msgid, e.msgid_plural) for e in catalogue(language, root) if not e.obsolete}
            for root in (ROOT, tmp_path)
        )
        assert collected - committed == set(), "texts without an entry: run make messages"
        assert committed - collected == set(), "entries without a text: run make messages"
