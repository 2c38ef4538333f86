"""Fields through which files come in; each file is checked when the form is."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from programme.evidence.models import EvidenceFile
from programme.evidence.readers import ACCEPT, UploadRefused, check_uploads

MOST_AT_ONCE = 20


class SomeRefused(ValidationError):
    """Some files were not taken; `kept` are the others."""

    def __init__(self, sentences: Sequence[str], kept: list[UploadedFile]) -> None:
        super().__init__([ValidationError(sentence, code="refused") for sentence in sentences])
        self.kept = kept


class MultipleFileInput(forms.FileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files at once; the cleaned value is the list of those that passed the check."""

    widget = MultipleFileInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_empty_file": True, **options})  # the check says it better, and names the file
        self.widget.attrs.setdefault("accept", ACCEPT)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[override]
        uploads = [upload for upload in data or [] if upload]
        if not uploads:
            return super().clean(None) or []
        if len(uploads) > MOST_AT_ONCE:
            raise ValidationError(
                _("Choose up to %(most)d files at once."), code="too_many", params={"most": MOST_AT_ONCE}
            )
        found = check_uploads(uploads)
        kept = [upload for upload, said in zip(uploads, found, strict=True) if not isinstance(said, UploadRefused)]
        refused = [str(said) for said in found if isinstance(said, UploadRefused)]
        if refused:
            raise SomeRefused(refused, kept)
        return kept


class KeepsGoodFiles(forms.BaseForm):
    """A form with a MultipleFileField: files that passed stay in `cleaned_data` beside the errors of the others."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if field and isinstance(error, SomeRefused):
            self.cleaned_data[field] = error.kept


class UploadForm(KeepsGoodFiles, forms.Form):
    """Files for the evidence of a company, and the day they stand for."""

    files = MultipleFileField(label=_("Files"))
    stands_for_on = forms.DateField(
        label=_("Day they stand for"),
        required=False,
        help_text=_("For a bill the last day of its period, for a photo the day it was taken. May stay empty."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    audience = forms.ChoiceField(label=_("Who may read them"), choices=EvidenceFile.Audience.choices)

    def __init__(self, *args: Any, today: dt.date, chooses_audience: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["files"].help_text = _(
            "Bills, photos, registers: PDF, JPEG, PNG, XLSX or DOCX, each up to %(limit)s. You may choose several."
        ) % {"limit": filesizeformat(settings.EVIDENCE_MAX_BYTES)}
        self.fields["stands_for_on"].widget.attrs["max"] = today.isoformat()
        if not chooses_audience:
            del self.fields["audience"]

    def clean_stands_for_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["stands_for_on"]
        if day and day > self.today:
            raise ValidationError(_("This day is still to come: a file proves what has been."), code="to_come")
        return day
