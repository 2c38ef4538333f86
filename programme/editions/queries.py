"""Which edition runs, and where."""

import datetime as dt

from companies.models import Territory
from programme.editions.models import Programme


def running_programme(territory: Territory, today: dt.date) -> Programme | None:
    """The edition that is open in the territory on that day, the newest of two; None where there is none."""
    running = Programme.objects.filter(territories=territory, starts_on__lte=today, ends_on__gte=today)
    return running.order_by("-starts_on", "-pk").first()
