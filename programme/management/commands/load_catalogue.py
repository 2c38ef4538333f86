"""`manage.py load_catalogue`: the indicators and the ready steps that ship with the portal."""

from typing import Any

from django.core.management.base import BaseCommand

from programme.indicators.actions import load_indicators
from programme.milestones.actions import load_templates


class Command(BaseCommand):
    help = "Adds the indicators and milestone templates that are not known yet; what was edited stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        indicators, templates = load_indicators(), load_templates()
        self.stdout.write(f"added {len(indicators)} indicators and {len(templates)} milestone templates")
