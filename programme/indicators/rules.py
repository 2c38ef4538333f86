"""How units are written for people."""

from django.utils.translation import gettext as _


def unit_word(unit: str) -> str:
    """The unit as the reader writes it; things that are merely counted have none. Symbols are the same everywhere."""
    if unit == "n":
        return ""
    return _("kWh/year") if unit == "kWh/year" else unit
