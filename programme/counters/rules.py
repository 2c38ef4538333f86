"""What each counter counts, and how claimed, proved and accepted are worked out: the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.counters.states import Level

FEWEST_COMPANIES = 5
INDICATOR = "indicator-"
REPORT = _("Progress report")


@dataclass(frozen=True)
class Counter:
    """A promise of the programme that is worked out from records; a level without words is not counted yet."""

    code: str
    title: Promise
    counts: Promise
    levels: Mapping[Level, Promise] = field(default_factory=dict)
    why_not: Promise | str = ""
    records: Mapping[Level, Promise] = field(default_factory=dict)  # what made a company count, if not a report


_NO_RECORDS = _("The portal does not keep the records for it yet; nothing is typed in instead.")
_MILESTONE_LEVELS = {
    Level.CLAIMED: _(
        "Companies whose report says that the step is reached; a report that was returned does not count."
    ),
    Level.PROVED: _("Those of them with at least one file of evidence on that report."),
    Level.ACCEPTED: _("Those whose report on the reached step was accepted by the reviewer."),
}
COUNTERS = {
    counter.code: counter
    for counter in (
        Counter(
            "smes_supported",
            _("SMEs supported"),
            _("Companies that take part in the edition on the day; one that has left is no longer counted."),
            {
                Level.CLAIMED: _("Companies admitted to the edition."),
                Level.PROVED: _("Those of them that sent a report with at least one file of evidence."),
                Level.ACCEPTED: _("Those of them with at least one accepted report."),
            },
            records={Level.CLAIMED: _("Admission")},
        ),
        Counter(
            "smes_tutored",
            _("SMEs tutored"),
            _("Companies of the edition that were given a tutor; a release later on takes nothing away."),
            {Level.CLAIMED: _("Companies to which a tutor was assigned by the day.")},
            _("Proved and accepted need the sessions of the tutors, which the portal does not record yet."),
            {Level.CLAIMED: _("Tutor assigned")},
        ),
        Counter(
            "awareness_and_models",
            _("SMEs with better awareness and business models"),
            _("Companies that reached the step “plan”: three actions chosen with a tutor."),
            _MILESTONE_LEVELS,
        ),
        Counter(
            "innovative",
            _("SMEs that are more innovative"),
            _("Companies that reached the step “act”: at least one action per theme."),
            _MILESTONE_LEVELS,
        ),
        Counter("deals_signed", _("Local Green Deals signed"), _("Deals signed by all sides."), why_not=_NO_RECORDS),
        Counter("partnerships", _("Partnerships"), _("Partnerships between organisations."), why_not=_NO_RECORDS),
        Counter("funding_aware", _("SMEs aware of funding"), _("Companies guided to a call."), why_not=_NO_RECORDS),
        Counter("crowdfunding_campaigns", _("Crowdfunding campaigns"), _("Campaigns launched."), why_not=_NO_RECORDS),
    )
}
# An indicator is a counter too: its figures are summed.
FIGURES_COUNT = _(
    "The sum of the figures of this indicator in the reports. A figure says the value reached so far on a milestone, "
    "so only the latest one of each milestone counts; several milestones of a company add up."
)
FIGURE_LEVELS = {
    Level.CLAIMED: _("The latest figure that was sent on each milestone, unless it was returned."),
    Level.PROVED: _("The latest figure on each milestone that was sent with at least one file of evidence."),
    Level.ACCEPTED: _("The latest figure on each milestone that was accepted."),
}
# A target may name a counter that no code knows yet: it is said, not hidden.
UNKNOWN = Counter("", _("Unknown counter"), _("No record is counted for it."), why_not=_NO_RECORDS)


@dataclass(frozen=True)
class Total:
    """What the figures of one indicator add up to on one level, and of how many companies they are.

    `apart` says for another level how many companies have a figure that counts on only one of the two; `odd` how
    many have one that counts on only one of the three, or on all: claimed less proved less accepted is theirs.
    """

    value: Decimal = Decimal(0)
    companies: int = 0
    apart: Mapping[Level, int] = field(default_factory=dict)
    odd: int = 0

    def __add__(self, other: "Total") -> "Total":
        apart = {level: self.apart.get(level, 0) + other.apart.get(level, 0) for level in {*self.apart, *other.apart}}
        return Total(self.value + other.value, self.companies + other.companies, apart, self.odd + other.odd)


Totals = dict[Level, dict[int, Total]]
# Each pair of levels once: how many companies have a figure that counts in only one of the two.
PAIRS = {Level.CLAIMED: [], Level.PROVED: [Level.CLAIMED], Level.ACCEPTED: [Level.CLAIMED, Level.PROVED]}


def is_protected(companies: int) -> bool:
    """A sum over so few companies would tell the figure of one."""
    return 0 < companies < FEWEST_COMPANIES


def levels_told(totals: Mapping[Level, Total]) -> set[Level]:
    """The levels whose sums may be shown side by side to somebody who may not see the figures of one company.

    Neither a sum, nor the difference of two sums, nor what two sums leave of the third is of fewer than five
    companies. Accepted goes first.
    """
    told: set[Level] = set()
    for level in (Level.ACCEPTED, Level.CLAIMED, Level.PROVED):
        apart = [totals[level].apart.get(other, totals[other].apart.get(level, 0)) for other in told]
        odd = [totals[level].odd] if len(told) == 2 else []
        if not any(is_protected(companies) for companies in [totals[level].companies, *apart, *odd]):
            told.add(level)
    return told
