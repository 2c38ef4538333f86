"""A backup that is not whole, not ours or too new is refused in a sentence, and nothing is changed."""

import json
import re
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from companies.models import Company, User
from programme.backups.actions import back_up, look_at, restore
from programme.backups.queries import database_name
from programme.backups.rules import MANIFEST, SEAL, BackupRefused
from programme.evidence.gateway import keep
from programme.models import MailHold
from tests import make
from tests.make import NOW
from tests.programme.backups.archives import Parts, flipped, flipped_at, parts_of, rewritten

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Of one company with one file."""
    company = make.company("Alpha", territory=make.territory(), owner=make.user("Ada"))
    make.evidence(company, by=User.objects.get(), stored_as=keep(ContentFile(b"proof" * 500)))
    return back_up(tmp_path / "backups", now=NOW).path


def everything(store: Path) -> tuple[object, ...]:
    rows = list(User.objects.values_list()), list(Company.objects.values_list()), MailHold.objects.count()
    return *rows, {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}


def refused(backup: Path, store: Path) -> str:
    """What is said, after everything was looked at again; the name of the database would have allowed to replace it."""
    before = everything(store)
    with pytest.raises(BackupRefused) as no:
        restore(backup, now=NOW, replace=database_name())
    assert everything(store) == before
    return str(no.value)


def test_a_missing_and_a_foreign_file_are_refused(backup: Path, own_store: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.tar").write_text("Dear all")
    (tmp_path / "empty.tar").write_bytes(b"")
    for name in ("letter.tar", "empty.tar"):
        assert "The backup is damaged or was cut off" in refused(tmp_path / name, own_store)
    assert "cannot be read" in refused(tmp_path / "nowhere.tar", own_store)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1])
def test_a_backup_that_was_cut_off_is_refused(backup: Path, own_store: Path, share: float) -> None:
    with tarfile.open(backup) as tar:
        end = tar.getmember(SEAL).offset_data  # the last part; behind it are zeros
    backup.write_bytes(backup.read_bytes()[: int(end * share)])
    assert re.search("was cut off|is not complete", refused(backup, own_store))


@pytest.mark.parametrize("part", ["database/", "files/", MANIFEST, SEAL])
def test_one_bit_is_enough(backup: Path, own_store: Path, part: str) -> None:
    assert "The backup is damaged" in refused(flipped(backup, part), own_store)


def test_wherever_a_bit_turns_it_is_refused_or_means_nothing(backup: Path) -> None:
    """The archive is filled up to whole blocks with zeros that nobody reads."""
    whole, parts = backup.read_bytes(), parts_of(backup)
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        backup.write_bytes(whole)
        flipped_at(backup, place)
        try:
            look_at(backup)
        except BackupRefused:
            continue
        assert parts_of(backup) == parts


def change_manifest(change: Callable[[dict], None]) -> Callable[[Parts], None]:
    def changed(parts: Parts) -> None:
        said = json.loads(parts[MANIFEST])
        change(said)
        parts[MANIFEST] = json.dumps(said).encode()

    return changed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda parts: parts.pop(next(name for name in parts if name.startswith("files/"))), "not what was put in"),
        (lambda parts: parts.update({"files/more": b"more"}), "files/more is not what was put in"),
        (lambda parts: parts.pop(MANIFEST), "does not say what is in it"),
        (lambda parts: parts.pop(SEAL), "does not say what is in it"),
    ],
)
def test_a_part_that_is_missing_or_too_many_is_refused(
    backup: Path, own_store: Path, change: Callable[[Parts], None], sentence: str
) -> None:
    assert sentence in refused(rewritten(backup, change), own_store)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda said: said["migrations"].append(["programme", "9999_wings"]), "programme.9999_wings is not known"),
        (lambda said: said.update(project="other"), "not a backup of this portal"),
        (lambda said: said.update(format=99), "another version of the portal"),
        (lambda said: said.update(database="oracle"), "This backup is of oracle"),
        (lambda said: said.pop("tables"), "cannot be read"),
        (lambda said: said.update(tables=[1]), "cannot be read"),
    ],
)
def test_what_does_not_fit_is_refused_even_under_a_right_seal(
    backup: Path, own_store: Path, change: Callable[[dict], None], sentence: str
) -> None:
    assert sentence in refused(rewritten(backup, change_manifest(change), sealed=True), own_store)


def test_a_file_that_would_lie_outside_of_the_store_is_refused(backup: Path, own_store: Path) -> None:
    def climb(parts: Parts) -> None:
        name = next(name for name in parts if name.startswith("files/"))
        parts["files/../climbed"] = parts.pop(name)
        change_manifest(lambda said: said["parts"].update({"files/../climbed": said["parts"].pop(name)}))(parts)

    assert "outside of the store" in refused(rewritten(backup, climb, sealed=True), own_store)


def test_rows_that_do_not_come_in_leave_the_database_as_it_was(backup: Path, own_store: Path) -> None:
    """The tables were dropped and made anew by then: all of it is one transaction."""
    more = change_manifest(lambda said: said["tables"]["companies_user"].update(rows=7))
    assert "the rows of companies_user are not all there" in refused(rewritten(backup, more, sealed=True), own_store)
    strange = change_manifest(lambda said: said["tables"]["companies_user"]["columns"].append("wings"))
    assert "did not take the backup" in refused(rewritten(backup, strange, sealed=True), own_store)
    make.user("Bea")
    with connection.cursor() as cursor:
        assert "companies_user" in connection.introspection.table_names(cursor)


def test_a_database_with_people_is_replaced_only_by_its_name(backup: Path) -> None:
    for name in ("", "another"):
        with pytest.raises(BackupRefused, match=f"not empty.*--replace {database_name()}"):
            restore(backup, now=NOW, replace=name)
    assert not MailHold.objects.exists()


def test_a_replaced_database_is_that_of_the_backup(backup: Path, own_store: Path) -> None:
    make.user("Later")
    (file,) = [path for path in own_store.rglob("*") if path.is_file()]
    file.write_bytes(b"spoilt")
    restore(backup, now=NOW, replace=database_name())
    assert [user.name for user in User.objects.all()] == ["Ada"]
    assert file.read_bytes() == b"proof" * 500
    assert MailHold.objects.get().copy_of == NOW
    assert make.company(territory=make.territory()).pk > Company.objects.get(name="Alpha").pk


def test_the_command_says_why_and_looks_without_changing(backup: Path, own_store: Path) -> None:
    call_command("restore", backup, "--check")
    before = everything(own_store)
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", flipped(backup, "database/"))
    assert everything(own_store) == before
