"""`manage.py import_companies FILE --territory CODE [--dry-run] [--refused PATH]`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from companies.imports.actions import Outcome, import_companies, write_refused
from companies.imports.readers import Unreadable, read_lines
from companies.territories.models import Territory
from sme4green.errors import RuleBroken


class Command(BaseCommand):
    help = "Import a list of companies (CSV or XLSX) into a territory; refused rows go to a file with the reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--territory", required=True, help="code of the territory, for example torino")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
        parser.add_argument("--refused", type=Path, help="where the refused rows go")
        parser.add_argument("--language", default="en", help="language of the reasons: it, ro or en")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            outcome = self.outcome(options)
            self.stdout.write(outcome.counts)
            for column, cells in sorted(outcome.not_understood.items()):
                self.stdout.write(f"left out, not understood: {column} in {cells} rows")
            self.tell_refused(outcome, options)

    def outcome(self, options: dict[str, Any]) -> Outcome:
        territory = Territory.objects.filter(code=options["territory"]).first()
        if territory is None:
            known = ", ".join(Territory.objects.order_by("code").values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no territory {options['territory']!r}; there is: {known}.")
        try:
            lines = read_lines(options["file"])
            now = timezone.now()
            return import_companies(territory.pk, lines=lines, by=None, now=now, dry_run=options["dry_run"])
        except (Unreadable, RuleBroken) as no:
            raise CommandError(str(no)) from None

    def tell_refused(self, outcome: Outcome, options: dict[str, Any]) -> None:
        if not outcome.refused:
            return
        if options["dry_run"]:
            for refused in outcome.refused:
                self.stdout.write(f"row {refused.line.number}: {refused.reason}")
            return
        path = options["refused"] or settings.DATA_DIR / "imports" / f"{options['file'].stem}-refused.csv"
        write_refused(path, outcome)
        self.stdout.write(f"refused rows: {path}")
