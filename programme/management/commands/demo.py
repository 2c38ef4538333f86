"""`manage.py demo`: the whole portal on this machine, with made-up records, a server and a worker."""

import atexit
import io
import os
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.commands import runserver
from django.utils import timezone

from programme.demo.actions import seed_demo
from programme.demo.gateway import Worker, leave_with, port_is_free
from programme.tallies.queries import is_incomplete


class Command(runserver.Command):
    help = "Prepares the demo, prints who can sign in, serves it on PORT (default 8000) and runs the worker."
    default_port = os.environ.get("PORT", "8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo (DEMO is off): its records would mix with real ones.")
        # With the reloader this runs twice: in the process that watches, and in each one that serves.
        self.serves_for_reloader = os.environ.get("RUN_MAIN") == "true"
        if self.serves_for_reloader:
            leave_with(os.getppid())
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits that it is ignored
        try:
            if not self.serves_for_reloader:
                self.prepare(options["addrport"])
            os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
            super().handle(*args, **{**options, "skip_checks": True})
        except KeyboardInterrupt:
            sys.exit(0)

    def prepare(self, addrport: str | None) -> None:
        host, _colon, port = (addrport or self.default_port).rpartition(":")
        if not port_is_free(host or self.default_addr, port):
            raise CommandError(f"Port {port} is already in use; choose another with PORT=… (for example PORT=8001).")
        self.check()
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        self.stdout.write("These people can sign in:")
        for one in seed_demo(now=timezone.now()):
            self.stdout.write(f"  {one.email:20}  {one.password}  {one.name}, {one.role} {one.territory}".rstrip())
        self.stdout.flush()
        if is_incomplete():  # the demo of an earlier version
            call_command("recount", stdout=io.StringIO())

    def on_bind(self, server_port: int) -> None:
        """The port is ours: only now a worker may start, so that a second demo never starts a second worker."""
        worker = Worker(settings.BASE_DIR)
        atexit.register(worker.stop)
        worker.start()
        address = f"http://localhost:{server_port}"
        self.stdout.write(f"The portal is at {address} and its mails are at {address}/demo/mailbox/. Ctrl-C ends it.")
        self.stdout.flush()
