"""Two people in the same second."""

import threading
from collections.abc import Callable

from django.db import connection

from sme4green.errors import RuleBroken


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Run the acts in threads that start together; "done" or "refused" for each."""
    gate, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            act()
            outcomes[place] = "done"
        except RuleBroken:
            outcomes[place] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
