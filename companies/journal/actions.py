"""How something that happened gets written down."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models

from companies.journal.models import Event
from companies.journal.states import EventKind


def record(
    kind: EventKind,
    *,
    by: Any,
    now: dt.datetime,
    subject: models.Model | None = None,
    company: Any = None,
    territory: Any = None,
    person: Any = None,
    note: str = "",
) -> Event:
    """Write one event, inside the transaction of the action that calls. `subject` is named by kind and id."""
    return Event.objects.create(
        kind=kind,
        at=now,
        by=by,
        company=company,
        territory=territory or getattr(company, "territory", None),
        person=person,
        subject_kind=subject._meta.model_name if subject else "",
        subject_id=subject.pk if subject else None,
        title=str(subject)[:200] if subject else "",
        note=note,
    )


def record_for_each(kind: EventKind, *, by: Any, now: dt.datetime, companies: Iterable[Any], note: str = "") -> None:
    """Write one event per company, for an action that acts on many; the company is the subject."""
    Event.objects.bulk_create(
        [
            Event(
                kind=kind,
                at=now,
                by=by,
                company=company,
                territory_id=company.territory_id,
                subject_kind=company._meta.model_name,
                subject_id=company.pk,
                title=str(company)[:200],
                note=note,
            )
            for company in companies
        ],
        batch_size=500,
    )
