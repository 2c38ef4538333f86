"""Who may open a dashboard, for which territories, and whose figures may be told one by one."""

from django.db.models import QuerySet

from companies.models import Company, Territory, User
from companies.people.access import grants_of


def may_see_dashboard(user: User) -> bool:
    """Officials and facilitators of a territory, managers and auditors; not companies, not tutors."""
    grants = grants_of(user)
    return grants.reads_everything or bool(grants.facilitates or grants.official_of)


def territories_seen_by(user: User) -> QuerySet[Territory]:
    """The territories whose numbers a person may see on a dashboard."""
    grants = grants_of(user)
    if grants.reads_everything:
        return Territory.objects.all()
    return Territory.objects.filter(pk__in=grants.facilitates | grants.official_of)


def may_see_territory(user: User, territory_id: int) -> bool:
    """The same for one territory, without a query."""
    grants = grants_of(user)
    return grants.reads_everything or territory_id in grants.facilitates | grants.official_of


def may_see_figures(user: User, territory_id: int) -> bool:
    """Whether the figures of a single company there may be shown; an official sees sums over five or more only."""
    grants = grants_of(user)
    return grants.reads_everything or territory_id in grants.facilitates


def may_open_file(user: User, company: Company) -> bool:
    """Whether the name of the company may be a link."""
    return may_see_territory(user, company.territory_id)


def may_open_reports(user: User, company: Company) -> bool:
    return may_see_figures(user, company.territory_id)
