"""`manage.py import_companies FILE --territory CODE [--dry-run] [--refused PATH]`."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone, translation

from companies.imports.actions import import_at_once
from companies.imports.gateway import forget
from companies.imports.models import ImportRun
from companies.imports.queries import rows_of
from companies.imports.rules import refused_table
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
        dry_run = options["dry_run"]
        with translation.override(options["language"]), transaction.atomic() if dry_run else nullcontext():
            run = self.brought(options)
            self.stdout.write(
                f"imported {run.created}, completed {run.updated}, unchanged {run.unchanged}, "
                f"refused {run.refused}, to be asked {run.questions}"
            )
            self.tell_refused(run, options)
            if dry_run:
                transaction.set_rollback(True)
                forget(run.stored_as)

    def brought(self, options: dict[str, Any]) -> ImportRun:
        territory = Territory.objects.filter(code=options["territory"]).first()
        if territory is None:
            known = ", ".join(Territory.objects.order_by("code").values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no territory {options['territory']!r}; there is: {known}.")
        try:
            with options["file"].open("rb") as file:
                upload = File(file, name=options["file"].name)
                return import_at_once(territory.pk, upload=upload, now=timezone.now())
        except OSError as error:
            raise CommandError(f"The file cannot be opened: {error.strerror}.") from None
        except RuleBroken as no:
            raise CommandError(str(no)) from None

    def tell_refused(self, run: ImportRun, options: dict[str, Any]) -> None:
        refused = rows_of(run, "refused")
        if not run.refused:
            return
        if options["dry_run"]:
            for row in refused:
                self.stdout.write(f"row {row.number}: {row.note}")
            return
        path = options["refused"] or settings.DATA_DIR / "imports" / f"{options['file'].stem}-refused.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(refused_table(run, refused)), encoding="utf-8-sig", newline="")
        self.stdout.write(f"refused rows: {path}")
