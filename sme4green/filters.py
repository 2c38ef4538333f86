"""What narrows a long list: a form that lives in the address, and the filters that are on, in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import CharField, QuerySet, Value
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Order:
    """One way to sort a list: its words, and the keys of `page_by_key`, none of which may be empty in a row."""

    label: Any
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address of the list without it."""

    words: str
    url: str


class DaysField(forms.IntegerField):
    """A number of days. A box for text, so that what is no number stays there to be mended."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=3650, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric"}


class ListFilter(forms.Form):
    """The GET form of a list. What cannot be understood is said at its field, and left out of what is wanted.

    `wanted()` gives plain texts, numbers and days, so that the same list can be asked for again later: the query of
    the list takes them by name. The first fields are always shown, the others under "More filters".
    """

    first: ClassVar[tuple[str, ...]]
    orders: ClassVar[Mapping[str, Order]]
    usual: ClassVar[Mapping[str, str]] = {}  # what an address means that does not name the field

    def __init__(
        self, data: Mapping[str, Any], *, choices: Mapping[str, Choices] | None = None, without: Iterable[str] = ()
    ) -> None:
        super().__init__({**self.usual, **_plain(data)}, auto_id="filter_%s")
        if len(self.orders) > 1:
            orders = [(name, order.label) for name, order in self.orders.items()]
            self.fields["sort"] = forms.ChoiceField(label=_("Order"), required=False, choices=orders)
        for name in without:
            self.fields.pop(name, None)
        for name, known in (choices or {}).items():
            self._offer(name, known)
        self.is_valid()
        for name, value in self.cleaned_data.items():
            self._show(name, value)

    def _offer(self, name: str, known: Choices) -> None:
        """Nobody is asked to choose where there is nothing to choose from."""
        field = self.fields.get(name)
        own = list(field.choices) if isinstance(field, forms.ChoiceField) else []
        if len(known) + len(own) > 2:
            field.choices = [*own, *known]  # type: ignore[union-attr]
        elif field:
            del self.fields[name]

    def _show(self, name: str, value: Any) -> None:
        """What an address may say beyond the choices (the beginning of a code) is shown as one of them."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField) and value and value not in dict(field.choices):
            field.choices = [*field.choices, (value, value)]

    def wanted(self) -> dict[str, Any]:
        """What was asked for and can be understood, and the order, of which the first is the usual one."""
        wanted = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {**wanted, "sort": wanted.get("sort", next(iter(self.orders)))}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the order, as the query of the list uses them."""
        return self.orders[self.wanted()["sort"]].keys

    def words_for(self, name: str, value: Any) -> str:
        """A value as its field shows it."""
        field = self.fields[name]
        shown = dict(field.choices).get(value, value) if isinstance(field, forms.ChoiceField) else value
        if isinstance(value, dt.date):
            shown = date_format(value)
        return f"{field.label}: {shown}"

    @property
    def named(self) -> list[str]:
        """The filters that are on, in words, so that an empty list says why it is empty."""
        return [self.words_for(name, value) for name, value in self.wanted().items() if name != "sort"]

    @property
    def chips(self) -> list[Chip]:
        """The same, each with the address without it; what is on by itself cannot be taken off."""
        return [
            Chip(self.words_for(name, value), self._without(name))
            for name, value in self.wanted().items()
            if name != "sort" and value != self.usual.get(name)
        ]

    def _without(self, name: str) -> str:
        rest = QueryDict(mutable=True)
        rest.update({one: text for one, text in self.data.items() if one in self.cleaned_data and text and one != name})
        return f"?{rest.urlencode()}"

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.first, "sort") if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in (*self.first, "sort")]

    @property
    def opens_more(self) -> bool:
        """Whether a filter that stands under the fold is on, or wrong."""
        busy = {*self.wanted(), *self.errors}
        return any(field.name in busy for field in self.more_fields)


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return data.dict() if isinstance(data, QueryDict) else dict(data)


def choices_from(**lists: QuerySet[Any]) -> dict[str, Choices]:
    """The choices of several fields in one query. Each queryset has a `value` and its `words`."""
    # A plain QuerySet: that of translated models changes the order of the columns in a union.
    parts = [
        QuerySet(rows.model, query=rows.order_by().query)
        .annotate(field=Value(name, output_field=CharField()))
        .values_list("field", "value", "words")
        for name, rows in lists.items()
    ]
    found: dict[str, Choices] = {name: [] for name in lists}
    for field, value, words in parts[0].union(*parts[1:], all=True):
        found[field].append((value, words))
    return {name: sorted(known, key=lambda choice: choice[1].casefold()) for name, known in found.items()}
