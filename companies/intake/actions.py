"""Writes companies that were planned from a list, and what a person adds to them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from companies.directory.models import Company, Identifier
from companies.directory.rules import TaxNumber, searched_text
from companies.intake.rules import Planned
from companies.intake.states import RowResult
from companies.journal.actions import record, record_for_each
from companies.journal.states import EventKind
from companies.people.models import User
from companies.reference.models import Sector
from companies.reference.queries import scheme_of
from companies.sizes.models import SizeDeclaration
from companies.territories.models import Territory
from sme4green.errors import RuleBroken

COMPLETED = ["address", "legal_form", "municipality", "sector", "search", "version"]


def write_companies(planned: list[Planned], *, territory: Territory, by: User | None, now: dt.datetime) -> None:
    """Create what is new, complete what is known, and write one event per company.

    Part of an action that runs in a transaction and has locked what is known.
    The company of a new row stands in its `company` afterwards. The number of queries does not grow with the rows.
    """
    new = [row for row in planned if row.result == RowResult.NEW]
    changed = [row for row in planned if row.result == RowResult.UPDATED]
    for row in new:
        row.company = Company(territory=territory, source=Company.Source.IMPORT, created_at=now, **row.values)
        row.target.search = searched_text(row.target.name, _numbers(row.further))
    Company.objects.bulk_create([row.target for row in new], batch_size=500)
    for row in changed:
        _complete(row.target, row)
    Company.objects.bulk_update([row.target for row in changed], COMPLETED, batch_size=500)
    Identifier.objects.bulk_create(
        [_identifier(row.target, number) for row in new + changed for number in row.further], batch_size=500
    )
    SizeDeclaration.objects.bulk_create(
        [_size(row, by, now) for row in new + changed if row.people is not None], batch_size=500
    )
    record_for_each(EventKind.COMPANY_IMPORTED, by=by, now=now, companies=[row.target for row in new])
    record_for_each(EventKind.COMPANY_UPDATED, by=by, now=now, companies=[row.target for row in changed])


def _numbers(numbers: list[TaxNumber]) -> dict[str, None]:
    return dict.fromkeys(number.normalised for number in numbers)


def _complete(company: Company, row: Planned) -> None:
    for column, value in row.values.items():
        setattr(company, column, value)
    has = {number: None for _scheme, number in sorted(row.held)}
    company.search = searched_text(company.name, has | _numbers(row.further))
    company.version += 1


def _identifier(company: Company, number: TaxNumber) -> Identifier:
    return Identifier(
        company=company, country=number.country, scheme=number.scheme, value=number.value, normalised=number.normalised
    )


def _size(row: Planned, by: User | None, now: dt.datetime) -> SizeDeclaration:
    return SizeDeclaration(
        company=row.target, people=row.people, turnover_eur=row.turnover, declared_at=now, declared_by=by
    )


@transaction.atomic
def give_sector(company_id: int, *, code: str, by: User, now: dt.datetime) -> Company:
    """Answer the question of a list: the sector of a company that has none, by its code of today."""
    company = Company.objects.select_for_update(of=("self",)).select_related("territory").get(pk=company_id)
    if company.sector_id:
        raise RuleBroken(_("%(company)s has a sector by now: it stays.") % {"company": company})
    company.sector = Sector.objects.get(scheme=scheme_of(company.territory.country), code=code)
    company.version += 1
    company.save(update_fields=["sector", "version"])
    record(EventKind.COMPANY_UPDATED, by=by, now=now, subject=company, company=company)
    return company
