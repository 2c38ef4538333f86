"""What a person asks for, and how the address of a list or of the dashboard is read: as that page reads it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import User
from programme.companyfile.forms import CompanyFilter
from programme.dashboards.queries import Scope, scope_for
from programme.exports.models import Export
from programme.exports.states import FORMATS, Format, What
from programme.onboarding.forms import QueueFilter
from programme.reports.forms import MilestoneFilter, ReportFilter
from programme.results.rules import day_words
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

    def clean(self) -> dict[str, Any]:
        """A list is not set as a document, and a report is no plain text."""
        asked = self.cleaned_data
        if {"what", "format"} <= asked.keys() and asked["format"] not in FORMATS[What(asked["what"])]:
            raise forms.ValidationError(_("This is not written in that format."), code="format")
        return asked


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


def read_address(what: What, query: str, *, user: User, now: dt.datetime) -> Asked:
    """The filters in the address of a page, read as the page reads them; what cannot be understood is left out."""
    said = QueryDict(query)
    if what == What.PROGRAMME:
        day, place = said.get("as_of", ""), said.get("territory", "")
        scope = scope_for(user, said.get("edition", ""), now=now, day=day, place=place)
        return Asked({"scope": scope}, _named(scope) if scope else [])
    form = FILTERS[what](said, user=user, today=timezone.localdate(now))
    return Asked(form.wanted(), form.named)


def _named(scope: Scope) -> list[str]:
    return [scope.programme.name, _("As of %(day)s") % {"day": day_words(scope.as_of)}, scope.places]


def wanted_of(export: Export, now: dt.datetime) -> dict[str, Any]:
    """What the address of an export means for the person who asked."""
    return read_address(What(export.what), export.query, user=export.asked_by, now=now).wanted
