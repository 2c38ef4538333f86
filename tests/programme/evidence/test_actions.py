import datetime as dt
import threading
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from companies.journal.models import Event
from programme.evidence import actions
from programme.evidence.actions import add_evidence, remove_evidence
from programme.evidence.readers import UploadRefused
from programme.models import EvidenceFile
from sme4green.errors import RuleBroken
from tests import make
from tests.cast import Cast, assemble
from tests.programme.evidence import samples
from tests.programme.evidence.test_access import send

pytestmark = pytest.mark.django_db
LATER = make.NOW + dt.timedelta(minutes=1)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def stored() -> set[Path]:
    return {path for path in Path(default_storage.location).rglob("*") if path.is_file()}


def test_a_file_is_kept_under_a_name_that_says_nothing(cast: Cast) -> None:
    content = samples.pdf()
    file = add_evidence(
        cast.company_a.pk,
        upload=samples.upload("Factură martie.pdf", content),
        by=cast.member_a,
        now=make.NOW,
        stands_for_on=make.TODAY,
    )
    file.refresh_from_db()
    assert (file.name, file.search, file.kind, file.size_bytes) == (
        "Factură martie.pdf",
        "factura martie.pdf",
        "pdf",
        len(content),
    )
    assert (file.uploaded_by, file.uploaded_at, file.stands_for_on) == (cast.member_a, make.NOW, make.TODAY)
    assert "fact" not in file.stored_as.lower()
    assert "pdf" not in file.stored_as
    with default_storage.open(file.stored_as) as kept:
        assert kept.read() == content


def test_adding_and_removing_write_one_event_each(cast: Cast) -> None:
    file = add(cast)
    remove_evidence(file.pk, by=cast.member_a, now=LATER)
    events = Event.objects.order_by("pk").values_list("kind", "by", "company", "subject_id", "title")
    assert list(events) == [
        ("evidence_added", cast.member_a.pk, cast.company_a.pk, file.pk, "bill.pdf"),
        ("evidence_removed", cast.member_a.pk, cast.company_a.pk, file.pk, "bill.pdf"),
    ]


def test_the_timeline_of_the_company_does_not_name_a_file_that_is_not_for_it(cast: Cast) -> None:
    file = add(cast, by=cast.tutor_a, audience="staff")
    event = Event.objects.get()
    assert (event.company, event.territory, event.subject_id) == (None, cast.torino, file.pk)


def test_the_same_file_twice_is_there_once(cast: Cast) -> None:
    first = add(cast)
    before = stored()
    again = add(cast, name="another name.pdf", by=cast.owner_a, now=LATER)
    assert again == first
    assert again.uploaded_at == make.NOW
    assert stored() == before
    assert Event.objects.count() == 1


def test_the_same_file_for_other_readers_or_another_company_is_another_file(cast: Cast) -> None:
    first = add(cast)
    inside = add(cast, by=cast.tutor_a, audience="staff")
    theirs = add_evidence(cast.company_b.pk, upload=bill(), by=cast.member_b, now=make.NOW)
    assert len({first.pk, inside.pk, theirs.pk}) == 3


def test_a_removed_file_may_be_added_again(cast: Cast) -> None:
    first = add(cast)
    remove_evidence(first.pk, by=cast.member_a, now=make.NOW)
    again = add(cast, by=cast.owner_a, now=LATER)
    assert again != first
    assert again.uploaded_by == cast.owner_a


def test_a_refused_file_leaves_no_trace(cast: Cast) -> None:
    before = stored()
    with pytest.raises(UploadRefused):
        add_evidence(cast.company_a.pk, upload=samples.upload("bill.pdf", b"<html>"), by=cast.member_a, now=make.NOW)
    assert stored() == before
    assert not EvidenceFile.objects.exists()
    assert not Event.objects.exists()


def test_when_the_database_fails_the_content_does_not_stay_behind(cast: Cast, monkeypatch) -> None:
    before = stored()

    def fail(*_args: object, **_options: object) -> None:
        raise OSError("the journal is on fire")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(OSError, match="on fire"):
        add(cast)
    assert stored() == before
    assert not EvidenceFile.objects.exists()


def test_a_removed_file_stays_in_the_store(cast: Cast) -> None:
    file = remove_evidence(add(cast).pk, by=cast.owner_a, now=LATER)
    file.refresh_from_db()
    assert (file.removed_at, file.removed_by) == (LATER, cast.owner_a)
    assert default_storage.exists(file.stored_as)


def test_a_file_is_removed_once(cast: Cast) -> None:
    file = remove_evidence(add(cast).pk, by=cast.owner_a, now=LATER)
    with pytest.raises(RuleBroken, match="already removed"):
        remove_evidence(file.pk, by=cast.member_a, now=LATER)
    assert Event.objects.filter(kind="evidence_removed").count() == 1


def test_a_file_that_was_sent_stays_with_its_report(cast: Cast) -> None:
    file = add(cast)
    send(cast, file)
    with pytest.raises(RuleBroken, match="was sent with a report"):
        remove_evidence(file.pk, by=cast.member_a, now=LATER)
    file.refresh_from_db()
    assert file.removed_at is None


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_file_at_once_get_the_same_row() -> None:
    cast = assemble()
    together = threading.Barrier(2)
    found: list[int] = []

    def add_in_a_thread(name: str) -> None:
        try:
            upload = bill()
            together.wait(10)
            found.append(add_evidence(cast.company_a.pk, upload=upload, by=cast.people[name], now=make.NOW).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=add_in_a_thread, args=(name,)) for name in ("owner_a", "member_a")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 2
    assert len(set(found)) == 1
    assert EvidenceFile.objects.count() == 1


def bill(name: str = "bill.pdf"):
    return samples.upload(name, samples.pdf("always the same"))


def add(cast: Cast, *, name: str = "bill.pdf", **details) -> EvidenceFile:
    told = {"by": cast.member_a, "now": make.NOW, **details}
    return add_evidence(cast.company_a.pk, upload=bill(name), **told)
