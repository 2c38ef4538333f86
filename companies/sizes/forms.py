"""How people write amounts: 1.234,56 in Italian and Romanian, 1,234.56 in English."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

SPACES = re.compile(r"[\s'’]")  # also the no-break spaces that bills are printed with
GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?P<mark>[.,])\d{3})(?:(?P=mark)\d{3})*")


def read_number(typed: str, *, decimal_mark: str) -> str:
    """The number as a computer writes it ("1234.56"). `decimal_mark` is the one of the reader's language.

    It decides only where the text itself does not: "1.234" is a thousand and more in Italian, and one and a bit in
    English; "1234,56" and "1.234,56" mean the same everywhere. ValueError where the text is no number.
    """
    text = SPACES.sub("", typed)
    marks = [sign for sign in text if sign in ".,"]
    if not marks:
        whole, fraction = text, ""
    elif len(set(marks)) == 2:
        whole, _mark, fraction = text.rpartition(marks[-1])
        if not GROUPED.fullmatch(whole):
            raise ValueError(typed)
    elif GROUPED.fullmatch(text) and (len(marks) > 1 or (marks[0] != decimal_mark and text.strip("+-")[0] != "0")):
        whole, fraction = text, ""
    else:
        whole, _mark, fraction = text.partition(marks[0])
    number = re.sub(r"[.,]", "", whole) + (f".{fraction}" if fraction else "")
    if not re.fullmatch(r"[+-]?(\d+(\.\d+)?|\.\d+)", number):
        raise ValueError(typed)
    return number


class LocalDecimalField(forms.DecimalField):
    """A decimal that is read and shown as the reader's language writes it, without needless zeros."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=False, **options)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str) and value.strip():
            try:
                value = read_number(value, decimal_mark=formats.get_format("DECIMAL_SEPARATOR"))
            except ValueError as error:
                example = formats.number_format(Decimal("1234.5"), 2, use_l10n=True, force_grouping=True)
                sentence = _("Write a number, for example %(example)s.")
                raise ValidationError(sentence, code="invalid", params={"example": example}) from error
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: a known value in the reader's way, a typed text untouched."""
        if isinstance(value, int | float | Decimal):
            exact = Decimal(str(value))
            places = len(f"{exact:f}".partition(".")[2].rstrip("0"))
            return formats.number_format(exact, places, use_l10n=True, force_grouping=True)
        return value
