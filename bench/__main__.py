"""`make bench`: seeds, serves, asks, and prints what it took. COMPANIES=2000 for a short run, WRITE=1 to keep it."""

import datetime as dt
import json
import os
import sys

from bench.pages import PEOPLE, Page, pages
from bench.server import Ground, ground
from bench.table import clock_table, exports_table, machine, pages_table, write
from bench.visitor import Measure, Visitor

SIZES = (2000, 50000)
TIMES = int(os.environ.get("TIMES") or 30)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def look(place: Ground) -> dict[tuple[str, str], tuple[Page, Measure]]:
    """Every page, by name and person."""
    found = {}
    with place.serving():
        visitors = {who: Visitor(place.port, email) for who, email in PEOPLE.items()}
        manager = visitors["manager"]
        manager.get("/home/")
        for page in pages(place, visitors):
            measure = visitors[page.who].measure(page.path, times=TIMES)
            found[page.name, page.who] = page, measure
            say(f"  {page.name}, {page.who}: {measure.p50:.0f} ms, × {measure.ratio:.2f}, {measure.queries} queries")
    return found


def main() -> None:
    sizes = [int(size) for size in os.environ["COMPANIES"].split(",")] if os.environ.get("COMPANIES") else [*SIZES]
    with ground() as place:
        runs, there = [], 0
        for size in sizes:
            say(f"{size:,} companies: {place.seed(size - there)}")
            there = size
            runs.append(look(place))
        done = json.loads(place.run("-m", "bench.clock"))
        files = {one: json.loads(place.run("-m", "bench.exports", one)) for one in ("xlsx", "csv")}
        lines = [(page, [run[key][1] for run in runs]) for key, (page, _measure) in runs[-1].items()]
        head = (
            f"{dt.datetime.now(dt.UTC):%d %B %Y}, {sizes[-1]:,} companies with 5 reports each, {place.database},"
            f" {machine()}; one client, {TIMES} times each."
        )
        report = "\n\n".join([head, pages_table(sizes, lines), clock_table(done), exports_table(files)])
    print(report)
    if os.environ.get("WRITE") == "1":
        write(report)


if __name__ == "__main__":
    main()
