"""Makes the territories of the programme."""

import datetime as dt
from typing import Any

from django.db import transaction

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.reference.models import Municipality
from companies.territories.models import Territory, TerritoryMunicipality

# What each of the first two territories is, and the municipalities that make it up.
FIRST: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "torino": (
        {
            "name_it": "Torino",
            "name_ro": "Torino",
            "name_en": "Torino",
            "country": "IT",
            "zone_name": "Europe/Rome",
            "language": "it",
            "currency": "EUR",
            "focus_it": "cibo ed economia circolare",
            "focus_ro": "alimentație și economie circulară",
            "focus_en": "food and circular economy",
            "office_name": "Environment Park",
        },
        {"country": "IT", "nuts3": "ITC11"},
    ),
    "ilfov": (
        {
            "name_it": "Ilfov",
            "name_ro": "Ilfov",
            "name_en": "Ilfov",
            "country": "RO",
            "zone_name": "Europe/Bucharest",
            "language": "ro",
            "currency": "RON",
            "focus_it": "tessile e rifiuti elettronici",
            "focus_ro": "textile și deșeuri electronice",
            "focus_en": "textiles and electronic waste",
            "office_name": "Asociația Măgurele Science Park",
        },
        {"country": "RO", "nuts3": "RO322"},
    ),
}


@transaction.atomic
def make_first_territories(*, now: dt.datetime) -> list[Territory]:
    """Torino and Ilfov with their municipalities, each only if it does not exist: what an operator edited stays."""
    made = []
    for code, (columns, where) in FIRST.items():
        territory, is_new = Territory.objects.get_or_create(code=code, defaults=columns)
        if not is_new:
            continue
        # A municipality that another territory already has stays there.
        free = Municipality.objects.filter(**where, territories=None)
        TerritoryMunicipality.objects.bulk_create(
            TerritoryMunicipality(territory=territory, municipality=place) for place in free
        )
        record(EventKind.TERRITORY_MADE, by=None, now=now, subject=territory, territory=territory)
        made.append(territory)
    return made
