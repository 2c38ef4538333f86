"""From which day until which a company counts, and with what: pure rules over the records of one participation.

Each rule says how things stand at the end of one local day. That changes only on days on which something happened, so
`spans_of` asks it for those days and finds how long each answer holds. What comes and goes within a day leaves nothing.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from companies.models import Territory
from programme.reports.states import DUE_SOON_DAYS, Standing
from programme.tallies.states import Level

FIGURE = "figure-"  # a counter of its own for each indicator, by its number
MILESTONES = "milestones"
# A report that says that this step is reached makes the company count here.
BY_STEP = {"plan": "awareness_and_models", "act": "innovative"}
# Beside the levels: which companies have a figure that counts on only one of two levels, or on one or all of the three.
PAIRS = ((Level.PROVED, Level.CLAIMED), (Level.ACCEPTED, Level.CLAIMED), (Level.ACCEPTED, Level.PROVED))
ODD = "odd"
NOTHING = Decimal(0)


@dataclass
class Sent:
    """One sending of a report, with its figures by indicator, the days on which its files went, and its answer."""

    pk: int
    report: int
    milestone: int
    step: str
    completes: bool
    at: dt.datetime
    on: dt.date
    verdict: str = ""
    decided_at: dt.datetime | None = None
    decided_on: dt.date | None = None
    figures: list[tuple[int, Decimal]] = field(default_factory=list)
    removed_on: list[dt.date | None] = field(default_factory=list)

    def answer_on(self, day: dt.date) -> str:
        return self.verdict if self.decided_on and self.decided_on <= day else ""

    def moment(self, level: str) -> dt.datetime:
        return self.decided_at if level == Level.ACCEPTED and self.decided_at else self.at


@dataclass
class Planned:
    """A milestone: from when until when it was in the plan, when it is due, and when it was due before it was moved."""

    planned_on: dt.date
    dropped_on: dt.date | None
    due_on: dt.date
    moves: list[tuple[dt.date, dt.date]] = field(default_factory=list)  # moved on, former day; in their order

    def due_then(self, day: dt.date) -> dt.date:
        return next((former for moved_on, former in self.moves if moved_on > day), self.due_on)


@dataclass
class Facts:
    """What is recorded of one participation; days are those of its territory."""

    admitted_at: dt.datetime
    admitted_on: dt.date
    ended_on: dt.date | None = None
    tutored: list[tuple[dt.datetime, dt.date]] = field(default_factory=list)
    reports: dict[int, list[Sent]] = field(default_factory=lambda: defaultdict(list))  # sendings in their order
    milestones: dict[int, Planned] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)  # sector and municipality, as they are now
    sizes: list[tuple[dt.date, str]] = field(default_factory=list)  # declared on, size class; in their order

    def runs_on(self, day: dt.date) -> bool:
        return self.admitted_on <= day and (self.ended_on is None or day < self.ended_on)


class Part(NamedTuple):
    """A participation, as far as rules and tallies need it."""

    programme: int
    territory: Territory
    facts: Facts


class Mark(NamedTuple):
    """Why a company counts, and with what: the earliest of the records that make it count."""

    at: dt.datetime | None = None
    sent: int = 0
    report: int | None = None
    value: Decimal = NOTHING


Key = tuple[str, str]  # counter and level
State = dict[Key, Mark]


class Span(NamedTuple):
    counter: str
    level: str
    from_on: dt.date
    until_on: dt.date | None
    mark: Mark


def spans_of(days: Iterable[dt.date | None], state_on: Callable[[dt.date], State]) -> Iterator[Span]:
    """How long each part of the state holds, where it can change on these days only."""
    begun: dict[Key, tuple[dt.date, Mark]] = {}
    for day in sorted({day for day in days if day}):
        state = state_on(day)
        for key in [key for key, (_since, mark) in begun.items() if state.get(key) != mark]:
            yield Span(*key, begun[key][0], day, begun.pop(key)[1])
        for key in state.keys() - begun.keys():
            begun[key] = day, state[key]
    for key, (since, mark) in begun.items():
        yield Span(*key, since, None, mark)


def all_spans(facts: Facts) -> list[Span]:
    """Everything that a participation adds to the numbers of its edition."""
    own: list[dt.date | None] = [facts.admitted_on, facts.ended_on]
    sendings = [one for report in facts.reports.values() for one in report]
    days = [day for one in sendings for day in (one.on, one.decided_on, *one.removed_on)]
    found = list(spans_of([*own, *days, *(on for _at, on in facts.tutored)], lambda day: counted_on(facts, day)))
    found += spans_of([*own, *(on for on, _size in facts.sizes)], lambda day: groups_on(facts, day))
    for pk, plan in facts.milestones.items():
        reports = [report for report in facts.reports.values() if report[0].milestone == pk]
        days = [plan.planned_on, plan.dropped_on, *(on for on, _former in plan.moves)]
        for due in {plan.due_on, *(former for _on, former in plan.moves)}:
            days += [due - dt.timedelta(days=DUE_SOON_DAYS), due + dt.timedelta(days=1)]
        days += [day for report in reports for one in report for day in (one.on, one.decided_on)]
        found += spans_of([*own, *days], lambda day, plan=plan, reports=reports: standing_on(facts, plan, reports, day))
    return found


def last_sent(report: list[Sent], day: dt.date) -> Sent | None:
    """What the report said at the end of the day; its sendings are in their order."""
    return next((one for one in reversed(report) if one.on <= day), None)


def standing_sendings(facts: Facts, day: dt.date) -> list[tuple[Sent, list[Level]]]:
    """Of each report the last sending, unless it was returned by then, with the levels that it has come to."""
    found = []
    for report in facts.reports.values():
        one = last_sent(report, day)
        answer = one.answer_on(day) if one else "returned"
        if one and answer != "returned":
            proved = any(removed_on is None or removed_on > day for removed_on in one.removed_on)
            levels = [Level.CLAIMED] + [Level.PROVED] * proved + [Level.ACCEPTED] * (answer == "accepted")
            found.append((one, levels))
    return found


def counted_on(facts: Facts, day: dt.date) -> State:
    """Under which counters and levels the company counts, and what its figures come to."""
    if not facts.runs_on(day):
        return {}
    state = {("smes_supported", Level.CLAIMED.value): Mark(facts.admitted_at)}
    if tutored := [at for at, on in facts.tutored if on <= day]:
        state["smes_tutored", Level.CLAIMED.value] = Mark(min(tutored))
    standing = standing_sendings(facts, day)
    for one, levels in standing:
        counter = BY_STEP.get(one.step) if one.completes else None
        for level in levels:
            mark = Mark(one.moment(level), one.pk, one.report)
            if level != Level.CLAIMED:
                _keep_earliest(state, ("smes_supported", level.value), mark)
            if counter:
                _keep_earliest(state, (counter, level.value), mark)
    _add_figures(state, standing)
    return state


def _keep_earliest(state: State, key: Key, mark: Mark) -> None:
    state[key] = min(state.get(key, mark), mark)


def _add_figures(state: State, standing: list[tuple[Sent, list[Level]]]) -> None:
    """On each level the latest figure of an indicator on a milestone takes the place of the earlier ones."""
    latest: dict[int, dict[str, dict[int, tuple[Sent, Decimal]]]] = {}
    for one, levels in sorted(standing, key=lambda pair: (pair[0].at, pair[0].pk)):
        for indicator, value in one.figures:
            for level in levels:
                latest.setdefault(indicator, {}).setdefault(level.value, {})[one.milestone] = one, value
    for indicator, by_level in latest.items():
        counter = f"{FIGURE}{indicator}"
        for name, by_milestone in by_level.items():
            first = min((one.moment(name), one.pk, one.report) for one, _value in by_milestone.values())
            state[counter, name] = Mark(*first, sum((value for _one, value in by_milestone.values()), NOTHING))
        counting = {level: {one.pk for one, _value in by_level.get(level, {}).values()} for level in Level}
        for left, right in PAIRS:
            if counting[left] != counting[right]:
                state[counter, f"{left.value}_{right.value}"] = Mark()
        if counting[Level.CLAIMED] ^ counting[Level.PROVED] ^ counting[Level.ACCEPTED]:
            state[counter, ODD] = Mark()


def groups_on(facts: Facts, day: dt.date) -> State:
    """The sector and the municipality of now, and the size that was declared last."""
    if not facts.runs_on(day):
        return {}
    size = [answer for on, answer in facts.sizes if on <= day][-1:] or ["unknown"]
    return {key: Mark() for key in [*facts.groups.items(), ("size", size[0])]}


def standing_on(facts: Facts, plan: Planned, reports: list[list[Sent]], day: dt.date) -> State:
    """Where a milestone stands; nowhere before it was planned and after it was dropped."""
    if not facts.runs_on(day) or day < plan.planned_on or (plan.dropped_on and plan.dropped_on <= day):
        return {}
    return {(MILESTONES, _standing(plan, reports, day).value): Mark()}


def _standing(plan: Planned, reports: list[list[Sent]], day: dt.date) -> Standing:
    if any(one.completes and one.on <= day and one.answer_on(day) == "accepted" for sent in reports for one in sent):
        return Standing.ACHIEVED
    answers = {one.answer_on(day) for report in reports if (one := last_sent(report, day))}
    if "" in answers:
        return Standing.WITH_REVIEWER
    if "returned" in answers:
        return Standing.RETURNED
    due = plan.due_then(day)
    if due < day:
        return Standing.OVERDUE
    return Standing.DUE_SOON if due <= day + dt.timedelta(days=DUE_SOON_DAYS) else Standing.PLANNED


# (counter, level, day) → change in companies, in value
Steps = dict[tuple[str, str, dt.date], tuple[int, Decimal]]


def steps_of(spans: Iterable[Span]) -> Steps:
    """The same as changes from one day to the next; changes that undo each other leave nothing."""
    found: Steps = {}
    for counter, level, from_on, until_on, mark in spans:
        for day, sign in ((from_on, 1), (until_on, -1)):
            if day:
                add(found, (counter, level, day), sign, sign * mark.value)
    return found


def add(changes: dict[Any, tuple[int, Decimal]], key: Any, companies: int, value: Decimal) -> None:
    before = changes.pop(key, (0, NOTHING))
    now = before[0] + companies, before[1] + value
    if any(now):
        changes[key] = now
