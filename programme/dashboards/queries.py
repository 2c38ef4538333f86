"""What a dashboard shows, and the list behind each of its numbers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Territory, User
from programme.breakdowns.queries import as_list, picture_on, rows_in, title_of
from programme.breakdowns.rules import Picture, needed_by
from programme.breakdowns.states import Kind
from programme.counters.queries import (
    RECORDS,
    ByTerritory,
    Totals,
    companies_counted,
    figures_summed,
    participations_behind,
    participations_on,
)
from programme.counters.rules import (
    COUNTERS,
    FIGURE_LEVELS,
    FIGURES_COUNT,
    INDICATOR,
    REPORT,
    UNKNOWN,
    Total,
    is_protected,
    levels_told,
)
from programme.counters.states import Level
from programme.dashboards.access import may_open_file, may_open_reports, may_see_figures, may_see_territory
from programme.dashboards.rules import (
    Behind,
    Dashboard,
    Group,
    Number,
    Promise,
    Result,
    Row,
    Scope,
    chosen_day,
    not_counted,
    share,
    waiting_at,
)
from programme.editions.models import Programme, Target
from programme.indicators.models import Indicator
from programme.indicators.rules import unit_word
from programme.tallies.queries import waiting_in

TARGET_COLUMNS = ("id", "counter", "territory_id", "value", "position", "title_it", "title_ro", "title_en")


def _links(code: str) -> list[Any]:
    """Every edition in every territory that takes part; those of `code` once for each of its targets. One query."""
    columns = {f"target_{name}": F(f"target__{name}") for name in TARGET_COLUMNS}
    target = FilteredRelation("programme__targets", condition=Q(programme__code=code))
    links = Programme.territories.through.objects.select_related("programme", "territory")
    found = links.annotate(target=target, **columns, **waiting_in("territory"))
    return list(found.order_by("territory_id", "target__position", "target__pk"))


def _targets(links: list[Any], places: dict[int, Territory]) -> list[Target]:
    targets = {}
    for link in links:
        if link.target_id and (link.target_territory_id is None or link.target_territory_id in places):
            columns = {name: getattr(link, f"target_{name}") for name in TARGET_COLUMNS}
            targets[link.target_id] = Target(**columns, territory=places.get(link.target_territory_id))
    return list(targets.values())


def scope_for(user: User, code: str, *, now: dt.datetime, day: str = "", place: str = "") -> Scope | None:
    """The edition of that code as the person may see it, or None; `problems` say what is wrong in `day` or `place`."""
    links = _links(code)
    seen = [link for link in links if may_see_territory(user, link.territory_id)]
    editions = {link.programme.code: link.programme for link in seen}
    programme = editions.get(code)
    if not programme:
        return None
    parts = {link.territory_id for link in links if link.programme_id == programme.pk}
    places = {link.territory_id: link.territory for link in seen if link.territory_id in parts}
    territories = sorted(places.values(), key=lambda territory: territory.name)
    today = max(timezone.localdate(now, territory.zone) for territory in territories)
    as_of, problem = chosen_day(day, programme=programme, today=today)
    problems = [problem] if problem else []
    params = {"as_of": as_of.isoformat()} if day and not problem else {}
    chosen = [territory for territory in territories if territory.code == place]
    if chosen:
        params["territory"] = place
    elif place:
        problems.append(_("There is no territory “%(place)s” here; all of yours are shown.") % {"place": place[:40]})
    chosen = chosen or territories
    waiting, since = waiting_at(link for link in seen if link.territory in chosen)
    return Scope(
        user=user,
        programme=programme,
        editions=sorted(editions.values(), key=lambda one: (one.starts_on, one.code), reverse=True),
        territories=territories,
        chosen=chosen,
        is_whole=len(chosen) == len(parts),
        targets=_targets(links, places),
        as_of=as_of,
        today=today,
        params=params,
        problems=problems,
        waiting=waiting,
        waiting_since=since,
    )


def headline_of(scope: Scope) -> Dashboard:
    """The promises alone, in one query."""
    where = {territory.pk for territory in scope.chosen}
    counted = companies_counted(**scope.where)
    promises = [
        _promise(scope, target, counted)
        for target in scope.targets
        if target.territory_id is None or target.territory_id in where
    ]
    return Dashboard(scope, promises, [], sum(counted["smes_supported", Level.CLAIMED].values()))


def dashboard_of(scope: Scope) -> Dashboard:
    """Two queries: the counted companies, and the summed figures."""
    results = [
        Result(indicator, unit_word(indicator.unit), _sums(scope, indicator, totals))
        for indicator, totals in figures_summed(**scope.where)
    ]
    return replace(headline_of(scope), results=results)


def _promise(scope: Scope, target: Target, counted: dict[tuple[str, Level], ByTerritory]) -> Promise:
    numbers = []
    for level in Level:
        parts = counted.get((target.counter, level))
        if parts is None:
            numbers.append(not_counted(level))
            continue
        value = sum(n for pk, n in parts.items() if target.territory_id in (None, pk))
        url = scope.behind(target.counter, level, place=target.territory.code if target.territory else "")
        numbers.append(Number(level, value, value, url, width=share(value, target.value)))
    first, last = scope.programme.starts_on, scope.programme.ends_on
    compared = scope.is_whole or target.territory_id
    needed = needed_by(scope.as_of, first=first, last=last, target=target.value) if compared else None
    return Promise(target, numbers, str(COUNTERS.get(target.counter, UNKNOWN).why_not), needed)


def _sums(scope: Scope, indicator: Indicator, totals: Totals) -> list[Number]:
    """The sum of each level, unless it would tell an official the figures of fewer than five companies."""
    total, closed = {}, {}
    for level in Level:
        parts = totals.get(level, {})
        total[level] = sum(parts.values(), Total())
        closed[level] = sum((part for pk, part in parts.items() if not may_see_figures(scope.user, pk)), Total())
    told = levels_told(closed)
    numbers = []
    for level in Level:
        url = scope.behind(f"{INDICATOR}{indicator.code}", level)
        words = _("fewer than five companies") if is_protected(closed[level].companies) else _("not shown")
        shown = (total[level].value, "") if level in told else (None, words)
        numbers.append(Number(level, shown[0], total[level].companies, url, shown[1]))
    return numbers


def behind_of(scope: Scope, code: str, level: Level) -> Behind | None:
    """The number and its companies; None where nothing is counted under that code and level."""
    if code.startswith(INDICATOR):
        return _behind_sum(scope, code.removeprefix(INDICATOR), level)
    if level not in RECORDS.get(code, {}):
        return None
    counter = COUNTERS[code]
    counted = companies_counted(**scope.where)
    values = {one: sum(counted[code, one].values()) for one in RECORDS[code]}
    return Behind(
        scope,
        title=str(counter.title),
        counts=str(counter.counts),
        words=str(counter.levels[level]),
        level=level,
        numbers=[Number(one, n, n, scope.behind(code, one)) for one, n in values.items()],
        companies=participations_behind(
            scope.programme, as_of=scope.as_of, territories=scope.chosen, level=level, code=code
        ),
        record=str(counter.records.get(level, REPORT)),
    )


def _behind_sum(scope: Scope, code: str, level: Level) -> Behind | None:
    sums = figures_summed(**scope.where)
    indicator, totals = next((one for one in sums if one[0].code == code), (None, {}))
    indicator = indicator or Indicator.objects.filter(code=code, adds_up=True).first()
    if indicator is None:
        return None
    return Behind(
        scope,
        title=indicator.name,
        counts=str(FIGURES_COUNT),
        words=str(FIGURE_LEVELS[level]),
        level=level,
        numbers=_sums(scope, indicator, totals),
        companies=participations_behind(
            scope.programme, as_of=scope.as_of, territories=scope.chosen, level=level, indicator=indicator
        ),
        record=str(REPORT),
        unit=unit_word(indicator.unit),
        is_sum=True,
        shows_figures=any(may_see_figures(scope.user, place.pk) for place in scope.chosen),
    )


def rows_of(user: User, companies: Iterable[Any]) -> list[Row]:
    """One page of the list, with links to what the person may open and figures where they may be told."""
    return [
        Row(
            company=row.company,
            since=timezone.localdate(row.record_at, row.territory.zone),
            file_url=reverse("companyfile:file", args=[row.company_id]) if may_open_file(user, row.company) else "",
            report_url=reverse("reports:detail", args=[row.record_report])
            if row.record_report and may_open_reports(user, row.company)
            else "",
            figure=row.figure if may_see_figures(user, row.territory_id) else None,
        )
        for row in companies
    ]


def picture_of(scope: Scope) -> Picture:
    """Four queries; each number opens to a list of the same day and territories."""
    return picture_on(
        **scope.where,
        target=scope.target_of("smes_supported"),
        to_group=lambda kind, key: scope.to("group", kind.value, key),
        to_day=lambda day: scope.to("behind", "smes_supported", "accepted", as_of=day.isoformat()),
        to_standing=scope.milestones,
    )


def group_of(scope: Scope, kind: Kind, key: str) -> Group:
    """The companies of one sector, size or municipality; none where nobody has it."""
    rows = rows_in(participations_on(**scope.where), kind, key)
    companies = as_list(rows)
    record = str(COUNTERS["smes_supported"].records[Level.CLAIMED])
    return Group(scope, kind, title_of(kind, key), companies, record)
