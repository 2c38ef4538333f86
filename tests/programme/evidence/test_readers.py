"""What is taken, what is refused, and in which words."""

import datetime as dt
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import translation

from programme.evidence import readers
from programme.evidence.readers import Checked, UploadRefused, check_upload, check_uploads
from programme.models import EvidenceFile
from tests.programme.evidence import samples

OK = {
    "bill.pdf": lambda: samples.pdf(),
    "BILL.PDF": lambda: samples.pdf(),
    "bill with a mark before.pdf": lambda: b"\xef\xbb\xbf\r\n" + samples.pdf(),
    "bill that may not be printed.pdf": lambda: samples.pdf_locked(""),
    "meter.jpg": lambda: samples.picture("JPEG"),
    "meter.jpeg": lambda: samples.picture("JPEG", (3000, 2000)),
    "meter from a phone.jpg": lambda: samples.picture("MPO"),
    "plate.png": lambda: samples.picture("PNG"),
    "register.xlsx": lambda: samples.xlsx(),
    "plan.docx": lambda: samples.docx(),
    "plan with links.docx": lambda: samples.changed(
        samples.docx(),
        {"word/_rels/document.xml.rels": samples.relations("hyperlink", "https://example.org", "External")},
    ),
    "plan from a template.docx": lambda: samples.changed(
        samples.docx(),
        {
            "word/_rels/settings.xml.rels": samples.relations(
                "attachedTemplate", "file:///C:\\T\\Normal.dotm", "External"
            )
        },
    ),
}


@pytest.mark.parametrize("name", OK)
def test_what_people_send_is_taken(name: str) -> None:
    content = OK[name]()
    checked = check_upload(samples.upload(name, content))
    assert checked.size_bytes == len(content)
    assert checked.kind in EvidenceFile.Kind.values
    assert len(checked.sha256) == 64


def _part(name: str, content: bytes = b"x") -> bytes:
    return samples.changed(samples.docx(), {name: content})


