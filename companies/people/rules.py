"""What days and browsers mean."""

import datetime as dt
from zoneinfo import ZoneInfo

# The zone to begin with; the person may change it.
ZONE_BY_LANGUAGE = {"it": "Europe/Rome", "ro": "Europe/Bucharest"}


def end_of_day(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment after a local day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
