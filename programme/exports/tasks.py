"""The ticks of the files: each reads the clock and calls one action."""

from celery import shared_task
from django.utils import timezone

from programme.exports import actions
from programme.exports.forms import wanted_of


@shared_task
def make_exports() -> int:
    return actions.make_due(now=timezone.now(), read=wanted_of)


@shared_task
def remove_old() -> int:
    return actions.remove_old(now=timezone.now())
