"""The style page: every piece of the kit with invented contents, for those who build pages."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _


class StyleForm(forms.Form):
    """One field of each sort that the portal uses."""

    name = forms.CharField(label=_("Name of the company"), help_text=_("As in the register of companies."))
    email = forms.EmailField(label=_("E-mail"))
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "—"), ("food", _("Food")), ("textiles", _("Textiles"))])
    people = forms.IntegerField(label=_("People at work"), min_value=0, required=False)
    founded_on = forms.DateField(label=_("Founded on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    hope = forms.CharField(label=_("What do you hope for?"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    theme = forms.ChoiceField(
        label=_("Main theme"),
        widget=forms.RadioSelect,
        choices=[("energy", _("Energy")), ("waste", _("Waste")), ("digital", _("Digital"))],
    )
    proof = forms.FileField(label=_("Bill or photo"), required=False, help_text=_("PDF or picture, up to 15 MB."))
    agreed = forms.BooleanField(label=_("I have read the privacy notice."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("send", _("Send")))


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Page:
    next_url: str = "#next"
    previous_url: str = "#previous"
    first_url: str = "#first"
    shown: str = "51–100"


TONES = [
    ("ok", _("Accepted")),
    ("warn", _("Due soon")),
    ("late", _("Overdue")),
    ("info", _("With the reviewer")),
    ("plain", _("Planned")),
]


@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    """Shows the kit; `?send=1` shows the form as it looks after a failed submit."""
    form = StyleForm(request.GET) if "send" in request.GET else StyleForm()
    form.helper.form_method = "get"
    entries = [
        Entry(
            datetime(2024, 10, 3, 9, 12, tzinfo=UTC),
            "Ioana Munteanu",
            _("Report accepted"),
            _("Clear bills, thank you."),
        ),
        Entry(datetime(2024, 9, 28, 16, 40, tzinfo=UTC), "Marco Ferrero", _("Report sent")),
    ]
    sample = {"tones": TONES, "entries": entries, "page": Page(), "form": form, "due_on": date(2024, 10, 11)}
    return render(request, "ui/style.html", sample)
