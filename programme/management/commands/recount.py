"""`manage.py recount`: the numbers of the dashboards and the last reports, worked out anew from all records."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from programme.reports.actions import mend_last_sent
from programme.tallies.actions import recount


class Command(BaseCommand):
    help = "Works out the numbers of the dashboards and the last reports anew and puts right what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="answer 1 where something differed")

    def handle(self, *args: Any, **options: Any) -> None:
        found, late = recount(now=timezone.now()), mend_last_sent()
        self.stdout.write(
            f"{found.participations} participations, {found.changed} counted anew, {found.mended} tallies put right,"
            f" {late} last reports"
        )
        if options["check"] and (found.changed or found.mended or late):
            sys.exit(1)
