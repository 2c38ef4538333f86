"""When a local day ends."""

import datetime as dt


def end_of_day(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """The first moment after the local day; facts before it belong to the day or to an earlier one."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
