"""What every test may ask for."""

import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils import translation
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from zeal import zeal_context
from zeal.constants import initialize_app_registry
from zeal.patch import patch

from tests.plugin import GROUND, chromium

WRITE = re.compile(
    r'^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE
)
# A session and a cache are not records; the sign-in pages are the library's own.
MAY_CHANGE_ON_GET = {"django_session", "sme4green_cache"}
SIGN_IN = "/accounts/"


class HouseClient(Client):
    """A browser of the tests that refuses two things of a page: a GET that writes, and a query per row."""

    def request(self, **request: Any) -> Any:
        written: list[str] = []

        def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if (found := WRITE.match(sql)) and found[1] not in MAY_CHANGE_ON_GET:
                written.append(sql)
            return execute(sql, *rest)

        with zeal_context(), connection.execute_wrapper(watch):
            response = super().request(**request)
        if request["REQUEST_METHOD"] in ("GET", "HEAD") and not request["PATH_INFO"].startswith(SIGN_IN):
            assert not written, f"GET {request['PATH_INFO']} writes: {written}"
        return response


@pytest.fixture(scope="session", autouse=True)
def watch_for_a_query_per_row() -> None:
    initialize_app_registry()
    patch()


@pytest.fixture(autouse=True)
def sentences_are_english() -> Iterator[None]:
    """Rules answer in the language in force; a test of a sentence reads it as it is written in the code."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_in_no_time() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite tests use a file: in memory, a second connection does not wait, it fails."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = f"{GROUND.folder.name}/test.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A thread of a live server may keep its connection longer than its test: the database goes all the same."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608


@pytest.fixture
def client() -> HouseClient:
    return HouseClient()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    return chromium()


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium_path: str) -> Iterator[dict[str, object]]:
    """For the `page` of pytest-playwright. Chromium has no sandbox of its own for root, which CI is."""
    yield {"executable_path": chromium_path, "args": ["--no-sandbox", "--disable-gpu"], "headless": True}


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis that keeps nothing and ends with us: the shell stops it when our end of its input closes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = f"redis-server --port {port} --bind 127.0.0.1 --save '' --appendonly no >/dev/null & cat; kill $!; wait"
    shell = subprocess.Popen(
        ["sh", "-c", command], stdin=subprocess.PIPE, cwd=GROUND.folder.name, start_new_session=True
    )
    url = f"redis://127.0.0.1:{port}/0"
    with redis.Redis.from_url(url, retry=Retry(ConstantBackoff(0.1), 100)) as server:
        server.ping()
    yield url
    shell.stdin.close()
    shell.wait(10)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Addresses are written out, from `live_server`; the fixture of the same name in pytest-playwright warns."""
