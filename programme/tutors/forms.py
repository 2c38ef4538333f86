"""What a facilitator types about tutors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.tutors.models import Tutor


class SearchForm(forms.Form):
    """Words to look for in names, organisations and subjects."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)


class AssignForm(forms.Form):
    """The tutor of the row whose button was pressed, and a reason where the tutor is full."""

    tutor = forms.ModelChoiceField(
        queryset=Tutor.objects.none(),
        error_messages={
            "required": _("Choose a tutor."),
            "invalid_choice": _("This person is not a tutor of the territory. Choose one of the list."),
        },
    )
    note = forms.CharField(label=_("Why one company more"), required=False, max_length=500)

    def __init__(self, *args: object, tutors: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tutor"].queryset = tutors


class ReleaseForm(forms.Form):
    """Why the tutor leaves the company."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Read by staff and the tutor. It stays in the history."),
        error_messages={"required": _("Say why the tutor is released.")},
    )
