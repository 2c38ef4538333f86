"""What a person types about the people of a company."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.directory.models import Membership

ROLE_HELP = _("Owners invite people and send applications; contributors and consultants work on everything else.")


class InviteForm(forms.Form):
    """An address and what its holder will be."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The person signs up with this very address, or adds it to an account."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Membership.Role, initial=Membership.Role.CONTRIBUTOR, help_text=ROLE_HELP
    )

    def __init__(self, *args: Any, first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:
            self.fields["role"].choices = [(Membership.Role.OWNER.value, Membership.Role.OWNER.label)]
            self.fields["role"].initial = Membership.Role.OWNER
            self.fields["role"].help_text = _("Nobody speaks for this company yet: the first person is its owner.")


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role)


class JoinForm(forms.Form):
    """Who one is, in one's own words."""

    message = forms.CharField(
        label=_("Your message"),
        help_text=_("Say who you are and what you do for the company."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerJoinForm(forms.Form):
    """Yes with a role, or no with a reason."""

    class Answer:
        ACCEPT, REFUSE = "accept", "refuse"
        CHOICES = [(ACCEPT, _("Accept")), (REFUSE, _("Refuse"))]

    answer = forms.ChoiceField(label=_("Your answer"), choices=Answer.CHOICES, widget=forms.RadioSelect)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Membership.Role,
        initial=Membership.Role.CONTRIBUTOR,
        required=False,
        help_text=ROLE_HELP,
    )
    note = forms.CharField(
        label=_("Note to the person"),
        help_text=_("A refusal needs a reason."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if first:
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == self.Answer.REFUSE and not data.get("note"):
            self.add_error("note", _("Say why."))
        if data.get("answer") == self.Answer.ACCEPT and "role" in self.fields and not data.get("role"):
            self.add_error("role", _("Choose a role."))
        return data
