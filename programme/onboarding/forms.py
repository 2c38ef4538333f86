"""What a person types to start, fill in and answer an application."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.directory.rules import NumberProblem, TaxNumber, parse_number
from companies.models import LegalForm, User
from companies.people.forms import LineField
from companies.reference.forms import PickField, SectorFilter
from companies.reference.models import Country
from companies.reference.queries import section_choices
from companies.sizes.forms import LocalDecimalField
from companies.sizes.rules import SizeClass
from programme.editions.queries import edition_choices, territory_choices
from programme.onboarding.models import SAID, Application
from programme.onboarding.queries import number_may_change
from programme.onboarding.rules import ORDERS, label_of
from programme.onboarding.states import ApplicationState
from sme4green.filters import DaysField, ListFilter, choices_from


class StartForm(forms.Form):
    """Country and tax number first; the key makes a double click harmless."""

    country = forms.ChoiceField(label=_("Country"), choices=Country)
    tax_number = forms.CharField(
        label=_("Tax number"),
        max_length=40,
        help_text=_("Italy: partita IVA or codice fiscale. Romania: CUI, also without RO. Elsewhere: the VAT number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    one_time_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    number: TaxNumber | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("country") and data.get("tax_number"):
            try:
                self.number = parse_number(data["country"], data["tax_number"])
            except NumberProblem as problem:
                self.add_error("tax_number", str(problem))
        return data


# Which fields stand together, and under which heading.
SECTIONS = (
    (_("Who the company is"), ("name", "country", "tax_number", "legal_form", "website")),
    (_("Where it works"), ("municipality", "address")),
    (_("What it does"), ("sector",)),
    (_("How large it is"), ("people", "turnover_eur", "balance_sheet_eur")),
    (_("What you hope for"), ("hopes", "privacy_accepted")),
)


class ApplicationForm(forms.Form):
    """The whole application in sections. Nothing is required: a draft may be incomplete."""

    name = LineField(label=_("Name of the company"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=Country, required=False)
    tax_number = LineField(label=_("Tax number"), max_length=40, required=False)
    legal_form = forms.ModelChoiceField(label=_("Legal form"), queryset=LegalForm.objects.none(), required=False)
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    municipality = PickField(
        kind="municipality", required=False, label=_("Municipality"), help_text=_("Where the work is done.")
    )
    address = LineField(label=_("Street and number"), max_length=200, required=False)
    sector = PickField(
        kind="sector",
        country_field="country",
        required=False,
        label=_("Sector"),
        help_text=_("The activity that brings most of the turnover."),
    )
    people = LocalDecimalField(
        label=_("People at work"),
        min_value=0,
        max_digits=9,
        decimal_places=1,
        required=False,
        help_text=_("On average over the last closed year; part-time counts in part."),
    )
    turnover_eur = LocalDecimalField(
        label=_("Turnover of the last closed year (EUR)"), min_value=0, max_digits=15, decimal_places=2, required=False
    )
    balance_sheet_eur = LocalDecimalField(
        label=_("Balance sheet total (EUR)"), min_value=0, max_digits=15, decimal_places=2, required=False
    )
    hopes = forms.CharField(
        label=_("What do you hope for?"),
        help_text=_("A few words are enough: lower bills, a project, advice on funding."),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    privacy_accepted = forms.BooleanField(
        label=_("I have read the privacy notice and accept it."),
        help_text=_(
            "The city officials of your territory see the name of the company, its stage and its standing; its figures "
            "only added up with those of others. Your facilitator and your tutor see the whole file."
        ),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(application, name) for name in SAID} | {"version": application.version}
        super().__init__(*args, **kwargs)
        posted = self.data.get("country")
        country = posted if posted in Country else application.country
        if not number_may_change(application):
            country = application.country
            self.fields["country"].disabled = self.fields["tax_number"].disabled = True
            self.fields["tax_number"].help_text = _("The number belongs to this company and can no longer change.")
            self.fields["sector"].widget.country_field = None
        offered = Q(country=country) | Q(pk=application.legal_form_id)
        self.fields["legal_form"].queryset = LegalForm.objects.filter(offered)
        self.fields["sector"].country = country

    def clean_tax_number(self) -> str:
        typed: str = self.cleaned_data["tax_number"]
        country = self.cleaned_data.get("country")
        if typed and country and not self.fields["tax_number"].disabled:
            try:
                parse_number(country, typed)
            except NumberProblem as problem:
                raise forms.ValidationError(str(problem)) from problem
        return typed

    def clean_legal_form(self) -> LegalForm | None:
        chosen: LegalForm | None = self.cleaned_data["legal_form"]
        if chosen and chosen.country != (self.cleaned_data.get("country") or chosen.country):
            raise forms.ValidationError(_("This legal form belongs to another country: choose again."))
        return chosen

    def said(self) -> dict[str, Any]:
        """The answers that have no error; a country that was not posted stays what it is."""
        data = {name: self.cleaned_data[name] for name in SAID if name in self.cleaned_data}
        return data if data.get("country") else {name: data[name] for name in data if name != "country"}

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]


class AnswerForm(forms.Form):
    """Admit, return or refuse; a no has a reason, and may have remarks on single fields."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("admit", _("Admit")), ("return", _("Return for completion")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("The company reads it. Needed to return and to refuse."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SAID:
            self.fields[f"remark_{name}"] = forms.CharField(label=label_of(name), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") in ("return", "refuse") and not data.get("note"):
            self.add_error("note", _("Say why."))
        return data

    def remarks(self) -> dict[str, str]:
        """Remark by name of the field, the empty ones left out."""
        return {name: text for name in SAID if (text := self.cleaned_data.get(f"remark_{name}"))}

    @property
    def remarks_open(self) -> bool:
        """Remarks that were typed are not hidden when the form comes back."""
        return self.is_bound and bool(self.remarks())

    def remark_fields(self) -> list[forms.BoundField]:
        return [self[f"remark_{name}"] for name in SAID]


class QueueFilter(ListFilter):
    """Which applications the staff list shows: those that wait for an answer, the oldest first, unless asked."""

    first = ("q", "state")
    orders = ORDERS
    usual = {"state": ApplicationState.SENT.value}

    q = forms.CharField(label=_("Name or number"), required=False, max_length=100, widget=forms.SearchInput)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *(choice for choice in ApplicationState.choices if choice[0] != "draft")],
        required=False,
    )
    territory = forms.ChoiceField(label=_("Territory"), required=False, choices=[("", _("All"))])
    municipality = forms.CharField(label=_("Municipality"), required=False, max_length=60)
    sector = SectorFilter(label=_("Sector"), required=False, choices=[("", _("All"))])
    size = forms.ChoiceField(label=_("Declared size"), required=False, choices=[("", _("All")), *SizeClass.choices])
    edition = forms.ChoiceField(label=_("Edition"), required=False, choices=[("", _("All"))])
    sent = DaysField(
        label=_("Sent so many days ago or longer"),
    )

    def __init__(self, data: Mapping[str, Any], *, user: User, today: dt.date) -> None:
        if data.get("state", ApplicationState.SENT) != ApplicationState.SENT:
            self.orders = {name: ORDERS[name] for name in ("newest", "oldest", "name")}
        sectors = section_choices()
        choices = choices_from(territory=territory_choices(user), edition=edition_choices(user), sector=sectors)
        super().__init__(data, choices=choices)
