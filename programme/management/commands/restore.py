"""`manage.py restore ARCHIVE`: a backup in the place of an empty database; its mail is held until a person says so."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from programme.backups.actions import look_at, restore
from sme4green.errors import RuleBroken


class Command(BaseCommand):
    help = "Checks that a backup is whole, then puts its records and files here. Stop web, workers and beat before."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="only look whether it is whole and fits; change nothing"
        )
        parser.add_argument("--replace", default="", metavar="NAME", help="the name of the database that is to be lost")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                manifest = look_at(options["archive"])
            else:
                manifest = restore(options["archive"], now=timezone.now(), replace=options["replace"])
        except RuleBroken as no:
            raise CommandError(str(no)) from no
        self.stdout.write(f"{manifest.made_at:%Y-%m-%d %H:%M} UTC: {manifest.rows} rows, {len(manifest.files)} files")
        if manifest.gone:
            self.stderr.write(manifest.gone)
        if options["check"]:
            return
        for step in ("migrate", "createcachetable"):
            call_command(step, verbosity=0)
        self.stdout.write("Restored. Mail is held: `manage.py release_mail`, or the page of a manager, lets it go.")
