"""What days and browsers mean."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

# Where in a session the moment stands at which its person was last seen.
SEEN_AT = "seen_at"

# The zone to begin with; the person may change it.
ZONE_BY_LANGUAGE = {"it": "Europe/Rome", "ro": "Europe/Bucharest"}


def end_of_day(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment after a local day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)


# Each browser also names those before whom it wants to be taken for: the first one found is meant.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_in_words(user_agent: str) -> str:
    """“Firefox, Windows”; what does not say who it is has no name."""
    known = (next((name for sign, name in table.items() if sign in user_agent), "") for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in known if name) or _("A browser without a name")
