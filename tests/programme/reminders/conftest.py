from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programme.reminders.chaos import Post, Processes
from tests.programme.reminders.stage import Stage


@pytest.fixture
def stage(db: None) -> Stage:
    return Stage()


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post()
    post.controller.start()
    yield post
    post.controller.stop()


@pytest.fixture
def portal(transactional_db: None, post: Post, tmp_path: Path) -> Iterator[Processes]:
    portal = Processes(tmp_path, post.port)
    yield portal
    portal.end()
