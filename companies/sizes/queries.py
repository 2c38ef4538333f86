"""How large companies say they are."""

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from companies.sizes.models import SizeDeclaration
from companies.sizes.rules import CEILINGS, SizeClass


def class_in_the_database() -> Case:
    """The same answer as `size_class`, for rows with people, turnover_eur and balance_sheet_eur."""
    whens = [When(people=None, then=Value(SizeClass.UNKNOWN.value))]
    for answer, fewer_than, turnover, balance in CEILINGS:
        fits = Q(turnover_eur__lte=turnover) | Q(balance_sheet_eur__lte=balance)
        open_ = Q(turnover_eur=None) | Q(balance_sheet_eur=None)
        whens.append(When(fits, people__lt=fewer_than, then=Value(answer.value)))
        whens.append(When(open_, people__lt=fewer_than, then=Value(SizeClass.UNKNOWN.value)))
    return Case(*whens, default=Value(SizeClass.LARGE.value), output_field=CharField())


def has_size(size: str, path: str = "") -> Q:
    """The class of the latest declaration; a company that declared nothing is of unknown size.

    `path` leads to the company, and ends with "__".
    """
    company = OuterRef(f"{path}pk")
    later = SizeDeclaration.objects.filter(
        Q(declared_at__gt=OuterRef("declared_at")) | Q(declared_at=OuterRef("declared_at"), pk__gt=OuterRef("pk")),
        company=OuterRef("company"),
    )
    latest = SizeDeclaration.objects.filter(~Exists(later), company=company).alias(answer=class_in_the_database())
    found = Q(Exists(latest.filter(answer=size)))
    if size == SizeClass.UNKNOWN:
        found |= ~Q(Exists(SizeDeclaration.objects.filter(company=company)))
    return found
