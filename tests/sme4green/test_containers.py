"""The files that an engine reads. No engine is needed: what they say is compared with what is there."""

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sme4green.celery import app

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
NAMED = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return YAML(typ="safe").load(COMPOSE)


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    return compose["services"]


def test_the_compose_file_keeps_to_its_schema() -> None:
    words = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    checked = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_queue_of_the_schedule_has_its_worker_and_no_worker_waits_for_nothing(services: dict[str, Any]) -> None:
    commands = [service.get("command", []) for service in services.values()]
    served = [command[command.index("--queues") + 1] for command in commands if "--queues" in command]
    ticked = {entry["options"]["queue"] for entry in app.conf.beat_schedule.values()}
    assert set(",".join(served).split(",")) == ticked | {app.conf.task_default_queue}


def test_one_clock_ticks(services: dict[str, Any]) -> None:
    clocks = [service for service in services.values() if {"beat", "-B"} & set(service.get("command", []))]
    assert len(clocks) == 1
    assert "deploy" not in clocks[0]


def test_nobody_starts_before_the_tables_are_there(services: dict[str, Any]) -> None:
    ours = {name: service for name, service in services.items() if service.get("image") == "sme4green"}
    assert ours.keys() == {"web", "worker-mail", "worker-reports", "beat", "migrate"}
    for name, service in ours.items():
        waits_for = {other: how["condition"] for other, how in service["depends_on"].items()}
        assert waits_for.pop("migrate", None) == (None if name == "migrate" else "service_completed_successfully")
        assert waits_for == {"db": "service_healthy", "redis": "service_healthy"}
    assert all("test" in services[name]["healthcheck"] for name in ("db", "redis", "proxy"))


def test_every_volume_and_service_that_is_named_is_there(compose: dict[str, Any], services: dict[str, Any]) -> None:
    mounted = {one.split(":")[0] for service in services.values() for one in service.get("volumes", [])}
    files = {one for one in mounted if one.startswith("./")}
    assert mounted - files == set(compose["volumes"])
    assert all((ROOT / one).is_file() for one in files)
    upstream = re.search(r"reverse_proxy ([a-z-]+):(\d+)", (ROOT / "deploy" / "Caddyfile").read_text())
    assert upstream.groups() == ("web", services["web"]["environment"]["PORT"])


def test_only_the_proxy_is_reached_from_outside(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_no_secret_stands_in_the_files(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name:
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value), name
            assert not re.search(r"//\w+:(?!\$\{)[^@/]*@", value), name
    assert re.search(r"^SECRET_KEY=$", EXAMPLE, re.MULTILINE)
    assert re.search(r"^POSTGRES_PASSWORD=$", EXAMPLE, re.MULTILINE)


def test_the_example_names_every_setting() -> None:
    code = (ROOT / "sme4green" / "settings.py").read_text() + (ROOT / "deploy" / "gunicorn.conf.py").read_text()
    read = set(re.findall(r"\b(?:env|environ)(?:\.\w+)?\(\s*['\"]([A-Z_]+)['\"]", code))
    assert len(read) > 20
    assert not read - NAMED - {"DEMO_SKIPS_SECOND_FACTOR"}  # which only a demo may set
    used = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE.read_text()))
    assert used <= NAMED


def test_the_image_installs_by_hash_and_does_not_run_as_root() -> None:
    assert re.search(r"^FROM python:3\.\d+-slim$", DOCKERFILE, re.MULTILINE)
    assert "pip install --require-hashes --requirement requirements.txt" in DOCKERFILE
    lines = [line.split()[0] for line in DOCKERFILE.splitlines() if re.match(r"[A-Z]+ ", line)]
    assert lines.index("USER") < lines.index("CMD")
    assert re.search(r"^USER (?!root)\w+$", DOCKERFILE, re.MULTILINE)
    assert "SECRET_KEY" not in re.sub(r"^RUN SECRET_KEY=for-this-step-only ", "", DOCKERFILE, flags=re.MULTILINE)


def test_the_builder_is_given_what_the_image_copies_and_nothing_private() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    given = {rule[1:] for rule in rules if rule.startswith("!")}
    assert given == set(re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE))
    assert all((ROOT / one).exists() for one in given)
    for private in (".env", ".git", ".venv", "var", "tests"):
        assert not [one for one in given if fnmatch(private, one)]
