"""What a person types about oneself."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies.people.models import User
from companies.territories.models import ZONES

# The zone to begin with; the person may change it.
ZONE_BY_LANGUAGE = {"it": "Europe/Rome", "ro": "Europe/Bucharest"}


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
