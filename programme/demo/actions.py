"""The records of the demo."""

import datetime as dt
from typing import Any


def seed_demo(*, now: dt.datetime) -> list[Any]:
    """Who can sign in."""
    return []
