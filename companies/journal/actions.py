"""How something that happened gets written down."""

import datetime as dt
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
