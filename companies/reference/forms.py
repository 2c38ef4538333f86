"""A form field for a row of a long reference table: type words, then choose."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.reference.models import Country, Municipality, Sector
from companies.reference.queries import (
    SHOWN,
    Option,
    municipalities_matching,
    municipality_options,
    scheme_of,
    sector_options,
    sectors_matching,
)
from companies.reference.rules import as_key, fold

CODE = re.compile(r"[0-9]{2}(\.[0-9]{1,2}){0,2}")


class Municipalities:
    """How municipalities are searched, named and told apart."""

    url = "reference:municipalities"
    hint = gettext_lazy("First letters of the name")
    rows = Municipality.objects

    def matching(self, words: str, country: str) -> QuerySet[Municipality]:
        return municipalities_matching(words, country=country)

    def exactly(self, words: str, row: Municipality) -> bool:
        return fold(words) in {fold(row.name), fold(str(row)), *row.search.split(" | ")}

    def options(self, rows: list[Municipality]) -> list[Option]:
        return municipality_options(rows)

    def fits(self, row: Municipality, country: str) -> bool:
        return not country or row.country == country


class Sectors:
    """How sectors are searched; the country says by which classification."""

    url = "reference:sectors"
    hint = gettext_lazy("Code or words, for example 10.71 or bread")
    rows = Sector.objects

    def matching(self, words: str, country: str) -> QuerySet[Sector]:
        return sectors_matching(words, scheme=scheme_of(country))

    def exactly(self, words: str, row: Sector) -> bool:
        return fold(words).replace(".", "") == row.code.replace(".", "") or fold(words) == fold(str(row))

    def options(self, rows: list[Sector]) -> list[Option]:
        return sector_options(rows)

    def fits(self, row: Sector, country: str) -> bool:
        return row.scheme == scheme_of(country)


KINDS = {"municipality": Municipalities(), "sector": Sectors()}


class PickWidget(forms.Widget):
    """A text input `<name>_words` and below it radio buttons `<name>`: the current choice and what the words find."""

    template_name = "companies/reference/pick.html"
    use_fieldset = True
    required = False

    def __init__(self, kind: str, country_field: str | None) -> None:
        super().__init__()
        self.kind, self.country_field = kind, country_field
        self.country = ""

    def country_name(self, name: str) -> str:
        """The name of the country's input in the same form (with the form's prefix)."""
        return f"{name.rpartition('-')[0]}-{self.country_field}".removeprefix("-") if self.country_field else ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        country = data.get(self.country_name(name), "") if self.country_field else ""
        words = " ".join(str(data.get(f"{name}_words", "")).split())[:120]
        return {
            "pk": str(data.get(name, "")),
            "words": words,
            "country": country if country in Country else self.country,
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_words" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        value = value if isinstance(value, dict) else {"pk": str(value or ""), "words": "", "country": self.country}
        context = super().get_context(name, None, attrs)
        listing = options_for(self.kind, words=value["words"], country=value["country"], chosen=value["pk"])
        context["pick"] = {
            "name": name,
            "id": context["widget"]["attrs"].get("id") or f"id_{name}",
            "url": KINDS[self.kind].url,
            "hint": KINDS[self.kind].hint,
            "words": value["words"],
            "country_name": self.country_name(name),
            "country": value["country"],
            "required": self.is_required,
            "invalid": "is-invalid" in context["widget"]["attrs"].get("class", ""),
            **listing,
        }
        return context


def options_for(kind: str, *, words: str, country: str, chosen: str) -> dict[str, Any]:
    """What the radio buttons show: the chosen row first, then what the words find."""
    of = KINDS[kind]
    found = list(of.matching(words, country)[: SHOWN + 1]) if words else []
    rows = found[:SHOWN]
    if (key := as_key(chosen)) and key not in {row.pk for row in rows}:
        rows = [*of.rows.filter(pk=key), *rows]
    return {
        "options": of.options(rows),
        "chosen": chosen,
        "more": len(found) > SHOWN,
        "nothing": bool(words) and not found,
    }


class PickField(forms.Field):
    """A municipality or a sector, chosen by typing words. The cleaned value is the row or None.

    Usage, in any form (crispy or not; with or without JavaScript):
        country = forms.ChoiceField(choices=Country)
        municipality = PickField(kind="municipality", country_field="country", required=False, label=_("Municipality"))
        sector = PickField(kind="sector", country_field="country", required=False, label=_("Sector"))
    `country_field` names the field of the same form that holds the country code; leave it out to search all countries
    (sectors: ATECO). Where the country is not in the form: `form.fields["municipality"].country = "RO"` in `__init__`.
    `initial` takes the row or its primary key. Posted are `<name>` (primary key) and `<name>_words` (what was typed).
    Words that fit one row exactly choose it; otherwise the form comes back with the error "Choose one of these".
    """

    def __init__(self, *, kind: str, country_field: str | None = None, **options: Any) -> None:
        self.kind = kind
        super().__init__(widget=PickWidget(kind, country_field), **options)

    @property
    def country(self) -> str:
        return str(self.widget.country)

    @country.setter
    def country(self, code: str) -> None:
        self.widget.country = code

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Model) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        data = data or {}
        return bool(data.get("words")) or str(self.prepare_value(initial) or "") != data.get("pk", "")

    def clean(self, value: Any) -> Any:
        value = value or {"pk": "", "words": "", "country": ""}
        row = self._chosen(value) if value["pk"] else None
        if value["words"]:
            row = self._by_words(value, row)
        if row is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return row

    def _chosen(self, value: dict[str, str]) -> Any:
        of = KINDS[self.kind]
        key = as_key(value["pk"])
        row = of.rows.filter(pk=key).first() if key else None
        if row is None:
            raise ValidationError(_("This choice no longer exists: search again."), code="gone")
        if not value["words"] and not of.fits(row, value["country"]):
            raise ValidationError(_("This choice belongs to another country: search again."), code="country")
        return row

    def _by_words(self, value: dict[str, str], chosen: Any) -> Any:
        """The words say what is meant; a row chosen among what they find stands."""
        of = KINDS[self.kind]
        matching = of.matching(value["words"], value["country"])
        if chosen and (of.exactly(value["words"], chosen) or matching.filter(pk=chosen.pk).exists()):
            if not of.fits(chosen, value["country"]):
                raise ValidationError(_("This choice belongs to another country: search again."), code="country")
            return chosen
        found = list(matching[: SHOWN + 1])
        exact = [row for row in found if of.exactly(value["words"], row)]
        if len(exact) == 1:
            return exact[0]
        if found:
            raise ValidationError(_("Choose one of these."), code="ambiguous")
        raise ValidationError(
            _("Nothing is found for “%(words)s”: try fewer letters, or another word."),
            code="nothing",
            params={"words": value["words"]},
        )


class SectorFilter(forms.ChoiceField):
    """A section from the list; an address may also say the beginning of a code: 10, 10.7."""

    def valid_value(self, value: str) -> bool:
        return super().valid_value(value) or bool(CODE.fullmatch(value))
