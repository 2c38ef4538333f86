"""The clock: what ticks, how often, and that a stopped worker does not find a mountain of ticks."""

from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from kombu import Connection

from sme4green.celery import app


def test_the_schedule_is_this() -> None:
    assert {name: entry["schedule"] for name, entry in app.conf.beat_schedule.items()} == {
        "tell events": 2,
        "count events": 2,
        "send urgent mails": 2,
        "send mails": 5,
        "recover leases": 60,
        "remind": 600,
        "write weekly mails": 600,
        "make exports": 3,
        "run imports": 5,
        "remove old exports": 3600,
    }


def test_every_tick_names_a_task_that_exists_its_queue_and_an_end() -> None:
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["queue"] in ("mail", "reports")
        assert entry["options"]["expires"] > entry["schedule"]


def test_a_task_is_taken_off_only_when_done_and_carries_json() -> None:
    assert app is current_app._get_current_object()
    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_ignore_result
    assert conf.result_backend is None
    assert conf.accept_content == ["json"]
    assert conf.task_serializer == "json"
    assert conf.timezone == "UTC"
    assert conf.beat_scheduler == "celery.beat:Scheduler"


def test_without_redis_the_broker_is_a_folder_beside_the_data() -> None:
    assert not settings.REDIS_URL
    assert app.conf.broker_url.startswith("filesystem://")
    assert Path(app.conf.broker_transport_options["data_folder_in"]).parent == settings.DATA_DIR


@pytest.fixture  # kombu remembers per process which queues it has bound: each test has names of its own
def broker(tmp_path: Path) -> Connection:
    options = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out")}
    return Connection(
        "filesystem://localhost", transport_options={**options, "control_folder": str(tmp_path / "control")}
    )


def taken(queue: Any) -> object:
    message = queue.get(timeout=30)
    message.ack()
    return message.payload["n"]


def test_messages_come_out_whole_once_and_in_order(broker: Connection, tmp_path: Path) -> None:
    with broker, broker.SimpleQueue("first") as queue, broker.SimpleQueue("other") as other:
        for n in range(3):
            queue.put({"n": n})
        other.put({"n": "other"})
        assert [taken(queue) for _n in range(3)] == [0, 1, 2]
        with pytest.raises(queue.Empty):
            queue.get(block=False)
        assert taken(other) == "other"
    assert [path.name for path in tmp_path.iterdir()] == ["control"]


def test_a_message_that_is_still_being_written_is_not_taken(broker: Connection, tmp_path: Path) -> None:
    (tmp_path / ".000_half.half.msg").write_text('{"n"')
    with broker, broker.SimpleQueue("half") as queue, pytest.raises(queue.Empty):
        queue.get(block=False)
