import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.evidence.actions import add_evidence
from programme.models import EvidenceFile
from tests import make
from tests.cast import Cast, assemble
from tests.programme.evidence import samples
from tests.programme.evidence.test_access import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def box(cast: Cast) -> str:
    return reverse("evidence:of_company", args=[cast.company_a.pk])


def kept(cast: Cast, name: str = "bill.pdf", content: bytes = b"", **details) -> EvidenceFile:
    told = {"by": cast.member_a, "now": make.NOW, **details}
    return add_evidence(cast.company_a.pk, upload=samples.upload(name, content or samples.pdf(name)), **told)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner_a", 200),
        ("member_a", 200),
        ("tutor_a", 200),
        ("facilitator", 200),
        ("manager", 200),
        ("auditor", 200),
        ("member_b", 404),
        ("other_tutor", 404),
        ("facilitator_ilfov", 404),
        ("official", 404),
        ("stranger", 404),
    ],
)
def test_box_and_files_open_for_those_who_read_the_company(client, cast: Cast, box: str, who: str, status: int) -> None:
    file = kept(cast)
    client.force_login(cast.people[who])
    assert client.get(box).status_code == status
    answer = client.get(reverse("evidence:download", args=[file.pk]))
    answer.close()
    assert answer.status_code == status


def test_nobody_downloads_without_signing_in(client, cast: Cast) -> None:
    answer = client.get(reverse("evidence:download", args=[kept(cast).pk]))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", samples.pdf, "application/pdf"),
        ("a.jpg", lambda: samples.picture("JPEG"), "image/jpeg"),
        ("a.png", lambda: samples.picture("PNG"), "image/png"),
        ("a.xlsx", samples.xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.docx", samples.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_a_download_is_saved_and_never_shown(client, cast: Cast, name: str, content, content_type: str) -> None:
    sent = content()
    client.force_login(cast.tutor_a)
    answer = client.get(reverse("evidence:download", args=[kept(cast, name, sent).pk]))
    assert b"".join(answer.streaming_content) == sent
    answer.close()
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Length"] == str(len(sent))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_name_with_quotes_and_accents_stays_inside_its_header(client, cast: Cast) -> None:
    file = make.evidence(cast.company_a, by=cast.member_a, name='Factură "x"; filename=evil.exe.pdf')
    default_storage.save(file.stored_as, samples.upload("x", b"x"))
    client.force_login(cast.member_a)
    answer = client.get(reverse("evidence:download", args=[file.pk]))
    answer.close()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Factur%C4%83%20%22x%22%3B%20")


def test_what_is_for_staff_is_not_found_by_the_company(client, cast: Cast, box: str) -> None:
    file = kept(cast, "inside.pdf", by=cast.tutor_a, audience="staff")
    url = reverse("evidence:download", args=[file.pk])
    client.force_login(cast.owner_a)
    assert client.get(url).status_code == 404
    assert "inside.pdf" not in client.get(box).content.decode()
    client.force_login(cast.facilitator)
    answer = client.get(url)
    answer.close()
    assert answer.status_code == 200


def test_a_removed_file_is_not_found_by_anybody(client, cast: Cast) -> None:
    file = kept(cast)
    client.force_login(cast.member_a)
    assert client.post(reverse("evidence:remove", args=[file.pk])).status_code == 302
    for who in ("member_a", "facilitator", "auditor"):
        client.force_login(cast.people[who])
        assert client.get(reverse("evidence:download", args=[file.pk])).status_code == 404


def test_content_that_the_disk_lost_is_not_found_and_told_to_the_log(client, cast: Cast, caplog) -> None:
    file = make.evidence(cast.company_a, by=cast.member_a)
    client.force_login(cast.member_a)
    assert client.get(reverse("evidence:download", args=[file.pk])).status_code == 404
    assert f"evidence file {file.pk} is missing" in caplog.text


def test_files_are_added_through_the_page(client, cast: Cast, box: str) -> None:
    client.force_login(cast.member_a)
    uploads = [samples.upload("one.pdf", samples.pdf()), samples.upload("two.png", samples.picture("PNG"))]
    answer = client.post(box, {"files": uploads, "stands_for_on": "2026-03-31", "audience": "staff"}, follow=True)
    assert answer.redirect_chain == [(box, 302)]
    assert "2 files were added." in answer.content.decode()
    rows = EvidenceFile.objects.order_by("name").values_list("name", "stands_for_on", "audience", "uploaded_by")
    day = dt.date(2026, 3, 31)
    assert list(rows) == [
        ("one.pdf", day, "company", cast.member_a.pk),
        ("two.png", day, "company", cast.member_a.pk),
    ]


def test_a_refused_file_says_why_and_the_others_are_added(client, cast: Cast, box: str) -> None:
    client.force_login(cast.member_a)
    answer = client.post(box, {"files": [samples.upload("a.pdf", samples.pdf()), samples.upload("b.exe", b"MZ")]})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "1 file was added." in text
    assert "“b.exe” cannot be taken" in text
    assert list(EvidenceFile.objects.values_list("name", flat=True)) == ["a.pdf"]


def test_a_day_to_come_adds_nothing(client, cast: Cast, box: str) -> None:
    client.force_login(cast.member_a)
    told = {"files": [samples.upload("a.pdf", samples.pdf())], "stands_for_on": "2999-01-01"}
    assert "This day is still to come" in client.post(box, told).content.decode()
    assert not EvidenceFile.objects.exists()


def test_a_double_submit_adds_once_and_says_so(client, cast: Cast, box: str) -> None:
    client.force_login(cast.member_a)
    content = samples.pdf()
    for _ in range(2):
        answer = client.post(box, {"files": [samples.upload("a.pdf", content)]}, follow=True)
    assert "“a.pdf” was here already and was not added twice." in answer.content.decode()
    assert EvidenceFile.objects.count() == 1


def test_a_file_over_the_limit_is_refused_on_the_page(client, cast: Cast, box: str, settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 2000
    client.force_login(cast.member_a)
    answer = client.post(box, {"files": [samples.upload("big.pdf", b"%PDF-" + b"0" * 9000)]})
    assert "“big.pdf” is larger than" in answer.content.decode()
    assert not EvidenceFile.objects.exists()


@pytest.mark.parametrize("who", ["manager", "auditor"])
def test_those_who_only_read_are_not_offered_the_form(client, cast: Cast, box: str, who: str) -> None:
    client.force_login(cast.people[who])
    assert 'type="file"' not in client.get(box).content.decode()
    assert client.post(box, {"files": [samples.upload("a.pdf", samples.pdf())]}).status_code == 403


def test_the_tutor_adds_a_file_that_only_staff_reads(client, cast: Cast, box: str) -> None:
    client.force_login(cast.tutor_a)
    client.post(box, {"files": [samples.upload("a.pdf", samples.pdf())], "audience": "staff"})
    assert EvidenceFile.objects.get().audience == "staff"


@pytest.mark.parametrize(
    ("who", "status"), {"auditor": 403, "facilitator": 403, "member_b": 404, "official": 404}.items()
)
def test_only_the_right_person_removes(client, cast: Cast, who: str, status: int) -> None:
    file = kept(cast)
    client.force_login(cast.people[who])
    assert client.post(reverse("evidence:remove", args=[file.pk])).status_code == status
    assert client.get(reverse("evidence:remove", args=[file.pk])).status_code == 405
    file.refresh_from_db()
    assert file.removed_at is None


def test_a_file_that_was_sent_is_not_removed_and_the_page_says_why(client, cast: Cast, box: str) -> None:
    file = kept(cast)
    send(cast, file)
    client.force_login(cast.owner_a)
    page = client.get(box).content.decode()
    assert reverse("evidence:remove", args=[file.pk]) not in page
    assert cast.milestone.title in page
    answer = client.post(reverse("evidence:remove", args=[file.pk]), follow=True)
    assert "was sent with a report and stays with it" in answer.content.decode()


def test_the_list_is_searched_and_an_empty_answer_names_the_words(client, cast: Cast, box: str) -> None:
    make.evidence(cast.company_a, by=cast.member_a, name="Factură martie.pdf")
    make.evidence(cast.company_a, by=cast.member_a, name="Bolletta.pdf")
    client.force_login(cast.member_a)
    found = client.get(box, {"q": "FACTURA"}).content.decode()
    assert "Factură martie.pdf" in found
    assert "Bolletta.pdf" not in found
    nothing = client.get(box, {"q": "contract"}).content.decode()
    assert "No file has such a name" in nothing
    assert "“contract”" in nothing


def test_an_empty_box_says_what_to_do(client, cast: Cast, box: str) -> None:
    client.force_login(cast.member_a)
    assert "No evidence yet" in client.get(box).content.decode()


def test_a_long_list_goes_on_by_key(client, cast: Cast, box: str) -> None:
    for n in range(55):
        make.evidence(cast.company_a, by=cast.member_a, name=f"n{n:02}.pdf")
    client.force_login(cast.member_a)
    first = client.get(box)
    assert first.content.decode().count("/remove/") == 50
    second = client.get(first.context["page"].next_url)
    assert second.content.decode().count("/remove/") == 5
    assert "n04.pdf" in second.content.decode()


@pytest.mark.parametrize(("who", "number"), [("member_a", 9), ("tutor_a", 9)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, cast: Cast, box: str, who: str, number: int, rows: int) -> None:
    for _ in range(rows):
        file = make.evidence(cast.company_a, by=make.user())
        make.report(make.milestone(cast.participation_a, by=cast.tutor_a), by=cast.member_a).evidence.add(file)
    client.force_login(cast.people[who])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(box).status_code == 200
    assert len(queries) == number, "\n".join(query["sql"] for query in queries)
