"""When the mail of the week is due."""

import datetime as dt

from programme.reminders.rules import MORNING


def monday_morning(local: dt.datetime) -> dt.datetime:
    """The last Monday, 8:00, that is not ahead of this local moment."""
    monday = (local - dt.timedelta(days=local.weekday())).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return monday if monday <= local else monday - dt.timedelta(days=7)
