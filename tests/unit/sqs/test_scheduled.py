"""Scheduled messages on a table that is a dict, and an SQS that is a list of what was sent."""

from __future__ import annotations

import threading
import zlib
from collections import defaultdict
from time import time
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.sqs.clients import Clients
from roomjobs.sqs.control.letters import parts_of
from roomjobs.sqs.options import Options
from roomjobs.sqs.queues import Queues
from roomjobs.sqs.send.scheduled import ScheduledMessages

if TYPE_CHECKING:
    from collections.abc import Iterable

OPTIONS = Options.read(
    {
        "predefined_queues": {
            "jobs": {"url": "http://127.0.0.1/jobs"},
            "ordered.fifo": {"url": "http://127.0.0.1/ordered.fifo"},
        }
    }
)


class FakeTable:
    """Partitions of items by sort key; counts the bytes of bodies that are read."""

    def __init__(self) -> None:
        self.partitions: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self.read: list[str] = []
        self.failing = False
        self.asked = threading.Semaphore(0)
        self.ahead = 0.0

    def now(self) -> float:
        return time() + self.ahead

    def items(
        self, partition: str, *, before: str | None = None, consistent: bool = False
    ) -> list[dict[str, Any]]:
        del consistent
        self.asked.release()
        self.read.append(partition)
        if self.failing:
            self.failing = False
            raise RuntimeError("injected")
        found = sorted(self.partitions[partition].items())
        return [item for key, item in found if before is None or key < before]

    def claim(self, _partition: str, _key: str, _until: float) -> bool:
        return True

    def put_all(self, items: Iterable[dict[str, Any]]) -> None:
        for item in items:
            self.partitions[item["pk"]["S"]][item["sk"]["S"]] = item

    def delete_all(self, partition: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.partitions[partition].pop(key, None)

    def left(self) -> int:
        """Items that belong to messages."""
        return sum(len(items) for name, items in self.partitions.items() if name != "scheduled")


class FakeSqs:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.errors: list[BaseException] = []

    def sqs(self, _url: str) -> FakeSqs:
        return self

    def call(self, operation: str, asked: dict[str, Any]) -> None:
        assert operation == "SendMessage"
        if asked["MessageBody"] == "refused":
            raise ConnectionError("injected")
        self.sent.append(asked)

    def renew_after(self, error: BaseException) -> None:
        self.errors.append(error)

    @property
    def bodies(self) -> list[str]:
        return sorted(each["MessageBody"] for each in self.sent)


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


@pytest.fixture
def fake() -> FakeSqs:
    return FakeSqs()


@pytest.fixture
def scheduled(table: FakeTable, fake: FakeSqs) -> ScheduledMessages:
    clients: Any = fake
    stand_in: Any = table
    return ScheduledMessages(stand_in, Queues(OPTIONS, Clients(OPTIONS)), clients)


def keep(scheduled: ScheduledMessages, body: str, seconds: float = 1000, queue: str = "jobs") -> None:
    scheduled.schedule(
        queue, {"MessageBody": body}, seconds, {"headers": {"id": f"id-{body}", "task": "ship"}}
    )


def test_a_message_leaves_when_it_is_due_in_five_minutes(
    scheduled: ScheduledMessages, table: FakeTable, fake: FakeSqs
) -> None:
    keep(scheduled, "soon", 1000)
    keep(scheduled, "later", 5000)
    assert scheduled.release_due() == 0
    table.ahead = 800
    assert scheduled.release_due() == 1
    assert fake.bodies == ["soon"]
    assert 195 <= fake.sent[0]["DelaySeconds"] <= 200
    table.ahead = 10_000
    assert scheduled.release_due() == 1, "late, and at once"
    assert fake.sent[-1]["DelaySeconds"] == 0
    assert table.left() == 0


def test_bodies_are_read_of_what_is_released_only(scheduled: ScheduledMessages, table: FakeTable) -> None:
    for number in range(20):
        keep(scheduled, f"body {number}", 1000)
    keep(scheduled, "not yet", 90_000)
    table.read.clear()
    scheduled.release_due()
    assert table.read == ["scheduled", "parked#0"], "nothing is near: no partition is looked into"
    table.ahead = 800
    scheduled.release_due()
    assert sum(name.startswith("scheduled-body#") for name in table.read) == 40, "to read and to delete"


def test_many_messages_of_one_time_share_no_partition(scheduled: ScheduledMessages, table: FakeTable) -> None:
    for number in range(100):
        keep(scheduled, str(number), 1000 + number % 10)
    sizes = [len(items) for name, items in table.partitions.items() if name.startswith("scheduled#")]
    assert len(sizes) >= 4
    assert max(sizes) < 60


def test_a_partition_is_forgotten_once_its_time_is_over(
    scheduled: ScheduledMessages, table: FakeTable
) -> None:
    keep(scheduled, "one")
    table.ahead = 1000
    scheduled.release_due()
    assert table.partitions["scheduled"], "a late write may still come"
    table.ahead = 2500
    scheduled.release_due()
    assert not table.partitions["scheduled"]


def test_what_an_earlier_version_has_left_is_sent(
    scheduled: ScheduledMessages, table: FakeTable, fake: FakeSqs
) -> None:
    items = parts_of("parked#0", "000000000001.old", b"old")
    table.put_all({**item, "queue": {"S": "jobs"}, "due": {"N": "1"}} for item in items)
    assert scheduled.release_due() == 1
    assert fake.bodies == ["old"]
    assert table.left() == 0


def test_a_fifo_queue_gets_no_delay(scheduled: ScheduledMessages, table: FakeTable, fake: FakeSqs) -> None:
    keep(scheduled, "ordered", queue="ordered.fifo")
    table.ahead = 800
    assert scheduled.release_due() == 1
    assert "DelaySeconds" not in fake.sent[0]


def test_what_waits_is_shown_and_can_be_purged(scheduled: ScheduledMessages, table: FakeTable) -> None:
    keep(scheduled, "two", 2000)
    keep(scheduled, "one", 1000)
    keep(scheduled, "another app's", 1000, queue="elsewhere")
    assert [(each["id"], each["name"], each["queue"]) for each in scheduled.waiting()] == [
        ("id-one", "ship", "jobs"),
        ("id-two", "ship", "jobs"),
    ]
    assert scheduled.purge("jobs") == 2
    assert scheduled.waiting() == []
    assert table.left() == 2, "entry and body of the other app's"


def test_an_unsendable_message_stays_alone(
    scheduled: ScheduledMessages, table: FakeTable, fake: FakeSqs, caplog: pytest.LogCaptureFixture
) -> None:
    keep(scheduled, "refused")
    keep(scheduled, "good")
    keep(scheduled, "damaged")
    for name, items in table.partitions.items():
        if name.startswith("scheduled-body#") and len(items) == 1:
            for item in items.values():
                if b"damaged" in zlib.decompress(item["body"]["B"]):
                    item["body"] = {"B": b"no zlib"}
    table.ahead = 800
    assert scheduled.release_due() == 1
    assert fake.bodies == ["good"]
    assert "cannot release scheduled message" in caplog.text
    assert "in the control table cannot be read" in caplog.text
    assert any(isinstance(error, ConnectionError) for error in fake.errors)
    caplog.clear()
    assert scheduled.release_due() == 0
    assert caplog.text == "", "each is named once"


def test_the_thread_outlives_every_failure(
    scheduled: ScheduledMessages, table: FakeTable, fake: FakeSqs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roomjobs.sqs.send.scheduled._INTERVAL_SECONDS", 0.01)
    table.failing = True
    scheduled.start()
    try:
        for _ in range(3):
            assert table.asked.acquire(timeout=10), "another round"
    finally:
        scheduled.close()
    assert [repr(error) for error in fake.errors] == ["RuntimeError('injected')"]
