"""What a person asks for, and how the address of a list is read: with the form of that list."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from companies.models import User
from programme.companyfile.forms import CompanyFilter
from programme.exports.models import Export
from programme.exports.states import Format, What
from programme.onboarding.forms import QueueFilter
from programme.reports.forms import MilestoneFilter, ReportFilter
from sme4green.filters import ListFilter


class AskForm(forms.Form):
    """What, how written, and with the filters in the address of the list. The key makes a double click harmless."""

    what = forms.ChoiceField(choices=What)
    format = forms.ChoiceField(choices=Format)
    query = forms.CharField(max_length=2000, required=False, strip=False)
    one_time_key = forms.UUIDField()

    def clean_query(self) -> str:
        """Without the place in the list: a file has all pages."""
        query = QueryDict(self.cleaned_data["query"], mutable=True)
        query.pop("after", None)
        return query.urlencode()


FILTERS: dict[What, Callable[..., ListFilter]] = {
    What.COMPANIES: CompanyFilter,
    What.APPLICATIONS: QueueFilter,
    What.REPORTS: ReportFilter,
    What.MILESTONES: MilestoneFilter,
}


@dataclass(frozen=True)
class Asked:
    """What was asked for of a list, for its query and in words."""

    wanted: dict[str, Any]
    named: list[str]


def read_address(what: What, query: str, *, user: User, today: dt.date) -> Asked:
    """The filters in the address of a list, read with the form of that list; what cannot be understood is left out."""
    form = FILTERS[what](QueryDict(query), user=user, today=today)
    return Asked(form.wanted(), form.named)


def wanted_of(export: Export, today: dt.date) -> dict[str, Any]:
    """What the filters of an export mean for the person who asked."""
    return read_address(What(export.what), export.query, user=export.asked_by, today=today).wanted
