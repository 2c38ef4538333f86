"""A figure says the value reached so far on its milestone: only the latest one counts, on each level."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from companies.models import Territory, User
from programme.counters.queries import figures_summed, participations_behind
from programme.counters.rules import Total, levels_told
from programme.counters.states import Level
from programme.models import Indicator, Participation, Programme
from programme.tallies.actions import recount
from tests import make
from tests.programme.counters.records import answered, sent

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Firm:
    """One company of an edition, its people and what its figures come to."""

    def __init__(self) -> None:
        self.who: User = make.user()
        self.torino: Territory = make.territory("torino")
        self.edition: Programme = make.programme("edition", self.torino)
        self.part: Participation = self.another()
        self.kwh: Indicator = make.indicator("energy-saved")

    def another(self) -> Participation:
        company = make.company(territory=self.torino)
        return make.participation(company, self.edition, by=self.who)

    def milestone(self) -> Any:
        return make.milestone(self.part, by=self.who)

    def sent(self, milestone: Any, value: Any, days: int = 0, **columns: Any) -> Any:
        return sent(milestone, by=self.who, at=make.NOW + days * DAY, **{"figures": {self.kwh: value}, **columns})

    def answered(self, sending: Any, verdict: str = "accepted", days: int = 0) -> None:
        answered(sending, verdict, at=make.NOW + days * DAY, by=self.who)

    def sums(self, days: int = 0, indicator: Indicator | None = None) -> list[Decimal | None]:
        """Claimed, proved, accepted, after the list behind has been found to agree."""
        as_of, indicator = make.TODAY + days * DAY, indicator or self.kwh
        recount(now=make.NOW)
        here = {"as_of": as_of, "territories": [self.torino]}
        found = dict(figures_summed(self.edition, **here))
        sums = []
        for level in Level:
            total = found[indicator][level][self.torino.pk] if indicator in found else Total()
            behind = list(participations_behind(self.edition, **here, indicator=indicator, level=level))
            assert (sum(row.figure for row in behind), len(behind)) == (total.value, total.companies)
            sums.append(total.value if total.companies else None)
        return sums


@pytest.fixture
def firm() -> Firm:
    return Firm()


def test_the_final_figure_takes_the_place_of_the_interim_one(firm: Firm) -> None:
    step = firm.milestone()
    firm.answered(firm.sent(step, 100, files=1))
    final = firm.sent(step, 150, 2, files=1)
    firm.answered(final, days=4)
    assert [firm.sums(days) for days in (-1, 0, 2, 4)] == [
        [None, None, None],
        [100, 100, 100],
        [150, 150, 100],  # sent, not yet accepted
        [150, 150, 150],
    ]


def test_a_final_figure_may_be_lower(firm: Firm) -> None:
    step = firm.milestone()
    firm.answered(firm.sent(step, 100))
    firm.answered(firm.sent(step, 0, 1), days=1)
    assert firm.sums(1) == [0, None, 0]


def test_the_interim_figure_counts_again_while_the_later_one_is_returned(firm: Firm) -> None:
    step = firm.milestone()
    firm.answered(firm.sent(step, 100))
    firm.answered(firm.sent(step, 150, 1), "returned", days=2)
    firm.sent(step, 140, 3)
    assert [firm.sums(days) for days in (1, 2, 3)] == [[150, None, 100], [100, None, 100], [140, None, 100]]


def test_what_was_proved_stays_when_the_final_report_has_no_evidence(firm: Firm) -> None:
    step = firm.milestone()
    firm.answered(firm.sent(step, 100, files=1))
    firm.answered(firm.sent(step, 150, 1), days=1)
    assert firm.sums(1) == [150, 100, 150]


def test_what_was_proved_falls_back_when_the_file_of_the_final_report_is_removed(firm: Firm) -> None:
    step = firm.milestone()
    firm.answered(firm.sent(step, 100, files=1))
    final = firm.sent(step, 150, 1, files=1)
    final.evidence.update(removed_at=make.NOW + 2 * DAY, removed_by=firm.who)
    assert [firm.sums(days) for days in (1, 2)] == [[150, 150, 100], [150, 100, 100]]


def test_figures_of_two_milestones_add_up(firm: Firm) -> None:
    first, second = firm.milestone(), firm.milestone()
    firm.answered(firm.sent(first, 100))
    firm.sent(second, 30, 1, files=1)
    firm.sent(first, 150, 2)
    assert firm.sums(2) == [180, 30, 100]


def test_figures_of_two_companies_add_up(firm: Firm) -> None:
    firm.sent(firm.milestone(), 100)
    firm.sent(make.milestone(firm.another(), by=firm.who), 150, 1)
    assert firm.sums(1) == [250, None, None]


def test_a_later_report_without_the_figure_takes_nothing_away(firm: Firm) -> None:
    step, people = firm.milestone(), make.indicator("people-trained")
    firm.answered(firm.sent(step, 100, files=1, figures={firm.kwh: 100, people: 4}))
    firm.answered(firm.sent(step, None, 1, figures={people: 6}), days=1)
    assert firm.sums(1) == [100, 100, 100]
    assert firm.sums(1, people) == [6, 4, 6]


def test_of_two_figures_of_one_moment_the_later_row_counts(firm: Firm) -> None:
    step = firm.milestone()
    firm.answered(firm.sent(step, 100))
    firm.answered(firm.sent(step, 90))
    assert firm.sums() == [90, None, 90]


def test_the_report_behind_is_the_one_whose_figure_counts(firm: Firm) -> None:
    step = firm.milestone()
    interim = firm.sent(step, 100, -2)
    firm.answered(interim, days=-1)
    final = firm.sent(step, 150)
    recount(now=make.NOW)
    here = {"as_of": make.TODAY, "territories": [firm.torino], "indicator": firm.kwh}
    behind = {level: participations_behind(firm.edition, **here, level=level).first() for level in Level}
    assert behind[Level.CLAIMED].record_report == final.report_id
    assert (behind[Level.ACCEPTED].record_report, behind[Level.ACCEPTED].record_at) == (
        interim.report_id,
        make.NOW - DAY,
    )


def test_a_figure_that_grew_since_it_was_accepted_lies_between_the_two_sums(firm: Firm) -> None:
    """Nine companies claim and nine are accepted, but the difference of the sums is what one of them added."""
    for n in range(9):
        firm.part = firm.another()
        step = firm.milestone()
        firm.answered(firm.sent(step, 100, files=1))
        if n == 0:
            firm.sent(step, 150, 1, files=1)
    recount(now=make.NOW)
    [(_indicator, totals)] = figures_summed(firm.edition, as_of=make.TODAY + DAY, territories=[firm.torino])
    total = {level: totals[level][firm.torino.pk] for level in Level}
    assert [total[level].companies for level in Level] == [9, 9, 9]
    assert total[Level.ACCEPTED].apart == {Level.CLAIMED: 1, Level.PROVED: 1}
    assert levels_told(total) == {Level.ACCEPTED}
