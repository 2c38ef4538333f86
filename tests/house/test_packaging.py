"""What is installed is pinned, and says what it is for."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt", "scripts/requirements-uv.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = PROJECT["project"]["dependencies"]
DEVELOPMENT = PROJECT["dependency-groups"]["dev"]


def plain(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def pinned(lock: str) -> set[str]:
    return {plain(line) for line in (ROOT / lock).read_text().splitlines() if re.match(r"\w", line)}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)
    packages = re.split(r"^(?=[\w])", text, flags=re.MULTILINE)[1:]
    assert packages
    assert all("==" in package and "--hash=sha256:" in package for package in packages)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    assert set(map(plain, RUNTIME)) <= pinned("requirements.txt")
    assert set(map(plain, RUNTIME + DEVELOPMENT)) | pinned("requirements.txt") <= pinned("requirements-dev.txt")


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    for requirement in RUNTIME + DEVELOPMENT:
        (line,) = [line for line in lines if f'"{requirement}"' in line]
        assert re.search(r"#\s+\w", line), requirement
