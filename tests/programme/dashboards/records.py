"""Reports with a figure, for the tests of dashboards."""

from typing import Any

from programme.models import Indicator, Participation
from programme.tallies.actions import recount
from tests import make
from tests.cast import Cast
from tests.programme.counters.records import sent


def reported(cast: Cast, part: Participation, kwh: Indicator, value: float = 100, **columns: Any) -> Any:
    by = cast.people["facilitator"]
    return sent(make.milestone(part, by=by), by=by, figures={kwh: value}, **{"files": 1, **columns})


def others(cast: Cast, kwh: Indicator, number: int, place: str = "torino") -> None:
    for n in range(number):
        company = make.company(f"Other {n:02}", territory=getattr(cast, place))
        part = make.participation(company, cast.programme, by=cast.people["facilitator"])
        reported(cast, part, kwh)
    recount(now=make.NOW)
