"""The tick of the imports: reads the clock and calls one action."""

from celery import shared_task
from django.utils import timezone

from companies.imports import actions


@shared_task
def run_imports() -> int:
    return actions.run_imports(now=timezone.now())
