"""What a person may look for in the list of companies."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.directory.access import reads_files
from companies.models import User
from programme.companyfile.rules import ORDERS
from programme.companyfile.states import Stage
from programme.reports.states import STANDING_WORDS
from programme.tutors.forms import ALL, CompanyFilters


class CompanyFilter(CompanyFilters):
    """Words or a number, how far it has come, where it is, who helps. Who opens no file is told no last report."""

    first = ("q", "stage")
    orders = ORDERS

    q = forms.CharField(label=_("Name or number"), required=False, max_length=100, widget=forms.SearchInput)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[ALL, *Stage.choices])
    standing = forms.ChoiceField(
        label=_("Has a milestone that is"), required=False, choices=[ALL, *STANDING_WORDS.items()]
    )

    field_order = ("q", "stage", "standing")

    def __init__(self, data: Mapping[str, Any], *, user: User, today: dt.date) -> None:
        if not reads_files(user):
            self.orders = {name: order for name, order in ORDERS.items() if "last_at" not in order.keys[0]}
        super().__init__(data, user=user, today=today)
