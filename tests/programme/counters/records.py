"""Sendings and answers for the tests of counters, and a world of them made by chance (the same for the same seed)."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from companies.models import Company, Territory, User
from programme.models import (
    Decision,
    Indicator,
    Milestone,
    MilestoneTemplate,
    Participation,
    Programme,
    Sending,
    SentFigure,
)
from programme.reports.states import ReportState
from tests import make


def sent(
    milestone: Milestone,
    *,
    at: dt.datetime = make.NOW,
    by: User,
    files: int = 0,
    figures: dict[Indicator, Any] | None = None,
    completes: bool = False,
) -> Sending:
    """A sending on the open report of the milestone, or on a new one."""
    report = milestone.reports.exclude(state=ReportState.ACCEPTED).first() or make.report(milestone, by=by)
    report.state = ReportState.SENT
    report.save(update_fields=["state"])
    number = report.sendings.count() + 1
    row = Sending.objects.create(
        report=report, number=number, text="Done.", completes=completes, sent_at=at, sent_by=by
    )
    company = milestone.participation.company
    row.evidence.set([make.evidence(company, by=by, uploaded_at=at) for _file in range(files)])
    for indicator, value in (figures or {}).items():
        SentFigure.objects.create(sending=row, indicator=indicator, value=Decimal(str(value)), unit=indicator.unit)
    return row


def answered(sending: Sending, verdict: str = "accepted", *, at: dt.datetime = make.NOW, by: User) -> Decision:
    state = ReportState.ACCEPTED if verdict == "accepted" else ReportState.RETURNED
    type(sending.report).objects.filter(pk=sending.report_id).update(state=state)
    if verdict == "accepted" and sending.completes:
        Milestone.objects.filter(reports=sending.report, achieved_at=None).update(achieved_at=at)
    return Decision.objects.create(sending=sending, verdict=verdict, note="Because.", decided_at=at, decided_by=by)


def world(seed: int, *, companies: int = 14) -> Programme:
    """An edition in two time zones whose facts fall on every side of midnight, and a second edition beside it."""
    dice = random.Random(seed)  # noqa: S311 no secret depends on it
    who = make.user()
    torino = make.territory("torino")
    ilfov = make.territory("ilfov", country="RO", zone_name="Europe/Bucharest")
    steps = [make.template("plan"), make.template("act"), make.template("share"), None]
    measures = [
        make.indicator("energy-saved"),
        make.indicator("people-trained"),
        make.indicator("renewable-share", adds_up=False),
    ]
    editions = [make.programme("one", torino, ilfov), make.programme("two", torino, ilfov)]
    for _n in range(companies):
        company = make.company(territory=dice.choice([torino, ilfov]))
        for edition in dice.choice([editions, editions[:1], editions[:1]]):
            story = Story(dice, who, measures)
            story.of_participation(company.territory, company, edition, steps)
    return editions[0]


class Story:
    """What happened to one company, one fact after the other."""

    def __init__(self, dice: random.Random, who: User, measures: list[Indicator]) -> None:
        self.dice, self.who, self.measures = dice, who, measures
        self.at = make.NOW - dt.timedelta(days=20)

    def later(self) -> dt.datetime:
        """Some hours later; often close to a midnight in Rome or Bucharest."""
        self.at += dt.timedelta(hours=self.dice.randint(1, 40))
        if self.dice.random() < 0.5:
            self.at = self.at.replace(hour=self.dice.choice([21, 22, 23]), minute=self.dice.choice([0, 30]))
        return self.at

    def of_participation(self, territory: Territory, company: Company, edition: Programme, steps: list) -> None:
        row = make.participation(company, edition, by=self.who, territory=territory, admitted_at=self.later())
        if self.dice.random() < 0.5:
            make.assignment(row, make.tutor(make.user()), by=self.who, assigned_at=self.later())
        for step in self.dice.sample(steps, self.dice.randint(0, 3)):
            self.of_milestone(row, step)
        ends = {"ended_at": self.later(), "ended_by": self.who}
        if self.dice.random() < 0.3:
            row.assignments.update(**ends)
        if self.dice.random() < 0.2:
            Participation.objects.filter(pk=row.pk).update(**ends)

    def of_milestone(self, row: Participation, step: MilestoneTemplate | None) -> None:
        milestone = make.milestone(row, by=self.who, template=step)
        for _round in range(self.dice.randint(0, 4)):
            figures = {one: self.dice.randint(1, 9000) / 8 for one in self.dice.sample(self.measures, 2)}
            sending = sent(
                milestone,
                at=self.later(),
                by=self.who,
                files=self.dice.randint(0, 2),
                figures=figures if self.dice.random() < 0.7 else {},
                completes=self.dice.random() < 0.6,
            )
            if self.dice.random() < 0.2:
                sending.evidence.update(removed_at=self.later(), removed_by=self.who)
            if self.dice.random() < 0.3:
                return
            answered(sending, self.dice.choice(["accepted", "returned"]), at=self.later(), by=self.who)
