"""What a person says about a list: the file, what its columns hold, and which successor a sector code has."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.imports.models import ImportRow, ImportRun
from companies.lists.readers import ACCEPT, most_bytes, refusal
from companies.lists.states import NEEDED, Field
from companies.territories.models import Territory


class UploadForm(forms.Form):
    """A list, and the territory that it is brought into."""

    territory = forms.ModelChoiceField(Territory.objects.none(), label=gettext_lazy("Territory"), empty_label=None)
    file = forms.FileField(label=gettext_lazy("List"), max_length=250, allow_empty_file=True)

    def __init__(self, *args: Any, territories: QuerySet[Territory], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["territory"].queryset = territories
        if len(territories) == 1:
            self.fields["territory"].initial = territories[0]
            self.fields["territory"].widget = forms.HiddenInput()
        self.fields["file"].widget.attrs["accept"] = ",".join(ACCEPT)
        self.fields["file"].help_text = _("CSV or XLSX, up to %(size)d MB.") % {"size": most_bytes() // 1024 // 1024}

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if not str(upload.name).lower().endswith(ACCEPT):
            raise ValidationError(str(refusal("other_kind")), code="kind")
        if (upload.size or 0) > most_bytes():
            raise ValidationError(str(refusal("too_big")), code="size")
        return upload


class ColumnsForm(forms.Form):
    """What each column of a list holds: one choice per header."""

    def __init__(self, *args: Any, run: ImportRun, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("is left out")), *Field.choices]
        for at, field in enumerate(run.columns):
            header = run.header[at] if at < len(run.header) else ""
            label = header or _("Column %(number)d") % {"number": at + 1}
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=field,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean(self) -> dict[str, Any]:
        chosen = set(self.columns)
        for field in NEEDED:
            if field not in chosen:
                raise ValidationError(
                    _("Say which column holds this: %(field)s."), code="missing", params={"field": field.label}
                )
        return self.cleaned_data

    @property
    def columns(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in self.fields]


class AnswerForm(forms.Form):
    """The successor of a former sector code."""

    code = forms.ChoiceField(label=gettext_lazy("Successor"))

    def __init__(self, *args: Any, row: ImportRow, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = [(code, code) for code in row.choices]
        self.fields["code"].error_messages = dict.fromkeys(
            ("required", "invalid_choice"),
            _("Choose one of the successors of the code %(code)s.") % {"code": row.former_code},
        )
