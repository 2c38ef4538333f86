"""Which pages are measured, as whom, and what is aimed at (× the empty page, unless said otherwise)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bench.empty import EMPTY
from bench.server import Ground
from bench.visitor import Visitor

PEOPLE = {
    "manager": "sofia@demo.example",
    "facilitator": "giulia@demo.example",
    "official": "carla@demo.example",
    "member": "marta@demo.example",
}
FAR = 499  # clicks on “Next”, where there are so many full pages
LIST, REPORTS = "/companies/", "/reports/"
FIRST, DEEP = "companies, first page", "companies, page 500"


@dataclass(frozen=True)
class Page:
    """One line of the table."""

    name: str
    who: str
    path: str
    aim: float | None = None


def pages(ground: Ground, visitors: dict[str, Visitor]) -> Iterator[Page]:
    yield Page("empty signed-in page", "manager", EMPTY)
    for who in PEOPLE:
        yield Page("home", who, "/home/")
    yield from _lists(ground, visitors["manager"])
    yield from _files(ground)
    yield from _dashboards(ground)
    yield Page("reports, first page", "manager", REPORTS)
    yield Page("reports, waiting for a reviewer", "facilitator", f"{REPORTS}?state=sent")
    yield Page("applications", "facilitator", "/applications/")
    yield Page("queue of late milestones", "facilitator", "/queues/late/")
    yield Page("queue without a tutor", "facilitator", "/queues/without-tutor/")


def _lists(ground: Ground, manager: Visitor) -> Iterator[Page]:
    ((number,),) = ground.ask("SELECT normalised FROM companies_identifier ORDER BY id DESC LIMIT 1")
    ((companies,),) = ground.ask("SELECT count(*) FROM companies_company")
    last_full = companies // 50 - 1
    torino, stage = manager.option(LIST, "territory", "Torino"), manager.option(LIST, "stage", "Takes part")
    yield Page(FIRST, "manager", LIST, 1.5)
    yield Page(FIRST, "facilitator", LIST, 1.5)
    yield Page("companies of a territory and a stage", "manager", f"{LIST}?territory={torino}&stage={stage}", 1.7)
    yield Page("companies, part of a name", "manager", f"{LIST}?q=valdora", 2.5)
    yield Page("companies, two words", "manager", f"{LIST}?q=ferrero+gelat", 2.5)
    yield Page("companies, part of a number", "manager", f"{LIST}?q={number[2:9]}", 2.5)
    yield Page(DEEP, "manager", manager.further(LIST, min(FAR, last_full)))


def _files(ground: Ground) -> Iterator[Page]:
    busiest = """
        SELECT p.company_id FROM programme_milestone m JOIN programme_participation p ON p.id = m.participation_id
        JOIN companies_territory t ON t.id = p.territory_id WHERE t.code = 'torino'
        GROUP BY p.company_id ORDER BY count(*) DESC, p.company_id LIMIT 1"""
    alone = """
        SELECT p.company_id FROM programme_participation p JOIN programme_programme e ON e.id = p.programme_id
        JOIN companies_territory t ON t.id = p.territory_id
        WHERE t.code = 'torino' AND e.code = 'demo' AND p.ended_at IS NULL AND NOT EXISTS
        (SELECT 1 FROM programme_assignment a WHERE a.participation_id = p.id) ORDER BY p.id DESC LIMIT 1"""
    ((company,),), ((without,),) = ground.ask(busiest), ground.ask(alone)
    yield Page("file of a company", "facilitator", f"{LIST}{company}/", 1.6)
    yield Page("file of a company", "manager", f"{LIST}{company}/", 1.6)
    yield Page("milestones of a company", "facilitator", f"{LIST}{company}/milestones/")
    yield Page("choice of a tutor", "facilitator", f"{LIST}{without}/tutor/")


def _dashboards(ground: Ground) -> Iterator[Page]:
    past = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=60)
    yield Page("dashboard, today", "official", "/dashboards/demo/", 4)
    yield Page("dashboard, today", "manager", "/dashboards/demo/", 4)
    yield Page("dashboard, a past day", "manager", f"/dashboards/demo/?as_of={past}", 4)
    yield Page("picture of the edition", "manager", "/dashboards/demo/picture/")
