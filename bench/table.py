"""The figures of a run as Markdown."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.pages import DEEP, FIRST, Page
from bench.visitor import Measure

PLACE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- what follows is written by make bench WRITE=1 -->", "<!-- end of what make bench writes -->"
LINE = tuple[Page, Sequence[Measure]]


def pages_table(sizes: Sequence[int], lines: Sequence[LINE]) -> str:
    """One row per page: at the largest size, and beside it how the ratio grew from the smallest."""
    head = ["page", "who", "p50 ms", "p95 ms", "queries", "kB", "× empty", "aim"]
    if len(sizes) > 1:
        head += [f"× empty at {sizes[0]:,}", "growth"]
    rows = [head, ["---", "---", *["---:"] * (len(head) - 2)]]
    firsts = {page.who: measures[-1] for page, measures in lines if page.name == FIRST}
    for page, measures in lines:
        last = measures[-1]
        aim = f"≤ {page.aim:g}" if page.aim else ""
        if page.name == DEEP:
            aim = f"≤ {1.2 * firsts[page.who].ratio:.2f}"
        row = [page.name, page.who, f"{last.p50:.0f}", f"{last.p95:.0f}", str(last.queries), f"{last.kilobytes:.0f}"]
        row += [f"{last.ratio:.2f}", aim]
        if len(sizes) > 1:
            row += [f"{measures[0].ratio:.2f}", f"{last.ratio / measures[0].ratio:.2f}"]
        rows.append(row)
    return as_markdown(rows)


def clock_table(done: dict[str, dict[str, Any]]) -> str:
    rows = [["work of the clock", "written", "seconds", "queries"], ["---", "---:", "---:", "---:"]]
    rows += [
        [name, f"{one['written']:,}", f"{one['seconds']:.1f}", f"{one['queries']:,}"] for name, one in done.items()
    ]
    return as_markdown(rows)


def exports_table(done: dict[str, dict[str, Any]]) -> str:
    """How long a list takes as a file, and what the worker needs for it beyond what it needs when idle."""
    rows = [
        ["all companies as a file", "rows in the opened file", "seconds", "MiB above idle", "MiB of the file"],
        ["---", *["---:"] * 4],
    ]
    rows += [
        [
            name.upper(),
            f"{one['rows']:,}",
            f"{one['seconds']:.1f}",
            f"{one['peak_mib_above_idle']:.1f}",
            f"{one['size_mib']:.1f}",
        ]
        for name, one in done.items()
    ]
    return as_markdown(rows)


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def machine() -> str:
    """Processor and number of cores."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    name = names[0].partition(":")[2].strip() if names else "unknown processor"
    return f"{name}, {os.cpu_count()} cores"


def write(report: str) -> None:
    """Put the figures where docs/performance.md keeps them."""
    before, _begin, rest = PLACE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PLACE.write_text(f"{before}{BEGIN}\n\n{report}\n\n{END}{after}")
