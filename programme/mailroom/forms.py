"""What is asked before a mail leaves once more."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AgainForm(forms.Form):
    note = forms.CharField(
        label=_("Why it is sent again"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, may_arrive_twice: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if may_arrive_twice:
            self.fields["note"].required = True
            self.fields["note"].help_text = _(
                "Nobody knows whether it arrived: the person may get it twice. Ask before you send it."
            )
