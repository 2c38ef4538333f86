"""What a person types to report progress, and to answer."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.directory.access import reads_files
from companies.models import User
from companies.sizes.forms import LocalDecimalField
from programme.evidence.forms import KeepsGoodFiles, MultipleFileField
from programme.indicators.models import Indicator
from programme.milestones.forms import FIGURE
from programme.milestones.models import Milestone
from programme.milestones.rules import problem_with_value
from programme.reports.models import ProgressReport
from programme.reports.rules import MILESTONE_ORDERS, REPORT_ORDERS
from programme.reports.states import STANDING_WORDS, ReportState
from programme.tutors.forms import ALL, CompanyFilters
from sme4green.filters import DaysField

OTHERS = (1, 2)


class ReportForm(KeepsGoodFiles, forms.Form):
    """The draft: a text, the milestone's own figure, up to two others, files. Everything may be left open."""

    text = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Two or three sentences are enough."),
    )
    value = LocalDecimalField(label=_("Value reached"), required=False, **FIGURE)
    other_1 = forms.ModelChoiceField(
        label=_("Another result"), queryset=Indicator.objects.none(), required=False, empty_label=_("none")
    )
    other_1_value = LocalDecimalField(label=_("Its value"), required=False, **FIGURE)
    other_2 = forms.ModelChoiceField(
        label=_("One more result"), queryset=Indicator.objects.none(), required=False, empty_label=_("none")
    )
    other_2_value = LocalDecimalField(label=_("Its value"), required=False, **FIGURE)
    files = MultipleFileField(
        label=_("Evidence"), required=False, help_text=_("Bills, photos, registers: PDF, JPEG, PNG, XLSX or DOCX.")
    )
    completes = forms.BooleanField(label=_("With this the milestone is reached"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, milestone: Milestone, report: ProgressReport | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(milestone, report))
        super().__init__(*args, **kwargs)
        self.milestone = milestone
        others = Indicator.objects.filter(in_use=True).exclude(pk=milestone.indicator_id)
        for n in OTHERS:
            self.fields[f"other_{n}"].queryset = others
        if milestone.indicator:
            self.fields["value"].label = milestone.indicator.name
            self.fields["value"].help_text = _(
                "In %(unit)s, in total so far: the last accepted value of a milestone counts."
            ) % {"unit": milestone.indicator.unit_word or _("units")}
        else:
            del self.fields["value"]

    @property
    def opens_others(self) -> bool:
        """Whether the other results are shown at once: something is typed there already, or wrong."""
        return any(self[name].value() for name in self.fields if name.startswith("other"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        figures: dict[Indicator, Decimal] = {}
        pairs = [("value", self.milestone.indicator, data.get("value"))]
        pairs += [(f"other_{n}_value", data.get(f"other_{n}"), data.get(f"other_{n}_value")) for n in OTHERS]
        for field, indicator, value in pairs:
            if value is None:
                continue
            if indicator is None:
                self.add_error(field.removesuffix("_value"), _("Choose what the value measures."))
            elif indicator in figures:
                self.add_error(field, _("%(name)s is already given above.") % {"name": indicator.name})
            elif problem := problem_with_value(value, indicator):
                self.add_error(field, problem)
            else:
                figures[indicator] = value
        data["figures"] = figures
        return data


def _initial(milestone: Milestone, report: ProgressReport | None) -> dict[str, Any]:
    """The saved draft, or an empty one."""
    if report is None:
        return {"version": 1}
    initial: dict[str, Any] = {"version": report.version, "text": report.text, "completes": report.completes}
    rows = list(report.figures.select_related("indicator"))
    own = [row for row in rows if row.indicator_id == milestone.indicator_id]
    if own:
        initial["value"] = own[0].value
    for n, row in zip(OTHERS, [row for row in rows if row not in own], strict=False):
        initial |= {f"other_{n}": row.indicator, f"other_{n}_value": row.value}
    return initial


class DecisionForm(forms.Form):
    """The reviewer's answer: accept, or return with what is missing."""

    verdict = forms.ChoiceField(
        choices=[("accepted", _("Accept")), ("returned", _("Return"))], widget=forms.HiddenInput
    )
    note = forms.CharField(
        label=_("Note to the company"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you return the report: say what is missing."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == "returned" and not data.get("note", "").strip():
            self.add_error("note", _("Say what is missing."))
        return data


class ReportFilter(CompanyFilters):
    """How the list of reports is narrowed."""

    first = ("q", "state")
    orders = REPORT_ORDERS

    q = forms.CharField(label=_("Company, number or milestone"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *ReportState.choices])
    unchanged = DaysField(
        label=_("Unchanged for so many days"),
    )
    silent = None


class MilestoneFilter(CompanyFilters):
    """How the list of milestones is narrowed. Whoever opens no file sees the companies by name, and no day."""

    first = ("q", "standing")
    orders = MILESTONE_ORDERS

    q = forms.CharField(label=_("Company, number or milestone"), required=False, max_length=100)
    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=[ALL, *STANDING_WORDS.items()])
    day = forms.DateField(
        label=_("As of the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today where no day is chosen."),
    )

    edition = forms.ChoiceField(label=_("Edition"), required=False, choices=[("", _("Running on the day"))])

    def __init__(self, data: Mapping[str, Any], *, user: User, today: dt.date) -> None:
        if not reads_files(user):
            self.orders = {"company": MILESTONE_ORDERS["company"]}
        super().__init__(data, user=user, today=today)

    def clean_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["day"]
        if day and day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day
