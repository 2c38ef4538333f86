"""Names, who may read it, how many are kept, and what is left when one does not come to its end."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from programme.backups import queries
from programme.backups.actions import back_up, look_at
from programme.backups.rules import BackupRefused, name_for, to_forget
from tests import make
from tests.make import NOW
from tests.processes import ROOT

DAY = dt.timedelta(days=1)


def test_the_newest_are_kept_and_nothing_else_is_touched() -> None:
    names = [name_for(NOW + number * DAY) for number in range(5)]
    assert to_forget([*names, "holidays.tar", "sme4green-old.tar"], keep=3) == [names[1], names[0]]
    assert to_forget(names, keep=9) == []


def test_the_one_just_written_is_always_kept() -> None:
    names = [name_for(NOW), name_for(NOW + DAY)]
    assert to_forget(names, keep=-1) == [names[0]]


def test_the_backup_names_the_version_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == settings.VERSION


@pytest.mark.django_db(transaction=True)
def test_it_is_for_its_owner_alone_and_says_what_is_in_it(tmp_path: Path) -> None:
    make.user("Ada")
    done = back_up(tmp_path, now=NOW)
    assert done.path.name == "sme4green-20261014T093000Z.tar"
    assert done.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name != "files"] == [done.path.name]
    manifest = look_at(done.path)
    assert manifest == done.manifest
    assert (manifest.version, manifest.made_at, manifest.tables["companies_user"].rows) == (settings.VERSION, NOW, 1)
    with pytest.raises(BackupRefused, match="of this second"):
        back_up(tmp_path, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_older_ones_go_when_the_new_one_is_there(tmp_path: Path) -> None:
    for number in range(3):
        done = back_up(tmp_path, now=NOW + number * DAY, keep=2)
    assert done.forgotten == [name_for(NOW)]
    assert sorted(path.name for path in tmp_path.glob("*.tar")) == [name_for(NOW + DAY), name_for(NOW + 2 * DAY)]


@pytest.mark.django_db(transaction=True)
def test_one_that_breaks_off_leaves_nothing_and_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = back_up(tmp_path, now=NOW, keep=1)

    def full(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise OSError("No space left on device")

    monkeypatch.setattr(queries, "snapshot", full)
    with pytest.raises(OSError, match="No space"):
        back_up(tmp_path, now=NOW + DAY, keep=1)
    assert [path.name for path in tmp_path.iterdir() if path.name != "files"] == [first.path.name]


@pytest.mark.django_db(transaction=True)
def test_the_command_says_where_it_is_and_what_was_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    company, by = make.company(territory=make.territory()), make.user()
    for number in range(7):
        make.evidence(company, by=by, stored_as=f"evidence/aa/gone{number}")
    call_command("backup", "--to", str(tmp_path))
    said = capsys.readouterr()
    assert "sme4green-" in said.out
    assert "0 files" in said.out
    assert "that were not there: 7 (evidence/aa/gone0, " in said.err
    assert "gone4, …)" in said.err
