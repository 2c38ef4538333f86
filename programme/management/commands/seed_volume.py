"""`manage.py seed_volume`: the demo with very many companies, to see how the portal bears them."""

import time
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from programme.demo.actions import seed_demo
from programme.volume.actions import seed_volume


class Command(BaseCommand):
    help = "Adds invented companies with reports to the demo; the same seed invents the same ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--companies", type=int, default=2000)
        parser.add_argument("--reports-per-company", type=int, default=5, dest="reports")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo (DEMO is off): its records would mix with real ones.")
        began, now = time.monotonic(), timezone.now()
        seed_demo(now=now)
        rows = seed_volume(companies=options["companies"], reports=options["reports"], seed=options["seed"], now=now)
        seconds = time.monotonic() - began
        self.stdout.write(f"{options['companies']} companies, {rows} rows in {seconds:.0f} s.")
