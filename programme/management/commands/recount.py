"""`manage.py recount`: the numbers of the dashboards, worked out anew from all records."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from programme.tallies.actions import recount


class Command(BaseCommand):
    help = "Works out the numbers of the dashboards anew from all records and puts right what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="answer 1 where something differed")

    def handle(self, *args: Any, **options: Any) -> None:
        found = recount(now=timezone.now())
        self.stdout.write(
            f"{found.participations} participations, {found.changed} counted anew, {found.mended} tallies put right"
        )
        if options["check"] and (found.changed or found.mended):
            sys.exit(1)