REFUSED = {
    "a wrong extension": ("payload.exe", lambda: b"MZ", "only PDF, JPEG, PNG, XLSX and DOCX"),
    "no extension": ("payload", lambda: samples.pdf(), "only PDF, JPEG, PNG, XLSX and DOCX"),
    "a page of the web": ("page.svg", lambda: b"<svg onload='x()'/>", "only PDF, JPEG, PNG, XLSX and DOCX"),
    "a photo of Apple": ("photo.HEIC", lambda: b"x", "save it as JPEG"),
    "an old sheet": ("old.xls", lambda: b"x", "save it as XLSX or PDF"),
    "a ZIP archive": ("all.zip", lambda: b"x", "unpack it"),
    "nothing": ("bill.pdf", lambda: b"", "is empty"),
    "a PNG named PDF": ("bill.pdf", lambda: samples.picture("PNG"), "not PDF inside"),
    "a PDF named JPEG": ("bill.jpg", lambda: samples.pdf(), "not JPEG inside"),
    "a PDF named XLSX": ("bill.xlsx", lambda: samples.pdf(), "not XLSX inside"),
    "a page of the web named PDF": ("bill.pdf", lambda: b"<html>%PDF-1.7</html>", "not PDF inside"),
    "a truncated PDF": ("bill.pdf", lambda: samples.pdf()[:-60], "ends too early"),
    "a PDF of the right ends only": ("bill.pdf", lambda: b"%PDF-1.7\nnonsense\n%%EOF", "damaged"),
    "a PDF with a password": ("bill.pdf", lambda: samples.pdf_locked("secret"), "protected by a password"),
    "a PDF with JavaScript": ("bill.pdf", samples.pdf_with_script, "starts by itself"),
    "a PDF with JavaScript in a link": ("bill.pdf", samples.pdf_with_script_in_a_link, "starts by itself"),
    "a PDF that starts a program": ("bill.pdf", samples.pdf_that_starts_a_program, "starts by itself"),
    "a PDF with a file inside": ("bill.pdf", samples.pdf_with_a_file_inside, "another file inside"),
    "a truncated JPEG": ("meter.jpg", lambda: samples.picture("JPEG", (400, 300))[:5000], "damaged"),
    "a truncated PNG": ("plate.png", lambda: samples.picture("PNG", (400, 300))[:5000], "damaged"),
    "a PNG of giant size": ("plate.png", samples.png_of_giant_size, "60 million points"),
    "an XLSX bomb": ("sheet.xlsx", samples.xlsx_bomb, "unpacks to far more"),
    "an XLSX bomb that lies": ("sheet.xlsx", samples.xlsx_bomb_that_lies, "damaged"),
    "a plain ZIP named XLSX": ("sheet.xlsx", lambda: samples.parcel({"a.txt": "a"}), "ZIP archive and not XLSX"),
    "a DOCX named XLSX": ("sheet.xlsx", samples.docx, "another kind than its name says"),
    "an XLSX with a password": ("sheet.xlsx", lambda: readers.OLD_OFFICE + b"\0" * 600, "protected by a password"),
    "a truncated XLSX": ("sheet.xlsx", lambda: samples.xlsx()[:-100], "damaged"),
    "a path that climbs": ("plan.docx", lambda: _part("../../etc/passwd"), "forbidden names"),
    "a path from the root": ("plan.docx", lambda: _part("/etc/passwd"), "forbidden names"),
    "a path of Windows": ("plan.docx", lambda: _part("C:/a.txt"), "forbidden names"),
    "thousands of parts": (
        "plan.docx",
        lambda: samples.changed(samples.docx(), {f"p/{n}.txt": "" for n in range(5001)}),
        "unpacks to far more",
    ),
    "a DOCX with a macro": ("plan.docx", lambda: _part("word/vbaProject.bin"), "contains macros"),
    "a DOCX with macros by its type": (
        "plan.docx",
        lambda: samples.changed(
            samples.docx(), swap=(samples.WORD, "application/vnd.ms-word.document.macroEnabled.main+xml")
        ),
        "contains macros",
    ),
    "an XLSX with old macros": (
        "sheet.xlsx",
        lambda: samples.changed(samples.xlsx(), {"xl/macrosheets/sheet1.xml": "<a/>"}),
        "contains macros",
    ),
    "an object inside": ("plan.docx", lambda: _part("word/embeddings/oleObject1.bin"), "another file inside"),
    "a control inside": ("plan.docx", lambda: _part("word/activeX/activeX1.xml", b"<a/>"), "another file inside"),
    "figures of another book": (
        "sheet.xlsx",
        lambda: samples.changed(samples.xlsx(), {"xl/externalLinks/externalLink1.xml": "<a/>"}),
        "somewhere else",
    ),
    "a template from the net": (
        "plan.docx",
        lambda: _part(
            "word/_rels/settings.xml.rels",
            samples.relations("attachedTemplate", "https://example.org/t.dotm", "External").encode(),
        ),
        "somewhere else",
    ),
    "entities that multiply": (
        "plan.docx",
        lambda: _part("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "damaged",
    ),
    "a part that is no XML": ("plan.docx", lambda: _part("word/styles.xml", b"<open>"), "damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_as_it_should_be_is_refused_in_a_sentence(case: str) -> None:
    name, content, words = REFUSED[case]
    with translation.override("en"), pytest.raises(UploadRefused) as no:
        check_upload(samples.upload(name, content()))
    assert words in no.value.sentence
    assert f"“{name}”" in no.value.sentence


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000
    with translation.override("en"), pytest.raises(UploadRefused, match="larger than 1000\xa0bytes"):
        check_upload(samples.upload("bill.pdf", b"%PDF-" + b"0" * 1000))


def test_the_size_is_counted_and_not_believed(settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000
    upload = samples.upload("bill.pdf", b"%PDF-" + b"0" * 5000)
    upload.size = 10
    with translation.override("en"), pytest.raises(UploadRefused, match="larger than"):
        check_upload(upload)


def test_a_file_at_the_limit_is_taken(settings) -> None:
    content = samples.pdf()
    settings.EVIDENCE_MAX_BYTES = len(content)
    assert check_upload(samples.upload("bill.pdf", content)).size_bytes == len(content)


def test_a_file_on_disk_is_read_as_well_and_stays_there() -> None:
    with TemporaryUploadedFile("bill.pdf", "text/html", 0, None) as upload:
        upload.write(samples.pdf())
        upload.size = upload.tell()
        assert check_upload(upload).kind == "pdf"
        upload.seek(0)
        assert upload.read(5) == b"%PDF-"


def test_many_files_share_one_inspection_and_one_that_is_refused_leaves_the_others() -> None:
    uploads = [
        samples.upload("a.pdf", samples.pdf()),
        samples.upload("b.pdf", samples.pdf_with_script()),
        samples.upload("c.exe", b""),
        samples.upload("d.pdf", samples.pdf_locked("")),
        samples.upload("e.png", samples.picture("PNG")),
    ]
    taken = [isinstance(said, Checked) for said in check_uploads(uploads)]
    assert taken == [True, False, False, True, True]


def test_a_file_that_ends_the_inspection_does_not_end_it_for_the_next(tmp_path, monkeypatch, caplog) -> None:
    dying = tmp_path / "inspector.py"
    dying.write_text(
        "import os, sys\n"
        "for path in sys.argv[2::2]:\n"
        "    os.kill(os.getpid(), 9) if b'die' in open(path, 'rb').read() else print('ok', flush=True)\n"
    )
    monkeypatch.setattr(readers, "INSPECTOR", dying)
    files = [samples.upload(f"{n}.pdf", b"%PDF-" + body) for n, body in enumerate((b"fine", b"die", b"fine"))]
    with translation.override("en"):
        first, second, third = check_uploads(files)
    assert isinstance(first, Checked)
    assert isinstance(third, Checked)
    assert isinstance(second, UploadRefused)
    assert "takes too long" in str(second)
    assert "ended (-9)" in caplog.text


def test_an_inspection_without_end_is_ended(tmp_path, monkeypatch) -> None:
    endless = tmp_path / "inspector.py"
    endless.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(readers, "INSPECTOR", endless)
    monkeypatch.setattr(readers, "SECONDS_PER_FILE", 0.5)
    with pytest.raises(UploadRefused):
        check_upload(samples.upload("bill.pdf", samples.pdf()))


def test_the_inspection_knows_no_secret_and_writes_nothing(tmp_path, monkeypatch) -> None:
    curious = tmp_path / "inspector.py"
    source = readers.INSPECTOR.read_text().partition('if __name__ == "__main__":')[0]
    curious.write_text(
        f"{source}\nimport os\nlimit(1)\n"
        "known = [name for name in os.environ if 'SECRET' in name or 'DATABASE' in name or 'DJANGO' in name]\n"
        f"try:\n    print('leak', file=open({str(tmp_path / 'out')!r}, 'w'), flush=True)\n"
        "except OSError:\n    print('leak' if known else 'ok')\n"
    )
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    monkeypatch.setattr(readers, "INSPECTOR", curious)
    assert check_upload(samples.upload("bill.pdf", samples.pdf())).kind == "pdf"


def test_a_checked_file_is_not_read_again(monkeypatch) -> None:
    upload = samples.upload("bill.pdf", samples.pdf())
    first = check_upload(upload)
    monkeypatch.setattr(readers, "INSPECTOR", "/nowhere")
    assert check_upload(upload) == first


def test_the_kinds_are_those_of_the_table() -> None:
    assert set(readers.KINDS.values()) == set(EvidenceFile.Kind.values)


def test_the_sentence_is_in_the_language_of_the_reader_and_names_a_clean_name() -> None:
    with pytest.raises(UploadRefused) as no, translation.override("en"):
        check_upload(SimpleUploadedFile("..\\..\\inv\u202eoice\x07.exe", b"MZ"))
    assert str(no.value).startswith("“inv oice.exe” cannot be taken")


def test_an_inspection_is_quick() -> None:
    check_upload(samples.upload("warm.png", samples.picture("PNG")))
    begun = time.perf_counter()
    check_upload(samples.upload("plate.png", samples.picture("PNG")))
    assert dt.timedelta(seconds=time.perf_counter() - begun) < dt.timedelta(seconds=2)
