"""`manage.py release_mail --yes`: mail that a restore holds leaves again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from programme.notices.actions import release_mail
from programme.notices.queries import held_mails, mail_hold
from sme4green.errors import RuleBroken


class Command(BaseCommand):
    help = "Says what is held since a restore; with --yes, lets it go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="this portal is in use: let mail leave")
        parser.add_argument("--also-older", action="store_true", help="also mails written before the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        if hold := mail_hold():
            older, newer = held_mails(hold)
            self.stdout.write(
                f"Held since {hold.held_at:%Y-%m-%d %H:%M} UTC, records as of {hold.copy_of:%Y-%m-%d %H:%M} UTC."
            )
            self.stdout.write(f"Mails written before the backup: {older} (they may have left then); since: {newer}.")
        if not options["yes"]:
            raise CommandError("Nothing was released. Add --yes, and --also-older to send those of before as well.")
        try:
            left = release_mail(by=None, now=timezone.now(), also_older=options["also_older"])
        except RuleBroken as no:
            raise CommandError(str(no)) from no
        self.stdout.write(f"Mail leaves again; {left} wait for a worker.")
