"""What the documents say of the repository is so."""

import re
from pathlib import Path

import pytest

from programme.cast.rules import SIGN_INS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
FOLDERS = [
    f"{app}/{path.parent.name}" for app in ("companies", "programme") for path in (ROOT / app).glob("*/__init__.py")
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text())]
    files = [link for link in links if link and not link.startswith(("http://", "https://", "mailto:"))]
    assert not [link for link in files if not (page.parent / link).exists()]


def test_the_people_who_can_sign_in_are_those_of_the_demo() -> None:
    assert set(re.findall(r"[\w.]+@demo\.example", README)) == {one.email for one in SIGN_INS}
    assert {one.password for one in SIGN_INS} == set(re.findall(r"password is `([^`]+)`", README))


def test_the_commands_that_the_readme_names_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE)) <= targets
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    assert set(re.findall(r"manage\.py ([a-z_]+)", README)) <= commands | {"createsuperuser"}


def test_the_architecture_names_every_capability() -> None:
    rooms = [folder for folder in FOLDERS if not folder.endswith(("/migrations", "/management"))]
    rows = [line for line in ARCHITECTURE.splitlines() if line.startswith("| `")]
    assert len(rooms) > 20
    assert not [room for room in rooms if not any(f"`{room.partition('/')[2]}/`" in row.split("|")[1] for row in rows)]


def test_the_architecture_names_only_tests_that_exist() -> None:
    for name in set(re.findall(r"tests/[\w/]+\.py", ARCHITECTURE)):
        assert (ROOT / name).exists(), name


def test_every_decision_has_its_number_once_and_its_three_parts() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), path.name
