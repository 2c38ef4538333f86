"""What the clock has to do at that size: reminders and notices. Run by the bench as a program of its own."""

import datetime as dt
import json
import time
from collections.abc import Callable
from typing import Any

import django
from django.db import connection

UNTOLD = 1000


def timed(work: Callable[[], int]) -> dict[str, Any]:
    queries = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*statement)

    began = time.perf_counter()
    with connection.execute_wrapper(count):
        written = work()
    return {"seconds": time.perf_counter() - began, "queries": queries, "written": written}


def main() -> None:
    django.setup()
    # The tables can be read only once Django stands.
    from companies.models import Event  # noqa: PLC0415
    from programme.letters.actions import remind  # noqa: PLC0415
    from programme.notices.actions import tell  # noqa: PLC0415

    now = dt.datetime.now(dt.UTC).replace(hour=10)
    newest = Event.objects.filter(kind="report_accepted").order_by("-pk")[:UNTOLD]
    Event.objects.filter(pk__in=[event.pk for event in newest]).update(told_at=None)

    def tell_all() -> int:
        tell(now=dt.datetime.now(dt.UTC), limit=UNTOLD)
        return UNTOLD

    done = {
        "remind, the first time: mails": timed(lambda: remind(now=now)),
        "remind, ten minutes later: mails": timed(lambda: remind(now=now + dt.timedelta(minutes=10))),
        "tell_events: events told": timed(tell_all),
    }
    print(json.dumps(done))


if __name__ == "__main__":
    main()
