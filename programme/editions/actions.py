"""Makes an edition from a plan that ships with the portal."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from companies.journal.actions import record
from companies.journal.states import EventKind
from companies.models import Territory, User
from programme.editions.models import Programme, Target
from programme.editions.readers import EditionPlan


@transaction.atomic
def ensure_edition(
    plan: EditionPlan, *, territories: Iterable[Territory], now: dt.datetime, by: User | None = None
) -> Programme:
    """The edition with the plan's code, made with its territories and targets where it does not exist yet.

    An edition that exists stays as it is, with whatever a manager edited. Targets of territories that do not
    take part are left out.
    """
    programme, is_new = Programme.objects.get_or_create(code=plan.code, defaults=plan.columns)
    if not is_new:
        return programme
    parts = {territory.code: territory for territory in territories}
    programme.territories.set(parts.values())
    Target.objects.bulk_create(
        Target(**{**row, "programme": programme, "territory": parts.get(row["territory"])})
        for row in plan.targets
        if row["territory"] is None or row["territory"] in parts
    )
    record(EventKind.EDITION_MADE, by=by, now=now, subject=programme)
    return programme
