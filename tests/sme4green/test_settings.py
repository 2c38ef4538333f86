"""Production does not start with what belongs to the demo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

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
    ],
)
def test_production_refuses_the_settings_of_the_demo(tmp_path: Path, name: str, value: str) -> None:
    done = check(tmp_path, **{name: value})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name}" in done.stderr
