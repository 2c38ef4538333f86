"""`manage.py prepare`: what has to be there before the portal serves, first and after each update."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from programme.tallies.queries import is_incomplete


class Command(BaseCommand):
    help = "Migrates, makes the table of the cache, loads reference data and the catalogue, counts. Harmless to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for step in ("migrate", "createcachetable", "load_reference", "load_catalogue"):
            call_command(step, stdout=self.stdout, stderr=self.stderr)
        if is_incomplete():
            call_command("recount", stdout=self.stdout)
