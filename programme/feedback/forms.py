"""What a person writes about a page that does not work, and staff about what was done."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.people.forms import LineField


class FeedbackForm(forms.Form):
    """Anybody's words. The last field is hidden from people: only a program fills it in."""

    text = forms.CharField(
        label=_("What does not work?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you wanted to do, and what you use: which browser, keyboard only, a screen reader, a phone…"),
    )
    page_address = LineField(
        label=_("On which page?"),
        max_length=300,
        required=False,
        help_text=_("Its address or its title."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reply_to = forms.EmailField(
        label=_("Your e-mail, if you would like an answer"),
        max_length=254,
        required=False,
        help_text=_("We use it to answer you, and for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    one_time_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    website = forms.CharField(required=False, max_length=200)


class AnswerForm(forms.Form):
    """What was done about it."""

    note = forms.CharField(
        label=_("What was done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For colleagues. Write to the person yourself, if there is an address."),
        error_messages={"required": _("Say what was done.")},
    )
