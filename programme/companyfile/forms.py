"""What a person may look for in the list of companies."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.models import Territory
from programme.companyfile.states import Stage


class CompanyFilter(forms.Form):
    """Words or a number, a place, a stage. The territory is asked only of those who see more than one."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=100, widget=forms.SearchInput)
    municipality = forms.CharField(label=_("Municipality"), required=False, max_length=60)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("All")), *Stage.choices])
    territory = forms.ModelChoiceField(
        Territory.objects.none(), label=_("Territory"), required=False, empty_label=_("All")
    )

    def __init__(self, data: Any, *, territories: QuerySet[Territory] | None) -> None:
        super().__init__(data, auto_id="filter_%s")
        if territories is None:
            del self.fields["territory"]
        else:
            self.fields["territory"].queryset = territories  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What was asked for and can be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def named(self) -> list[str]:
        """The active filters in words, so that an empty list says why it is empty."""
        shown = {**self.wanted()}
        if "stage" in shown:
            shown["stage"] = Stage(shown["stage"]).label
        return [f"{self.fields[name].label}: {value}" for name, value in shown.items()]
