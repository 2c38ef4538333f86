"""What a company says of its size, one row per time that it says something else."""

import datetime as dt
from decimal import Decimal

from companies.directory.models import Company
from companies.people.models import User
from companies.sizes.models import SizeDeclaration


def declare_size(
    company: Company,
    *,
    by: User,
    now: dt.datetime,
    people: Decimal,
    turnover_eur: Decimal | None,
    balance_sheet_eur: Decimal | None,
) -> SizeDeclaration:
    """The declaration that holds from now on: the last one where the figures are the same. Part of an action that
    locks the company and writes the event.
    """
    figures = {"people": people, "turnover_eur": turnover_eur, "balance_sheet_eur": balance_sheet_eur}
    last = SizeDeclaration.objects.filter(company=company).first()
    if last and all(getattr(last, name) == value for name, value in figures.items()):
        return last
    return SizeDeclaration.objects.create(company=company, declared_at=now, declared_by=by, **figures)
