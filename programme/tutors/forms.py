"""What a facilitator types about tutors."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.directory.access import reads_files
from companies.models import User
from companies.reference.forms import SectorFilter
from companies.reference.queries import section_choices
from companies.sizes.rules import SizeClass
from programme.editions.queries import edition_choices, territory_choices
from programme.tutors.models import Tutor
from programme.tutors.queries import NOBODY, READERS_ONLY, tutor_choices
from sme4green.filters import DaysField, ListFilter, choices_from

ALL = ("", _("All"))


class SearchForm(forms.Form):
    """Words to look for in names, organisations and subjects."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)


class CompanyFilters(ListFilter):
    """The fields by which the lists of companies, reports and milestones ask about the company."""

    territory = forms.ChoiceField(label=_("Territory"), required=False, choices=[ALL])
    municipality = forms.CharField(label=_("Municipality"), required=False, max_length=60)
    sector = SectorFilter(label=_("Sector"), required=False, choices=[ALL])
    size = forms.ChoiceField(label=_("Declared size"), required=False, choices=[ALL, *SizeClass.choices])
    edition = forms.ChoiceField(label=_("Edition"), required=False, choices=[ALL])
    tutor = forms.ChoiceField(
        label=_("Tutor"), required=False, choices=[ALL, (NOBODY, _("Takes part without a tutor"))]
    )
    silent = DaysField(
        label=_("Silent for so many days"),
        help_text=_(
            "Companies that already took part then, and of whose people nobody has done anything in the portal since."
        ),
    )

    def __init__(self, data: Mapping[str, Any], *, user: User, today: dt.date) -> None:
        self.today = today
        reads = reads_files(user)
        lists = {"territory": territory_choices(user), "edition": edition_choices(user)}
        lists["sector"] = section_choices()
        if reads:
            lists["tutor"] = tutor_choices(user)
        super().__init__(data, choices=choices_from(**lists), without=() if reads else READERS_ONLY)


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
