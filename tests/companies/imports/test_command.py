"""`manage.py import_companies`."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from companies.models import Company, Event, ImportRun
from tests import make
from tests.companies.imports.lists import FOLDER

pytestmark = pytest.mark.django_db
AWARDEES = FOLDER / "it_anac_awardees_companies.csv"


@pytest.fixture(autouse=True)
def torino():
    return make.territory("torino")


def test_a_list_is_brought_in_by_the_same_steps_and_the_refused_rows_are_kept(capsys, tmp_path):
    refused = tmp_path / "refused.csv"
    call_command("import_companies", AWARDEES, territory="torino", refused=refused)
    out = capsys.readouterr().out
    assert "imported 398, completed 0, unchanged 0, refused 2, to be asked 0" in out
    assert Company.objects.count() == 398
    assert ImportRun.objects.get().state == "done"
    lines = refused.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("199;This is one digit repeated")


def test_a_dry_run_counts_the_same_and_keeps_nothing(capsys, settings):
    before = kept_in(settings.DATA_DIR)
    call_command("import_companies", AWARDEES, territory="torino", dry_run=True)
    out = capsys.readouterr().out
    assert "imported 398, completed 0, unchanged 0, refused 2" in out
    assert "row 199: " in out
    for table in (Company, Event, ImportRun):
        assert not table.objects.exists()
    assert kept_in(settings.DATA_DIR) == before


def kept_in(folder: Path) -> set[Path]:
    return {path for path in (folder / "files" / "imports").rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "territory", "sentence"),
    [
        ("nowhere.csv", "torino", "cannot be opened"),
        ("list.csv", "torino", "No row has a column"),
        ("list.csv", "atlantide", "There is no territory 'atlantide'; there is: torino"),
    ],
)
def test_the_command_says_no_in_a_sentence(tmp_path, name, territory, sentence):
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match=sentence):
        call_command("import_companies", tmp_path / name, territory=territory)
    assert not ImportRun.objects.exists()
