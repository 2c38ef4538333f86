"""Whose mail of the week is due, and what stands in it."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from programme.letters.models import Digest
from programme.letters.rules import monday_morning
from programme.notices.models import Notice
from programme.reminders.rules import may_speak


def weekly_notices(*, now: dt.datetime) -> list[tuple[dt.date, list[Notice]]]:
    """(Monday, notices of one person), for each person who waits for the mail of a week that has come.

    It holds what was told before Monday, 8:00, where the person lives; a clock that stood still then catches up.
    """
    waiting = Notice.objects.filter(weekly=True, mail=None, person__is_active=True, told_at__lt=now)
    found = []
    for name in waiting.order_by().values_list("person__zone_name", flat=True).distinct():
        local = now.astimezone(ZoneInfo(name))
        if not may_speak(local):
            continue
        morning = monday_morning(local)
        written = Digest.objects.filter(person=OuterRef("person"), week_on=morning.date())
        rows = waiting.filter(~Exists(written), person__zone_name=name, told_at__lt=morning)
        related = ("person", "event__company", "event__by", "event__person", "reminder")
        by_person: dict[int, list[Notice]] = {}
        for notice in rows.select_related(*related).order_by("person", "told_at", "pk"):
            by_person.setdefault(notice.person_id, []).append(notice)
        found += [(morning.date(), notices) for notices in by_person.values()]
    return found
