"""The same counters in plain Python over raw rows: slow, and written without a look at the queries."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from operator import attrgetter
from typing import Any

from programme.models import (
    Assignment,
    Decision,
    Milestone,
    Participation,
    Programme,
    ProgressReport,
    Sending,
    SentFigure,
)


def by(name: str, rows: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[attrgetter(name)(row)].append(row)
    return found


class Rows:
    """All rows of the world, read once."""

    def __init__(self) -> None:
        self.parts = list(Participation.objects.select_related("territory"))
        self.assignments = by("participation_id", Assignment.objects.all())
        reports = ProgressReport.objects.select_related("milestone__template")
        self.reports = by("milestone.participation_id", reports)
        self.sendings = by("report_id", Sending.objects.all())
        self.answers = {row.sending_id: row for row in Decision.objects.all()}
        self.figures = by("sending_id", SentFigure.objects.select_related("indicator"))
        self.files = by("sending_id", Sending.evidence.through.objects.select_related("evidencefile"))


class Recount:
    """The rows as they were at the end of one local day."""

    def __init__(self, rows: Rows, programme: Programme, as_of: dt.date, territories: set[str]) -> None:
        self.rows, self.as_of = rows, as_of
        self.parts = [
            part
            for part in rows.parts
            if part.programme_id == programme.pk and part.territory.code in territories and self.runs(part)
        ]

    def happened(self, moment: dt.datetime | None, part: Participation) -> bool:
        zone = zoneinfo.ZoneInfo(part.territory.zone_name)
        return moment is not None and moment.astimezone(zone).date() <= self.as_of

    def runs(self, part: Participation) -> bool:
        return self.happened(part.admitted_at, part) and not self.happened(part.ended_at, part)

    def companies(self) -> dict[str, dict[str, set[int]]]:
        """counter → level → ids of companies."""
        found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        steps = {"plan": "awareness_and_models", "act": "innovative"}
        for part in self.parts:
            found["smes_supported"]["claimed"].add(part.company_id)
            for row in self.rows.assignments.get(part.pk, []):
                if self.happened(row.assigned_at, part):
                    found["smes_tutored"]["claimed"].add(part.company_id)
            for milestone, sending, levels in self.standing(part):
                step = steps.get(milestone.template.code) if milestone.template and sending.completes else None
                for level in levels:
                    if level != "claimed":
                        found["smes_supported"][level].add(part.company_id)
                    if step:
                        found[step][level].add(part.company_id)
        return found

    def figures(self) -> dict[str, dict[str, tuple[Decimal, int]]]:
        """indicator → level → (sum, number of companies)."""
        found: dict[str, dict[str, tuple[Decimal, int]]] = defaultdict(dict)
        for code, by_company in self.counting().items():
            for level in ("claimed", "proved", "accepted"):
                values = [row.value for levels in by_company.values() for row in levels[level]]
                whose = [company for company, levels in by_company.items() if levels[level]]
                if whose:
                    found[code][level] = (sum(values, Decimal(0)), len(whose))
        return found

    def between(self) -> dict[str, dict[str, int]]:
        """indicator → "claimed proved" and so on → companies with a figure that counts on only one of the two.

        Under "odd": companies with a figure that counts on one level or on all three.
        """
        found: dict[str, dict[str, int]] = {}
        for code, by_company in self.counting().items():
            sets = [{level: set(rows) for level, rows in levels.items()} for levels in by_company.values()]
            found[code] = {
                "proved claimed": sum(one["proved"] != one["claimed"] for one in sets),
                "accepted claimed": sum(one["accepted"] != one["claimed"] for one in sets),
                "accepted proved": sum(one["accepted"] != one["proved"] for one in sets),
                "odd": sum(bool(one["claimed"] ^ one["proved"] ^ one["accepted"]) for one in sets),
            }
        return found

    def counting(self) -> dict[str, dict[int, dict[str, list[SentFigure]]]]:
        """indicator → company → level → its figures that count, the last one of each milestone."""
        found: dict = defaultdict(lambda: defaultdict(lambda: {"claimed": [], "proved": [], "accepted": []}))
        for part in self.parts:
            last: dict[tuple[str, str, int], SentFigure] = {}
            for milestone, sending, levels in sorted(self.standing(part), key=lambda one: (one[1].sent_at, one[1].pk)):
                for figure in self.rows.figures.get(sending.pk, []):
                    for level in levels if figure.indicator.adds_up else []:
                        last[figure.indicator.code, level, milestone.pk] = figure
            for (code, level, _milestone), figure in last.items():
                found[code][part.company_id][level].append(figure)
        return found

    def standing(self, part: Participation) -> list[tuple[Milestone, Sending, list[str]]]:
        """(milestone, sending that stands, levels that it has come to) of one company."""
        found = []
        for report in self.rows.reports.get(part.pk, []):
            sendings = [row for row in self.rows.sendings.get(report.pk, []) if self.happened(row.sent_at, part)]
            if not sendings:
                continue
            last = max(sendings, key=lambda row: row.number)
            answer = self.rows.answers.get(last.pk)
            verdict = answer.verdict if answer and self.happened(answer.decided_at, part) else ""
            links = self.rows.files.get(last.pk, [])
            files = [link for link in links if not self.happened(link.evidencefile.removed_at, part)]
            if verdict != "returned":
                levels = ["claimed"] + ["proved"] * bool(files) + ["accepted"] * (verdict == "accepted")
                found.append((report.milestone, last, levels))
        return found
