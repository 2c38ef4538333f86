"""The ticks of mails on several things: each reads the clock and calls one action."""

from celery import shared_task
from django.utils import timezone

from programme.letters import actions


@shared_task
def remind() -> int:
    return actions.remind(now=timezone.now())


@shared_task
def write_weekly() -> int:
    return actions.write_weekly(now=timezone.now())
