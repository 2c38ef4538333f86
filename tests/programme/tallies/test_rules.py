"""The spans of a participation, against a count of every single day."""

import datetime as dt
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from programme.tallies.rules import (
    Facts,
    Mark,
    Planned,
    Sent,
    Span,
    State,
    all_spans,
    counted_on,
    groups_on,
    spans_of,
    standing_on,
    steps_of,
)

FIRST = dt.date(2026, 3, 20)
DAYS = 60
day = some.integers(0, DAYS - 1).map(lambda n: FIRST + dt.timedelta(days=n))
later = some.none() | day
moment = some.integers(0, 59 * 24).map(lambda n: dt.datetime(2026, 3, 20, tzinfo=dt.UTC) + dt.timedelta(hours=n))


@some.composite
def sendings(draw: some.DrawFn, report: int) -> list[Sent]:
    found = []
    for number, at in enumerate(sorted(draw(some.lists(moment, min_size=1, max_size=3)))):
        decided_at = draw(some.none() | some.just(at + dt.timedelta(hours=draw(some.integers(0, 400)))))
        verdict = draw(some.sampled_from(["accepted", "returned"])) if decided_at else ""
        figures = draw(some.lists(some.tuples(some.integers(1, 2), some.integers(0, 900).map(Decimal)), max_size=2))
        one = Sent(report * 10 + number, report, report % 3, draw(some.sampled_from(["plan", "act", ""])), True, at,
                   at.date(), verdict, decided_at, decided_at and decided_at.date())  # fmt: skip
        one.completes = draw(some.booleans())
        one.figures = list(dict(figures).items())
        one.removed_on = draw(some.lists(later, max_size=2))
        found.append(one)
    return found


@some.composite
def histories(draw: some.DrawFn) -> Facts:
    admitted = draw(moment)
    facts = Facts(admitted, admitted.date(), draw(later))
    facts.tutored = [(at, at.date()) for at in draw(some.lists(moment, max_size=2))]
    for report in range(draw(some.integers(0, 4))):
        facts.reports[report] = draw(sendings(report))
    for pk in range(3):
        moves = sorted(draw(some.lists(some.tuples(day, day), max_size=2)))
        facts.milestones[pk] = Planned(draw(day), draw(later), draw(day), moves)
    facts.groups = {"sector": "10", "municipality": ""}
    facts.sizes = sorted(draw(some.lists(some.tuples(day, some.sampled_from(["micro", "small"])), max_size=3)))
    return facts


def naive(facts: Facts, on: dt.date) -> dict[tuple[str, str], list[Mark]]:
    """The state of one day, asked of that day alone."""
    found: dict[tuple[str, str], list[Mark]] = {}
    states = [counted_on(facts, on), groups_on(facts, on)]
    for pk, plan in facts.milestones.items():
        reports = [report for report in facts.reports.values() if report[0].milestone == pk]
        states.append(standing_on(facts, plan, reports, on))
    for state in states:
        for key, mark in state.items():
            found.setdefault(key, []).append(mark)
    return {key: sorted(marks, key=str) for key, marks in found.items()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_spans_hold_on_each_day_exactly_what_the_day_says(facts: Facts) -> None:
    spans = all_spans(facts)
    assert all(span.until_on is None or span.from_on < span.until_on for span in spans)
    steps = steps_of(spans)
    for n in range(-40, DAYS + 60):
        on = FIRST + dt.timedelta(days=n)
        holding: dict[tuple[str, str], list[Mark]] = {}
        for span in spans:
            if span.from_on <= on and (span.until_on is None or on < span.until_on):
                holding.setdefault((span.counter, span.level), []).append(span.mark)
        expected = naive(facts, on)
        assert {key: sorted(marks, key=str) for key, marks in holding.items()} == expected
        sums: dict[tuple[str, str], tuple[int, Decimal]] = {}
        for (counter, level, changed_on), (companies, value) in steps.items():
            if changed_on <= on:
                before = sums.get((counter, level), (0, Decimal(0)))
                sums[counter, level] = before[0] + companies, before[1] + value
        assert {key: sum_ for key, sum_ in sums.items() if any(sum_)} == {
            key: (len(marks), sum((mark.value for mark in marks), Decimal(0))) for key, marks in expected.items()
        }


def test_what_comes_and_goes_within_a_day_leaves_nothing() -> None:
    def state(on: dt.date) -> State:
        return {("a", "b"): Mark()} if on < FIRST else {}

    assert list(spans_of([FIRST, FIRST, None], state)) == []
    before = FIRST - dt.timedelta(days=1)
    assert list(spans_of([before, FIRST], state)) == [Span("a", "b", before, FIRST, Mark())]


def test_changes_that_undo_each_other_leave_no_step() -> None:
    second = FIRST + dt.timedelta(days=1)
    spans = [Span("a", "b", FIRST, second, Mark()), Span("a", "b", second, None, Mark(value=Decimal(2)))]
    assert steps_of([*spans[:1], spans[1]._replace(mark=Mark())]) == {("a", "b", FIRST): (1, Decimal(0))}
    assert steps_of(spans) == {("a", "b", FIRST): (1, Decimal(0)), ("a", "b", second): (0, Decimal(2))}
