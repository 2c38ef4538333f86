"""Brings the reference tables to what the shipped files say."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from companies.reference import readers
from companies.reference.models import LegalForm, Municipality, NutsRegion, Sector


@dataclass(frozen=True)
class Loaded:
    """One table after loading: how many rows the files have, and how many had to be written."""

    table: str
    rows: int
    written: int


@transaction.atomic
def load_reference() -> list[Loaded]:
    """Write what is new or different; a second run writes nothing. Rows that the files no longer have stay:
    companies may refer to them."""
    return [
        _load(Sector, readers.sectors(), key=["scheme", "code"]),
        _load(Municipality, readers.municipalities(), key=["country", "code"]),
        _load(NutsRegion, readers.nuts_regions(), key=["code"]),
        _load(LegalForm, readers.legal_forms(), key=["country", "code"]),
    ]


def _load(model: type[models.Model], rows: Iterable[dict[str, Any]], *, key: list[str]) -> Loaded:
    rows = list(rows)
    columns = list(rows[0])
    present = set(model._default_manager.values_list(*columns))
    different = [row for row in rows if tuple(row.values()) not in present]
    model._default_manager.bulk_create(
        [model(**row) for row in different],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=key,
        update_fields=[column for column in columns if column not in key],
    )
    return Loaded(table=str(model._meta.verbose_name_plural), rows=len(rows), written=len(different))
