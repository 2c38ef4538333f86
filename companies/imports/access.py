"""Who may bring lists of companies into a territory, and look at what became of them."""

from django.db.models import QuerySet

from companies.imports.models import ImportRow, ImportRun
from companies.people.access import grants_of
from companies.people.models import User
from companies.territories.models import Territory


def may_see_imports(user: User) -> bool:
    grants = grants_of(user)
    return bool(grants.facilitates) or grants.reads_everything


def imports_visible_to(user: User) -> QuerySet[ImportRun]:
    """Facilitators see the lists of their territories; managers and auditors see all."""
    grants = grants_of(user)
    if grants.reads_everything:
        return ImportRun.objects.all()
    return ImportRun.objects.filter(territory_id__in=grants.facilitates)


def import_rows_visible_to(user: User) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(run__in=imports_visible_to(user))


def territories_to_import_into(user: User) -> QuerySet[Territory]:
    grants = grants_of(user)
    return Territory.objects.all() if grants.manager else Territory.objects.filter(pk__in=grants.facilitates)


def may_import_into(user: User, territory_id: int) -> bool:
    grants = grants_of(user)
    return grants.manager or territory_id in grants.facilitates
