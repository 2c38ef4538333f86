"""What must be settled before Django reads its settings: the database, and which parts of the suite can run here.

`TEST_DB=sqlite` (the default) or `TEST_DB=postgres`. A `DATABASE_URL` of the person is used for postgres.
`REQUIRE_ALL=1` makes the run fail when a part did not run.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
GETTEXT = ("xgettext", "msgmerge", "msgfmt")
# The settings of a test run are those of the demo, whatever the person's own .env says.
NEUTRAL = {
    "DEMO": "on",
    "DEBUG": "off",
    "MAIL_LEAVES": "off",
    "EMAIL_URL": "consolemail://",
    "REDIS_URL": "",
    "CONN_MAX_AGE": "0",  # a thread of a live server lets go of its connection with each request
    "SECRET_KEY": "the-key-of-the-test-run",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in the thread of the tests
}


def chromium() -> str:
    """The path of the machine's Chromium, or nothing."""
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), "")


def trigram(url: str) -> bool:
    """Does the PostgreSQL at this address know pg_trgm?"""
    if not url.startswith("postgres"):
        return False
    address = url.replace("/sme4green?", "/postgres?", 1) if os.environ.get("TEST_DB_KEPT") else url
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone()
    return row is not None


def version(url: str) -> str:
    if not url.startswith("postgres"):
        return "SQLite, in a file"
    address = url.replace("/sme4green?", "/postgres?", 1) if os.environ.get("TEST_DB_KEPT") else url
    with psycopg.connect(address) as connection:
        (number,) = connection.execute("SHOW server_version").fetchone()
    origin = "of its own, thrown away at the end" if os.environ.get("TEST_DB_KEPT") else "from DATABASE_URL"
    return f"PostgreSQL {number}, {origin}"


class Ground:
    """What this run stands on; the workers of xdist inherit it through the environment."""

    def __init__(self) -> None:
        self.keeper: subprocess.Popen[str] | None = None
        self.folder = tempfile.TemporaryDirectory(prefix="sme4green-test-", ignore_cleanup_errors=True)
        self.ran: Counter[str] = Counter()

    def prepare(self) -> None:
        os.environ.update(NEUTRAL, DATA_DIR=self.folder.name)
        Path(self.folder.name, "static").mkdir(exist_ok=True)  # whitenoise warns where it is missing
        if "PYTEST_XDIST_WORKER" in os.environ:
            if os.environ["TEST_DB"] == "sqlite":
                os.environ["DATABASE_URL"] = f"sqlite:///{self.folder.name}/sme4green.sqlite3"
            return
        kind = os.environ.setdefault("TEST_DB", "sqlite")
        if kind == "sqlite":
            os.environ["DATABASE_URL"] = f"sqlite:///{self.folder.name}/sme4green.sqlite3"
        elif kind != "postgres":
            raise pytest.UsageError(f"TEST_DB is sqlite or postgres, not {kind}.")
        elif not os.environ.get("DATABASE_URL", "").startswith("postgres"):
            os.environ["DATABASE_URL"] = self.start_postgres()
            os.environ["TEST_DB_KEPT"] = "1"
        self.look_around()

    def start_postgres(self) -> str:
        self.keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,  # Ctrl-C ends the tests; the server ends with them, not before
        )
        url = self.keeper.stdout.readline().strip()
        if not url:
            raise pytest.UsageError("No PostgreSQL could be started; the reason is above.")
        return url

    def look_around(self) -> None:
        url = os.environ["DATABASE_URL"]
        here = {
            "browser": chromium(),
            "redis": shutil.which("redis-server"),
            "gettext": all(map(shutil.which, GETTEXT)),
            "trigram": trigram(url),
        }
        os.environ["TEST_DB_NAME"] = version(url)
        os.environ["TEST_PARTS"] = " ".join(part for part, found in here.items() if found)

    def clean(self) -> None:
        if self.keeper:
            self.keeper.stdin.close()
            self.keeper.wait(30)
        self.folder.cleanup()


MISSING = {
    "browser": "no Chromium on this machine",
    "redis": "no redis-server on this machine",
    "gettext": "no gettext tools on this machine",
    "trigram": "only on a PostgreSQL that has pg_trgm",
}
GROUND = Ground()


def present() -> set[str]:
    return set(os.environ["TEST_PARTS"].split())


def expected() -> set[str]:
    """The parts that a complete run cannot do without; SQLite has no trigrams."""
    return set(MISSING) - ({"trigram"} if os.environ["TEST_DB"] == "sqlite" else set())


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    # A wrapper runs before pytest-django's hook of the same name, which reads the settings.
    GROUND.prepare()
    return (yield)


def pytest_report_header() -> str:
    parts = ", ".join(f"{part} {'yes' if part in present() else 'no'}" for part in MISSING)
    return f"database: {os.environ['TEST_DB_NAME']}; {parts}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for part in MISSING:
            if not item.get_closest_marker(part):
                continue
            item.user_properties.append(("part", part))
            if part not in present():
                item.add_marker(pytest.mark.skip(reason=MISSING[part]))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call":
        GROUND.ran.update(part for name, part in report.user_properties if name == "part")


def lines() -> list[str]:
    out = [f"{os.environ['TEST_DB_NAME']}"]
    for part, reason in MISSING.items():
        if GROUND.ran[part]:
            out.append(f"  {part}: {GROUND.ran[part]} tests ran")
        elif part in expected():
            out.append(f"  {part}: did not run ({reason if part not in present() else 'no test was chosen'})")
    return out


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ or os.environ.get("REQUIRE_ALL", "") in ("", "0"):
        return
    if any(not GROUND.ran[part] for part in expected()) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    terminalreporter.section("parts of this run")
    for line in lines():
        terminalreporter.write_line(line)
    if place := os.environ.get("TEST_SUMMARY"):
        with Path(place).open("a") as file:
            file.writelines(f"{line}\n" for line in lines())


def pytest_unconfigure() -> None:
    GROUND.clean()
