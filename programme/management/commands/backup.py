"""`manage.py backup`: all records and files of one moment in one archive, while the portal works."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from programme.backups.actions import back_up
from sme4green.errors import RuleBroken


class Command(BaseCommand):
    help = "Writes one archive with the database and the files, and what is needed to see that it is whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, default=settings.DATA_DIR / "backups", help="the folder it is written into"
        )
        parser.add_argument("--keep", type=int, default=0, help="remove older ones beyond this number")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = back_up(options["to"], now=timezone.now(), keep=options["keep"])
        except (RuleBroken, OSError) as no:
            raise CommandError(str(no)) from no
        size = done.path.stat().st_size / 1024**2
        self.stdout.write(f"{done.path}: {done.manifest.rows} rows, {len(done.manifest.files)} files, {size:.1f} MB")
        if done.manifest.gone:
            self.stderr.write(done.manifest.gone)
        for name in done.forgotten:
            self.stdout.write(f"removed {name}")
