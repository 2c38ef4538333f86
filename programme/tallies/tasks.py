"""The tick of the counters: reads the clock and calls one action."""

from celery import shared_task
from django.utils import timezone

from programme.tallies import actions


@shared_task
def count_events() -> int:
    return actions.count_events(now=timezone.now())
