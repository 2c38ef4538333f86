"""The story of one company among many, told by chance: the same number and seed tell the same story."""

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import Decimal

from programme.cast import rules as cast
from programme.scenes.rules import MEASURED, STEPS

# Beside Torino and Ilfov: territories that are told to exist where they do not, and the NUTS region each is made of.
FURTHER = {
    "cuneo": ("Cuneo", "torino", "ITC16"),
    "prahova": ("Prahova", "ilfov", "RO316"),
    "asti": ("Asti", "torino", "ITC17"),
    "arges": ("Argeș", "ilfov", "RO311"),
}
# How many of a hundred companies are in each territory.
SHARES = {"torino": 42, "ilfov": 24, "cuneo": 12, "prahova": 10, "asti": 7, "arges": 5}
# What became of a company: how many of a hundred.
FATES = {"runs": 78, "ran": 7, "both": 9, "asked": 3, "known": 3}
PEOPLE = (1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 9, 9, 12, 15, 22, 38, 60, 140)
# More or fewer reports than asked for; the mean makes up for companies that take no part.
MORE_OR_LESS = (-1, 0, 0, 0, 1, 2)
LAST_STATES = ("accepted",) * 17 + ("draft",) * 3 + ("sent",) * 2 + ("returned",) * 2
EARLIER_STATES = ("accepted",) * 19 + ("returned",)
FIRST_NUMBER = 1_000_000
WITHOUT_CONTENT = "volume: no content"


@dataclass(frozen=True)
class Step:
    """One milestone: the days of its life, and how far its report came ("" where there is none)."""

    template: str  # "" for a step of the company's own
    planned_on: dt.date
    due_on: dt.date
    state: str = ""
    sent_on: tuple[dt.date, ...] = ()
    decided_on: dt.date | None = None
    completes: bool = True
    measured_by: str = ""
    amount: Decimal = Decimal(0)
    has_file: bool = False
    moved_from: dt.date | None = None
    dropped: bool = False

    @property
    def achieves(self) -> bool:
        return self.state == "accepted" and self.completes


@dataclass(frozen=True)
class Taking:
    """Taking part in one edition."""

    admitted_on: dt.date
    steps: list[Step]
    ended_on: dt.date | None = None
    tutored: bool = False
    applied: bool = False


@dataclass
class Story:
    """One company: what it is, what became of it, and its part in the earlier and in the running edition."""

    firm: cast.Invented
    fate: str
    reachable: bool
    earlier: Taking | None = None
    now: Taking | None = None
    answers: list[str] = field(default_factory=list)  # how the application of one that only asked stands


@dataclass(frozen=True)
class Frame:
    """The days between which stories happen."""

    today: dt.date
    earlier: tuple[dt.date, dt.date]
    running: tuple[dt.date, dt.date]


def territory_of(n: int, seed: int) -> str:
    chance = random.Random(f"{seed} place {n}")  # noqa: S311 - invented companies need no secrecy
    return chance.choices(list(SHARES), list(SHARES.values()))[0]


def story_of(n: int, seed: int, *, country: str, towns: list[str], reports: int, frame: Frame) -> Story:
    """The n-th company, in a territory of these towns (the largest first), with about so many reports."""
    chance = random.Random(f"{seed} story {n}")  # noqa: S311
    fate = chance.choices(list(FATES), list(FATES.values()))[0]
    story = Story(firm_of(n, chance, country, towns), fate, reachable=chance.random() < 0.97)
    many = max(0, reports + chance.choice(MORE_OR_LESS))
    if fate == "asked":
        story.answers.append(chance.choice(("sent", "sent", "returned")))
    if fate in ("ran", "both"):
        first, last = frame.earlier
        part = many // 2 if fate == "both" else many
        admitted = _day(chance, first, last - dt.timedelta(days=240))
        story.earlier = Taking(admitted, _steps(chance, admitted, last, min(last, frame.today), part), tutored=False)
        many -= part
    if fate in ("runs", "both"):
        first, last = frame.running
        admitted = _day(chance, first, frame.today - dt.timedelta(days=20))
        ended = frame.today - dt.timedelta(days=3) if chance.random() < 0.01 else None
        steps = _steps(chance, admitted, last, (ended or frame.today) - dt.timedelta(days=1), many)
        if chance.random() < 0.9:
            steps += _ahead(chance, admitted, last, frame.today, {step.template for step in steps})
        tutored, applied = chance.random() < 0.15, chance.random() < 0.6
        story.now = Taking(admitted, steps, ended_on=ended, tutored=tutored, applied=applied)
    return story


