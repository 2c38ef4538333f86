"""The list of all companies as a file: seconds, memory of the worker above its idle level, rows in the opened file.

`python -m bench.exports xlsx`: run by the bench as a program of its own, which does what `worker-reports` does.
"""

import csv
import datetime as dt
import io
import json
import re
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import django
from openpyxl import load_workbook

from sme4green.celery import app

MIB = 1024


def memory(what: str) -> int:
    """VmRSS (now) or VmHWM (the most since it was last forgotten) of this process, in KiB."""
    return int(re.search(rf"^{what}:\s+(\d+)", Path("/proc/self/status").read_text(), re.MULTILINE)[1])


def forget_the_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def rows_in(content: bytes, ending: str) -> int:
    """As a reader that is not ours counts them, without the headings."""
    if ending == "csv":
        return sum(1 for _row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) - 1
    return sum(1 for _row in load_workbook(io.BytesIO(content), read_only=True).worksheets[0].rows) - 1


def measured(ending: str) -> dict[str, Any]:
    # The tables can be read only once Django stands.
    from django.core.files.storage import default_storage  # noqa: PLC0415

    from companies.models import User  # noqa: PLC0415
    from programme.exports.actions import ask_for_export, make_due  # noqa: PLC0415
    from programme.exports.forms import wanted_of  # noqa: PLC0415
    from programme.exports.states import Format, What  # noqa: PLC0415

    now = dt.datetime.now(dt.UTC)
    person = User.objects.get(email="sofia@demo.example")
    asked = {"what": What.COMPANIES, "format": Format(ending), "query": "", "filters": [], "language": "en"}
    export = ask_for_export(by=person, now=now, one_time_key=uuid.uuid4(), **asked)
    forget_the_peak()
    idle, began = memory("VmRSS"), time.perf_counter()
    make_due(now=now, read=wanted_of)
    seconds, peak = time.perf_counter() - began, memory("VmHWM")
    export.refresh_from_db()
    with default_storage.open(export.stored_as) as file:
        rows = rows_in(file.read(), ending)
    return {
        "rows": rows,
        "seconds": seconds,
        "idle_mib": idle / MIB,
        "peak_mib_above_idle": (peak - idle) / MIB,
        "size_mib": export.size_bytes / MIB / MIB,
    }


def main() -> None:
    django.setup()
    app.loader.import_default_modules()  # what a worker has in memory before it does anything
    print(json.dumps(measured(sys.argv[1])))


if __name__ == "__main__":
    main()
