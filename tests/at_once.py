"""Two people in the same second."""

import threading
from collections.abc import Callable

from django.db import connection
from django.utils import translation

from sme4green.errors import RuleBroken

Act = Callable[[], object]


def told_at_once(*acts: Act) -> list[object]:
    """Run the acts in threads that start together; for each what it gave back, or the RuleBroken it ended with."""
    gate, told, language = threading.Barrier(len(acts)), [None] * len(acts), translation.get_language()

    def run(place: int, act: Act) -> None:
        with translation.override(language):
            gate.wait(10)
            try:
                told[place] = act()
            except RuleBroken as no:
                told[place] = no
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return told


def at_once(acts: list[Act]) -> list[str]:
    """The same, with "done" or "refused" for each."""
    return ["refused" if isinstance(one, RuleBroken) else "done" for one in told_at_once(*acts)]
