"""With DEMO=off: what refuses to start, and that the rest starts, from exactly the files that the image has."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = "portal.example"
TOKEN = "a-token-of-this-test"


def environment(folder: Path, **changed: str) -> dict[str, str]:
    """What a machine of production has, and nothing of the test run."""
    machine = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {
        **machine,
        "DEMO": "off",
        "DEBUG": "off",
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
        "DATABASE_URL": f"sqlite:///{folder / 'production.sqlite3'}",
        "REDIS_URL": "",
        "DATA_DIR": str(folder / "data"),
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_URL": "smtp://localhost:2525",
        "BEHIND_PROXY": "on",
        "METRICS_TOKEN": TOKEN,
        "WEB_CONCURRENCY": "1",
        **changed,
    }


def manage(*words: str, where: Path, having: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=where, env=having, capture_output=True, text=True, timeout=180)


def test_the_check_for_deployment_is_silent(tmp_path: Path) -> None:
    checked = manage("check", "--deploy", "--fail-level", "DEBUG", where=ROOT, having=environment(tmp_path))
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "demo-key-that-production-refuses", "key of the demo"),
        ("SECRET_KEY", "", "SECRET_KEY is empty"),
        ("DEBUG", "on", "DEBUG is for the demo only"),
        ("DEMO_SKIPS_SECOND_FACTOR", "on", "DEMO_SKIPS_SECOND_FACTOR is for the demo only"),
    ],
)
def test_what_is_for_the_demo_only_keeps_production_from_starting(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    started = manage("check", where=ROOT, having=environment(tmp_path, **{name: value}))
    assert started.returncode != 0
    assert said in started.stderr


def test_the_demo_does_not_start_in_production(tmp_path: Path) -> None:
    started = manage("demo", "--noreload", where=ROOT, having=environment(tmp_path))
    assert started.returncode != 0
    assert "This is not a demo" in started.stderr


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the Dockerfile copies, and no others."""
    folder = tmp_path_factory.mktemp("image")
    for source, target in re.findall(r"^COPY (\S+) (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (folder / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, folder / target)
    return folder


class Web:
    """The web process as the image starts it."""

    def __init__(self, image: Path, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.image, self.environment = image, environment(folder, PORT=str(self.port))
        self.log = folder / "web.log"
        words = re.search(r'^CMD \["gunicorn", (.*)\]$', (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "gunicorn", *json.loads(f"[{words}]")]
            self.process = subprocess.Popen(command, cwd=image, env=self.environment, stdout=log, stderr=log)

    def alive(self) -> bool:
        command = [sys.executable, "-m", "sme4green.alive"]
        return subprocess.run(command, cwd=self.image, env=self.environment, capture_output=True).returncode == 0

    def get(self, path: str, **headers: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": HOST, **headers})
        return connection.getresponse()

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@pytest.fixture(scope="module")
def web(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("production")
    for step in (("collectstatic", "--noinput"), ("prepare",)):
        done = manage(*step, where=image, having=environment(folder))
        assert done.returncode == 0, done.stderr
    server = Web(image, folder)
    try:
        until = time.monotonic() + 60
        while not server.alive() and server.process.poll() is None and time.monotonic() < until:
            time.sleep(0.2)
        yield server
    finally:
        server.process.terminate()
        server.process.wait(30)


SAFE = {"X-Forwarded-Proto": "https"}


def test_the_image_serves_pages_with_their_static_files(web: Web) -> None:
    assert web.alive(), web.log.read_text()
    answer = web.get("/", **SAFE)
    page = answer.read().decode()
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    (style, *_more) = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    file = web.get(style, **SAFE)
    assert (file.status, "immutable" in file.headers["Cache-Control"]) == (200, True)


def test_prepared_again_nothing_changes(web: Web) -> None:
    again = manage("prepare", where=web.image, having=web.environment)
    assert again.returncode == 0, again.stderr
    assert "No migrations to apply." in again.stdout
    assert not re.search(r"\b[1-9]\d* written", again.stdout)
    assert "added 0 indicators" in again.stdout


def test_people_are_led_to_https_and_the_machines_within_are_not(web: Web) -> None:
    assert (web.get("/").status, web.get("/").headers["Location"]) == (301, f"https://{HOST}/")
    assert web.get("/readyz").status == 503  # nothing ticks in this test
    assert json.load(web.get("/readyz"))["failing"] == ["clock"]
    assert web.get("/metrics").status == 404
    assert web.get("/metrics", Authorization=f"Bearer {TOKEN}").status == 200


def test_another_host_is_not_answered(web: Web) -> None:
    assert web.get("/", Host="elsewhere.example", **SAFE).status == 400


def test_every_line_of_the_log_is_json_and_names_its_request(web: Web) -> None:
    answer = web.get("/nowhere/?q=Rossi", **SAFE, **{"X-Request-ID": "of-the-proxy-1"})
    assert answer.headers["X-Request-ID"] == "of-the-proxy-1"
    mine = [line for line in web.lines() if line.get("request_id") == "of-the-proxy-1"]
    (request,) = [line for line in mine if line["logger"] == "sme4green.requests"]
    assert (request["method"], request["path"], request["status_code"]) == ("GET", "/nowhere/", answer.status)
    assert [line["message"] for line in web.lines() if line["logger"] == "gunicorn.error"]
    assert "Rossi" not in web.log.read_text()
