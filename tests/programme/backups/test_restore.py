"""A backup taken while people write, put into a fresh database by the real commands: it is the same portal."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Company, Territory, User
from programme.backups.actions import back_up, look_at
from programme.backups.readers import opened
from programme.backups.rules import FILES, Manifest
from programme.evidence.gateway import keep
from programme.models import EvidenceFile
from tests import make
from tests.processes import manage, new_database, say
from tests.programme.backups.archives import rows_of

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "what only this person knows"
SIGN_IN = """
import json, django; django.setup()
from django.test import Client
from django.utils import timezone
from django.core.management import call_command
from programme.models import Mail
from programme.notices.actions import send_due
from tests import make
client = Client(headers={"host": "localhost"})
answer = client.post("/accounts/login/", {"login": "ada@example.org", "password": "%s"})
said = {"to": answer.headers.get("Location"), "home": client.get("/home/").status_code}
said["ready"] = client.get("/readyz").json()["failing"]
send_due(now=timezone.now())
said["held"] = list(Mail.objects.order_by("pk").values_list("state", flat=True))
call_command("release_mail", "--yes", "--also-older")
send_due(now=timezone.now())
said["released"] = list(Mail.objects.order_by("pk").values_list("state", flat=True))
last = Mail.objects.latest("pk").pk
said["numbering"] = "goes on" if make.mail().pk > last else "begins anew"
print(json.dumps(said))
"""


def write(territory: Territory, by: User, number: int) -> None:
    """As a person does: the file first, then its rows with an event, in one transaction."""
    stored_as = keep(ContentFile(os.urandom(3000)))
    with transaction.atomic():
        company = make.company(f"Written {number}", territory=territory)
        make.evidence(company, by=by, stored_as=stored_as)
        record(EventKind.EVIDENCE_ADDED, by=by, now=timezone.now(), company=company)


@contextmanager
def busy_people(territory: Territory, by: User) -> Iterator[None]:
    """Two writers that do not stop; inside, both have written and go on."""
    over, begun = threading.Event(), threading.Barrier(3)

    def run(first: int) -> None:
        try:
            write(territory, by, first)
            begun.wait(30)
            number = first
            while not over.wait(0.01):
                number += 1
                write(territory, by, number)
        finally:
            connection.close()

    writers = [threading.Thread(target=run, args=(first,)) for first in (0, 10_000)]
    for writer in writers:
        writer.start()
    try:
        begun.wait(30)
        yield
    finally:
        over.set()
        for writer in writers:
            writer.join(30)


@pytest.fixture
def ada() -> User:
    ada = make.user("Ada", email="ada@example.org")
    User.objects.filter(pk=ada.pk).update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1000))
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    return ada


def counts(manifest: Manifest) -> dict[str, tuple[int, int]]:
    return {name: (table.rows, table.last_id) for name, table in manifest.tables.items()}


def test_a_backup_under_writes_comes_back_as_the_same_portal(ada: User, tmp_path: Path) -> None:
    territory = make.territory("torino")
    make.mail(created_at=timezone.now())
    make.mail().delete()  # its number is not given again
    with busy_people(territory, ada):
        done = back_up(tmp_path / "backups", now=timezone.now())
    there = done.manifest
    assert Company.objects.count() > there.tables["companies_company"].rows >= 2, "People wrote meanwhile."

    with new_database(tmp_path) as address:
        elsewhere = {"DATABASE_URL": address, "DATA_DIR": str(tmp_path / "elsewhere")}
        assert "Mail is held" in manage("restore", str(done.path), environment=elsewhere)
        manage("backup", "--to", str(tmp_path / "again"), environment=elsewhere)
        (again,) = (tmp_path / "again").iterdir()
        here = look_at(again)
        signed_in = json.loads(use(elsewhere))

    # The same rows, and nothing but the hold and its event beside them.
    differs = {name for name in there.tables if counts(there)[name] != counts(here)[name]}
    assert differs == {"companies_event", "programme_mailhold"}
    for table in there.tables.keys() - differs:
        assert rows_of(again, table, tmp_path) == rows_of(done.path, table, tmp_path), table
    # One moment: whoever wrote a company had written its evidence and its event as well.
    written = [
        there.tables[f"{name}"].rows for name in ("companies_company", "programme_evidencefile", "companies_event")
    ]
    assert len(set(written)) == 1, written
    # Every row has its file, and every file is what it was.
    assert there.missing == here.missing == []
    assert {name: there.parts[f"{FILES}{name}"] for name in there.files} == {
        name: here.parts[f"{FILES}{name}"] for name in here.files
    }
    assert signed_in == {
        "to": "/home/",
        "home": 200,
        "ready": ["hold", "clock"],
        "held": ["waiting"],
        "released": ["sent"],
        "numbering": "goes on",
    }


def use(environment: dict[str, str]) -> str:
    """Sign in there, send what may leave, release the rest."""
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "sme4green.settings"}
    done = say("-c", SIGN_IN % PASSWORD, environment=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_a_file_that_was_gone_is_named(ada: User, tmp_path: Path) -> None:
    write(make.territory("torino"), ada, 1)
    gone = EvidenceFile.objects.get().stored_as
    default_storage.delete(gone)
    assert back_up(tmp_path, now=timezone.now()).manifest.missing == [gone]


def test_who_is_signed_in_does_not_come_along(ada: User, tmp_path: Path, client: object) -> None:
    client.force_login(ada)
    done = back_up(tmp_path, now=timezone.now())
    assert not {"django_session", "sme4green_cache"} & done.manifest.tables.keys()
    (key,) = [value.value.encode() for name, value in client.cookies.items() if name == "sessionid"]
    with opened(done.path) as archive:
        packed = [name for name in archive.manifest.parts if name.startswith("database/")]
        assert packed
        assert not any(key in archive.unpacked(name).read() for name in packed)
