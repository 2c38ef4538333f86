"""Redis is killed while 500 people are told, and comes back empty: rows are the queue, so nobody is forgotten."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from programme.models import Mail
from programme.notices.states import MailState
from tests.processes import wait_until
from tests.programme.reminders.chaos import Post, Processes, accounts, crowd, kill, nobody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]


class Redis:
    """A server that remembers nothing beyond its process, always at the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        words = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        quiet = {"stdout": subprocess.DEVNULL, "cwd": self.folder, "start_new_session": True}
        self.process = subprocess.Popen(["redis-server", *words], **quiet)
        with self.open() as server:
            server.ping()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def open(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, retry=Retry(ConstantBackoff(0.1), 100))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.kill()


def test_redis_comes_back_empty_and_everybody_is_told_once(server: Redis, post: Post, portal: Processes) -> None:
    people = crowd()
    portal.environment["REDIS_URL"] = server.url
    post.at_taken[150] = server.kill
    worker, clock = portal.worker(), portal.clock()
    wait_until(lambda: server.process.poll() is not None, portal.log)
    assert Mail.objects.filter(state=MailState.WAITING).exists()
    server.start()
    wait_until(nobody_waits(people), portal.log)
    assert worker.poll() is clock.poll() is None, "They found Redis again by themselves."
    assert accounts(people, post.taken) == {"sent": people}


def test_where_the_queue_is_the_only_memory_everybody_who_waited_is_forgotten(
    server: Redis, post: Post, portal: Processes
) -> None:
    """The control: one message for each person, and no rows."""
    portal.environment["REDIS_URL"] = server.url
    portal.messages("message.tell", [f"owner{number}@example.org" for number in range(60)])
    worker = portal.worker()
    post.at_taken[20] = lambda: [server.kill(), kill(worker)]
    wait_until(lambda: worker.poll() is not None, portal.log)
    server.start()
    with server.open() as empty:
        assert empty.dbsize() == 0
    assert len(post.taken) == 20