def firm_of(n: int, chance: random.Random, country: str, towns: list[str]) -> cast.Invented:
    italian = country == "IT"
    trade, sector = chance.choice(cast.ITALIAN_TRADES if italian else cast.ROMANIAN_TRADES)
    place = chance.choice(cast.ITALIAN_PLACES if italian else cast.ROMANIAN_PLACES)
    given = chance.choice(cast.ITALIAN_PEOPLE if italian else cast.ROMANIAN_PEOPLE)
    family = chance.choice(cast.ITALIAN_FAMILIES if italian else cast.ROMANIAN_FAMILIES)
    form = chance.choice(("S.r.l.", "S.n.c.", "S.r.l.", "società cooperativa")) if italian else "SRL"
    people = chance.choice(PEOPLE)
    turnover = people * chance.randint(40, 180) * 1000
    return cast.Invented(
        name=f"{trade} {place} {'di ' if italian else ''}{given} {family} {form}",
        country=country,
        number=cast.italian_number(FIRST_NUMBER + n) if italian else cast.romanian_number(10 * FIRST_NUMBER + n),
        town=towns[int(len(towns) * chance.random() ** 3)],
        sector=sector,
        owner=f"{given} {family}",
        people=Decimal(people),
        turnover=Decimal(turnover),
        balance=Decimal(turnover * chance.randint(40, 90) // 100),
    )


def _day(chance: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=chance.randint(0, max((last - first).days, 0)))


def _steps(chance: random.Random, admitted: dt.date, last: dt.date, until: dt.date, many: int) -> list[Step]:
    """Milestones with a report each, sent between the admission and `until`; the shipped steps come first."""
    days = sorted(_day(chance, admitted, until) for _n in range(many))
    return [_reported(chance, k, days[k], admitted, last, until, k == many - 1) for k in range(many)]


def _reported(
    chance: random.Random, k: int, sent: dt.date, admitted: dt.date, last: dt.date, until: dt.date, is_last: bool
) -> Step:
    state = chance.choice(LAST_STATES if is_last else EARLIER_STATES)
    decided = min(sent + dt.timedelta(days=chance.randint(1, 9)), until)
    due = min(max(sent + dt.timedelta(days=chance.randint(-20, 45)), admitted), last)
    code, lowest, highest = chance.choice(MEASURED.get(STEPS[k] if k < len(STEPS) else "act", (("", 0, 0),)))
    again = state == "accepted" and chance.random() < 0.1 and decided > sent
    return Step(
        template=STEPS[k] if k < len(STEPS) else "",
        planned_on=admitted,
        due_on=due,
        state=state,
        sent_on=() if state == "draft" else (sent, decided) if again else (sent,),
        decided_on=decided if state in ("accepted", "returned") else None,
        completes=chance.random() < 0.97,
        measured_by=code,
        amount=Decimal(chance.randint(lowest, highest)),
        has_file=chance.random() < 0.7,
        moved_from=max(due - dt.timedelta(days=chance.randint(10, 40)), admitted) if chance.random() < 0.03 else None,
    )


def _ahead(chance: random.Random, admitted: dt.date, last: dt.date, today: dt.date, taken: set[str]) -> list[Step]:
    """What is still to do: one due about now, which may be late, and one later; now and then one that was dropped."""
    free = [step for step in STEPS if step not in taken] + ["", ""]
    soon = max(_day(chance, today - dt.timedelta(days=12), today + dt.timedelta(days=40)), admitted)
    later = _day(chance, min(today + dt.timedelta(days=41), last), last)
    steps = [Step(free[0], admitted, min(soon, last)), Step(free[1], admitted, later)]
    if chance.random() < 0.04:
        steps.append(Step("", admitted, min(later, last), dropped=True))
    return steps
