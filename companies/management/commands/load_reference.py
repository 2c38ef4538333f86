"""`manage.py load_reference`: sectors, municipalities, NUTS regions, legal forms, and the first territories."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from companies.reference.actions import load_reference
from companies.territories.actions import make_first_territories


class Command(BaseCommand):
    help = "Bring the reference tables to what the shipped files say; make Torino and Ilfov if they do not exist."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        with translation.override("en"):
            for table in load_reference():
                self.stdout.write(f"{table.table}: {table.rows} rows, {table.written} written")
            for territory in make_first_territories(now=timezone.now()):
                self.stdout.write(
                    f"territory made: {territory.name}, {territory.municipalities.count()} municipalities"
                )
        self.stdout.write(f"in {time.monotonic() - started:.1f} s")
