"""The size class of an enterprise by Recommendation 2003/361/EC, Annex, article 2."""

from decimal import Decimal

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class SizeClass(models.TextChoices):
    MICRO = "micro", _("micro")
    SMALL = "small", _("small")
    MEDIUM = "medium", _("medium")
    LARGE = "large", _("large")
    UNKNOWN = "unknown", _("cannot be worked out")


# class, people fewer than, turnover at most (EUR), balance sheet total at most (EUR); in force since 2005-01-01
CEILINGS = (
    (SizeClass.MICRO, 10, Decimal(2_000_000), Decimal(2_000_000)),
    (SizeClass.SMALL, 50, Decimal(10_000_000), Decimal(10_000_000)),
    (SizeClass.MEDIUM, 250, Decimal(50_000_000), Decimal(43_000_000)),
)


def size_class(people: Decimal | None, turnover_eur: Decimal | None, balance_sheet_eur: Decimal | None) -> SizeClass:
    """The class of one enterprise on its own, partner and linked enterprises not counted.

    People (annual work units) must stay below the ceiling; of turnover and balance sheet one may exceed it.
    A missing amount leaves the answer open unless the other one decides: then UNKNOWN.
    """
    if people is None:
        return SizeClass.UNKNOWN
    for answer, fewer_than, turnover_ceiling, balance_ceiling in CEILINGS:
        if people >= fewer_than:
            continue
        within = [
            None if amount is None else amount <= ceiling
            for amount, ceiling in ((turnover_eur, turnover_ceiling), (balance_sheet_eur, balance_ceiling))
        ]
        if any(within):
            return answer
        if None in within:
            return SizeClass.UNKNOWN
    return SizeClass.LARGE


def explain_size(people: Decimal | None, turnover_eur: Decimal | None, balance_sheet_eur: Decimal | None) -> object:
    """How `size_class` came to its answer, in one sentence."""
    answer = size_class(people, turnover_eur, balance_sheet_eur)
    if people is None:
        return _("Say how many people work there.")
    if answer == SizeClass.UNKNOWN:
        if turnover_eur is None and balance_sheet_eur is None:
            return _("Say the turnover or the balance sheet total.")
        return _("The amount is above the ceiling. Say also the other amount: one of the two may be above.")
    if answer == SizeClass.LARGE:
        if people >= CEILINGS[-1][1]:
            return _("250 people or more (Recommendation 2003/361/EC).")
        return _("Turnover and balance sheet total are above both ceilings (Recommendation 2003/361/EC).")
    _class, fewer_than, turnover_ceiling, balance_ceiling = next(row for row in CEILINGS if row[0] == answer)
    return format_lazy(
        _(
            "Worked out from: fewer than {people} people, and turnover up to {turnover} million EUR "
            "or balance sheet total up to {balance} million EUR (Recommendation 2003/361/EC)."
        ),
        people=fewer_than,
        turnover=turnover_ceiling // 1_000_000,
        balance=balance_ceiling // 1_000_000,
    )
