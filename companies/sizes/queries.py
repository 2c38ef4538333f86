"""How large companies say they are."""

from django.db.models import Case, CharField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

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
    declared = SizeDeclaration.objects.filter(company=OuterRef(f"{path}pk")).order_by("-declared_at", "-pk")
    latest = Subquery(declared.annotate(answer=class_in_the_database()).values("answer")[:1])
    return Q(Exact(Coalesce(latest, Value(SizeClass.UNKNOWN.value), output_field=CharField()), size))
