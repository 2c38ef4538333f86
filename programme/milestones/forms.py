"""What a person types to plan a milestone."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.people.forms import LineField
from companies.sizes.forms import LocalDecimalField
from programme.editions.models import Programme
from programme.indicators.models import Indicator
from programme.milestones.models import Milestone
from programme.milestones.rules import problem_with_due_on, problem_with_value

# A figure has the digits of the columns that keep it.
FIGURE = {"max_digits": 18, "decimal_places": 3}


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MeasureForm(forms.Form):
    """Title, text and what it is measured by."""

    title = LineField(label=_("What will be reached"), max_length=150)
    description = forms.CharField(
        label=_("How, and what will prove it"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    indicator = forms.ModelChoiceField(
        label=_("Measured by"),
        queryset=Indicator.objects.none(),
        required=False,
        empty_label=_("Nothing: it is done or not done"),
    )
    baseline = LocalDecimalField(
        label=_("Today's value"), required=False, help_text=_("In the unit of the indicator."), **FIGURE
    )
    target = LocalDecimalField(label=_("Value to reach"), required=False, **FIGURE)

    def __init__(self, *args: Any, milestone: Milestone | None = None, **kwargs: Any) -> None:
        if milestone and not kwargs.get("initial"):
            kwargs["initial"] = {
                name: getattr(milestone, name) for name in ("title", "description", "indicator", "baseline", "target")
            } | {"version": milestone.version}
        super().__init__(*args, **kwargs)
        offered = Indicator.objects.filter(in_use=True)
        if milestone and milestone.indicator_id:
            offered = offered | Indicator.objects.filter(pk=milestone.indicator_id)
        self.fields["indicator"].queryset = offered

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        indicator = data.get("indicator")
        for name in ("baseline", "target"):
            value = data.get(name)
            if value is None:
                continue
            if not indicator:
                self.add_error("indicator", _("Choose what the value measures."))
            elif problem := problem_with_value(value, indicator):
                self.add_error(name, problem)
        return data


class PlanForm(MeasureForm):
    """A new milestone: the measure, the day, and a key that makes a double click harmless."""

    due_on = forms.DateField(label=_("Due"), widget=day_input())
    one_time_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = ["title", "due_on", "description", "indicator", "baseline", "target"]

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if problem := problem_with_due_on(due_on, self.programme):
            raise forms.ValidationError(problem)
        return due_on


class TemplateForm(forms.Form):
    """One of the ready steps, with its day."""

    due_on = forms.DateField(label=_("Due"), widget=day_input())
    one_time_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ReviseForm(MeasureForm):
    """A milestone as it is, with the version that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Another day, and why."""

    due_on = forms.DateField(label=_("New day"), widget=day_input())
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DropForm(forms.Form):
    """Why it will not be done."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
