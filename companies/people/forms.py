"""What a person types about oneself, and a manager about others."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.people.models import User
from companies.people.queries import account_of
from companies.people.rules import ZONE_BY_LANGUAGE
from companies.people.states import TERRITORY_ROLES, Role, Standing
from companies.territories.models import ZONES, Territory


class LineField(forms.CharField):
    """A text in one line. A browser sends no other; what does would break the subject of a mail."""

    def to_python(self, value: Any) -> str:  # type: ignore[override]
        return " ".join(super().to_python(value).split())


class SignUpForm(forms.Form):
    """Name and language, asked at sign-up beside e-mail and password; allauth calls `signup`."""

    name = LineField(
        label=_("Name and surname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language of pages and mails"), choices=settings.LANGUAGES)

    field_order = ["name", "email", "password1", "language"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "it")[:2]

    def signup(self, request: object, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.language = self.cleaned_data["language"]
        user.zone_name = ZONE_BY_LANGUAGE.get(user.language, user.zone_name)
        user.save(update_fields=["name", "language", "zone_name"])


class ProfileForm(forms.Form):
    """Name, phone and language."""

    name = LineField(
        label=_("Name and surname"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = LineField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Seen by the people who work with you: your tutor, your facilitator, your company."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language of pages and mails"), choices=settings.LANGUAGES)
    zone_name = forms.ChoiceField(label=_("Time zone"), choices=ZONES)


class RegisterFilter(forms.Form):
    """Whom a manager looks for."""

    q = forms.CharField(
        label=_("Name or e-mail"),
        required=False,
        max_length=254,
        widget=forms.SearchInput,
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *Role.choices])
    territory = forms.ModelChoiceField(
        Territory.objects.all(), label=_("Territory"), required=False, empty_label=_("All")
    )
    standing = forms.ChoiceField(label=_("Shown"), required=False, choices=Standing, initial=Standing.NOW)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")

    def wanted(self) -> dict[str, Any]:
        """What was asked for and can be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReasonForm(forms.Form):
    """Why a role ends, or an account is closed."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the history of the account."),
        error_messages={"required": _("Say why.")},
    )


class GrantForm(forms.Form):
    """Who gets which role, where, until when and why; name and language only for somebody who was never here."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = LineField(
        label=_("Name and surname"),
        max_length=120,
        required=False,
        help_text=_("Only for a person who has no account yet: one is opened, and a mail says how to get in."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of pages and mails"),
        choices=settings.LANGUAGES,
        required=False,
        help_text=_("Only for a person who has no account yet."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role.")), *Role.choices])
    territory = forms.ModelChoiceField(
        Territory.objects.all(),
        label=_("Territory"),
        required=False,
        empty_label=_("None"),
        help_text=_("For facilitators, tutors and officials. Managers and auditors see all territories."),
    )
    until_on = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until somebody ends it. An auditor’s access needs a last day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Read by the person in the mail. It stays in the history of the account."),
        error_messages={"required": _("Say why.")},
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.person = today, None
        self.fields["language"].initial = (get_language() or "it")[:2]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.person = account_of(data["email"]) if data.get("email") else None
        if data.get("email") and not self.person and not data.get("name"):
            self.add_error("name", _("Nobody has an account with this address yet: type the person’s name."))
        role, territory, until_on = data.get("role"), data.get("territory"), data.get("until_on")
        if role in TERRITORY_ROLES and not territory and "territory" not in self.errors:
            self.add_error("territory", _("Choose the territory of this role."))
        if role and role not in TERRITORY_ROLES and territory:
            self.add_error("territory", _("This role is for all territories: choose none."))
        if role == Role.AUDITOR and not until_on and "until_on" not in self.errors:
            self.add_error("until_on", _("An auditor’s access needs a last day."))
        if until_on and until_on < self.today:
            self.add_error("until_on", _("This day is over. Choose today or a later day."))
        return data
