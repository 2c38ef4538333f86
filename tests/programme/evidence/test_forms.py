import datetime as dt

import pytest
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from programme.evidence.forms import KeepsGoodFiles, MultipleFileField, UploadForm
from tests.programme.evidence import samples

TODAY = dt.date(2026, 10, 14)


class Letter(KeepsGoodFiles, forms.Form):
    text = forms.CharField()
    files = MultipleFileField(required=False)


def letter(*uploads: UploadedFile, text: str = "Hello") -> Letter:
    return Letter({"text": text}, MultiValueDict({"files": list(uploads)}))


def names(form: forms.Form) -> list[str]:
    return [upload.name for upload in form.cleaned_data["files"]]


def test_several_files_come_in_together() -> None:
    form = letter(samples.upload("a.pdf", samples.pdf()), samples.upload("b.png", samples.picture("PNG")))
    assert form.is_valid()
    assert names(form) == ["a.pdf", "b.png"]


def test_no_file_is_an_empty_list() -> None:
    form = letter()
    assert form.is_valid()
    assert names(form) == []


def test_good_files_stay_beside_the_errors_of_the_others() -> None:
    with translation.override("en"):
        form = letter(
            samples.upload("a.pdf", samples.pdf()),
            samples.upload("b.exe", b"MZ"),
            samples.upload("c.pdf", b""),
        )
        assert not form.is_valid()
    assert names(form) == ["a.pdf"]
    assert [str(error)[:7] for error in form.errors["files"]] == ["“b.exe”", "“c.pdf”"]
    assert form.cleaned_data["text"] == "Hello"


def test_good_files_stay_when_another_field_is_wrong() -> None:
    form = letter(samples.upload("a.pdf", samples.pdf()), text="")
    assert not form.is_valid()
    assert names(form) == ["a.pdf"]


def test_more_than_twenty_at_once_are_too_many() -> None:
    form = letter(*(samples.upload(f"{n}.pdf", b"%PDF-") for n in range(21)))
    assert form.errors["files"].as_data()[0].code == "too_many"


def test_the_field_says_to_the_browser_what_it_takes() -> None:
    html = str(Letter()["files"])
    assert 'accept=".pdf,.jpg,.jpeg,.png,.xlsx,.docx"' in html
    assert " multiple" in html


def upload_form(*, day: str = "", staff: bool = False, audience: str = "", files: bool = True) -> UploadForm:
    uploads = [samples.upload("a.pdf", samples.pdf())] if files else []
    told = {"stands_for_on": day, "audience": audience}
    return UploadForm(told, MultiValueDict({"files": uploads}), today=TODAY, chooses_audience=staff)


def test_a_file_is_needed() -> None:
    assert list(upload_form(files=False).errors) == ["files"]


def test_a_day_may_be_today_and_not_tomorrow() -> None:
    assert upload_form(day="2026-10-14").is_valid()
    assert upload_form(day="2026-10-15").errors["stands_for_on"].as_data()[0].code == "to_come"


@pytest.mark.parametrize(("staff", "kept"), [(False, None), (True, "staff")])
def test_only_staff_and_tutor_choose_the_readers(staff: bool, kept: str | None) -> None:
    form = upload_form(staff=staff, audience="staff")
    assert form.is_valid()
    assert form.cleaned_data.get("audience") == kept
