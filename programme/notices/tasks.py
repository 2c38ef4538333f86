"""The ticks of the outbox: each reads the clock and calls one action."""

from celery import shared_task
from django.utils import timezone

from programme.notices import actions


@shared_task
def tell_events() -> int:
    now = timezone.now()
    written = actions.tell(now=now)
    actions.note_tick(now=now)
    return written


@shared_task
def send_urgent() -> int:
    return actions.send_due(now=timezone.now(), urgent_only=True)


@shared_task
def send_mail() -> int:
    return actions.send_due(now=timezone.now())


@shared_task
def recover_leases() -> int:
    return actions.recover_leases(now=timezone.now())
