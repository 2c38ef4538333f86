"""What everybody may know: editions in aggregates, territories, companies that agreed to be shown."""

import datetime as dt
from decimal import Decimal

from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from companies.models import Company, Territory
from programme.counters.queries import RECORDS, companies_counted, figures_summed
from programme.counters.states import Level
from programme.editions.models import Participation, Programme, Target
from programme.indicators.rules import unit_word
from programme.public.rules import Edition, Figure, Promise, public_number

EDITIONS = 2
COMPANIES = 12
KEPT_SECONDS = 600


def editions_for_everybody(*, today: dt.date) -> list[Edition]:
    """The latest editions that have begun, worked out at most every ten minutes for each language."""
    key = f"public-editions-{get_language()}-{today.isoformat()}"
    kept: list[Edition] | None = cache.get(key)
    if kept is None:
        rows = Programme.objects.filter(starts_on__lte=today).order_by("-starts_on", "-pk")
        kept = [edition_of(row, today=today) for row in rows.prefetch_related("territories", "targets")[:EDITIONS]]
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def edition_of(programme: Programme, *, today: dt.date) -> Edition:
    """As it stood on its last day, or stands today; no number of fewer than five companies."""
    as_of, territories = min(today, programme.ends_on), list(programme.territories.all())
    counted = companies_counted(programme, as_of=as_of, territories=territories)
    companies = {key: sum(by_territory.values()) for key, by_territory in counted.items()}
    figures = []
    for indicator, totals in figures_summed(programme, as_of=as_of, territories=territories):
        accepted = list(totals[Level.ACCEPTED].values())
        if public_number(sum(total.companies for total in accepted)):
            value = sum((total.value for total in accepted), Decimal())
            figures.append(Figure(indicator.name, value, unit_word(indicator.unit)))
    return Edition(
        name=programme.name,
        label=programme.label,
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        runs=programme.runs_on(today),
        companies=public_number(companies.get(("smes_supported", Level.CLAIMED), 0)),
        promises=[promise_of(target, companies) for target in programme.targets.all() if target.territory_id is None],
        figures=figures,
    )


def promise_of(target: Target, companies: dict[tuple[str, Level], int]) -> Promise:
    """With the accepted number; where a counter has no such level yet, without a number."""
    known = Level.ACCEPTED in RECORDS.get(target.counter, {})
    reached = public_number(companies.get((target.counter, Level.ACCEPTED), 0)) if known else None
    return Promise(title=target.title, at_least=target.value, reached=reached)


def territories_for_everybody() -> QuerySet[Territory]:
    """The territories of the editions."""
    through = Programme.territories.through.objects.filter(territory=OuterRef("pk"))
    return Territory.objects.filter(Exists(through)).order_by("name")


def companies_for_everybody() -> QuerySet[Company]:
    """Companies that take part and agreed to be shown; the first dozen by name."""
    taking_part = Participation.objects.filter(company=OuterRef("pk"), ended_at=None)
    shown = Company.objects.filter(Exists(taking_part), shown_publicly=True)
    return shown.select_related("municipality", "territory").order_by("name", "pk")[:COMPANIES]


def database_answers() -> bool:
    """One trivial question; raises what the database raises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())
