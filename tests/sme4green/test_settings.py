"""Production does not start with what belongs to the demo."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

PROPER = {
    "DEMO": "off",
    "DEBUG": "off",
    "SECRET_KEY": "3w8Zk1vYpQ0r-Tn6uJ9sXc5Bd7FgHa2LmEoIiUyRtWqVxNzK4C",
    "ALLOWED_HOSTS": "sme4green.example",
    "SITE_URL": "https://sme4green.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
}


def check(folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in ("PATH", "DATABASE_URL") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        env={**known, **PROPER, "DATA_DIR": str(folder), **changes},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_proper_environment_leaves_nothing_to_say(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert (done.returncode, "no issues (0 silenced)" in done.stdout + done.stderr) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", settings.DEMO_KEY),
        ("DEBUG", "on"),
        ("DEMO_SKIPS_SECOND_FACTOR", "on"),
        ("EMAIL_URL", "consolemail://"),
    ],
)
def test_production_refuses_the_settings_of_the_demo(tmp_path: Path, name: str, value: str) -> None:
    done = check(tmp_path, **{name: value})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name}" in done.stderr


def test_production_without_a_mail_server_keeps_its_mail_knowingly(tmp_path: Path) -> None:
    done = check(tmp_path, EMAIL_URL="consolemail://", MAIL_LEAVES="off")
    assert done.returncode == 0, done.stderr


DEMO = {"DEMO": "on", "ALLOWED_HOSTS": "*", "SECRET_KEY": settings.DEMO_KEY}


@pytest.mark.parametrize(
    "url", ["https://sme4green.example", "http://192.168.0.7:8000", "http://localhost.example", ""]
)
def test_a_demo_does_not_start_at_an_address_of_other_machines(tmp_path: Path, url: str) -> None:
    done = check(tmp_path, **DEMO, SITE_URL=url)
    assert done.returncode != 0
    assert "ImproperlyConfigured: SITE_URL leads to other machines" in done.stderr


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("http://localhost:8000", "off"),
        ("http://127.0.0.1:9000", "off"),
        ("http://[::1]:8000", "off"),
        ("http://sme4green.localhost", "off"),
        ("https://demo.example", "on"),
    ],
)
def test_a_demo_starts_on_this_machine_or_where_somebody_says_so(tmp_path: Path, url: str, public: str) -> None:
    done = check(tmp_path, **DEMO, SITE_URL=url, DEMO_PUBLIC=public)
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_a_demo_that_others_see_says_so_on_each_page(client: Client, settings: Any) -> None:
    said = "Everybody can sign in here"
    for path in ("/", "/accounts/login/", "/not-there/"):
        assert said not in client.get(path, headers={"accept-language": "en"}).content.decode()
    settings.DEMO_PUBLIC = True
    for path in ("/", "/accounts/login/", "/not-there/"):
        assert said in client.get(path, headers={"accept-language": "en"}).content.decode()
