"""The tick of the reminders: reads the clock and calls one action."""

from celery import shared_task
from django.utils import timezone

from programme.reminders import actions


@shared_task
def remind() -> int:
    return actions.remind(now=timezone.now())
