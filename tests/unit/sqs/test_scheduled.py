"""Parked messages that cannot be sent: the table is a list of items and SQS a list of what was sent."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from roomjobs.sqs.control.table import parts_of
from roomjobs.sqs.options import Options
from roomjobs.sqs.send.scheduled import ScheduledMessages

if TYPE_CHECKING:
    import pytest

OPTIONS = Options.read({"predefined_queues": {"jobs": {"url": "url"}}})


class FakeTable:
    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []
        self.failing = False
        self.asked = threading.Semaphore(0)

    def items(self, _partition: str, *, before: str) -> list[dict[str, Any]]:
        self.asked.release()
        if self.failing:
            self.failing = False
            raise RuntimeError("injected")
        return [item for item in self.kept if item["sk"]["S"] < before]

    def claim(self, _partition: str, _key: str, _until: float) -> bool:
        return True

    def put_all(self, items: list[dict[str, Any]]) -> None:
        self.kept += items

    def delete_all(self, _partition: str, keys: list[str]) -> None:
        self.kept = [item for item in self.kept if item["sk"]["S"] not in keys]


class FakeSqs:
    def __init__(self) -> None:
        self.sent: list[str] = []
        self.errors: list[BaseException] = []

    def sqs(self) -> FakeSqs:
        return self

    def call(self, operation: str, asked: dict[str, Any]) -> None:
        assert operation == "SendMessage"
        if asked["MessageBody"] == "refused":
            raise ConnectionError("injected")
        self.sent.append(asked["MessageBody"])

    def renew_after(self, error: BaseException) -> None:
        self.errors.append(error)


def test_a_message_that_cannot_be_sent_stays_and_the_others_leave(
    caplog: pytest.LogCaptureFixture,
) -> None:
    table, fake = FakeTable(), FakeSqs()
    scheduled = ScheduledMessages(table, OPTIONS, fake)  # type: ignore[arg-type] # as much of them as is used
    scheduled.schedule("jobs", "refused", 1)
    (damaged,) = parts_of("parked#0", "000000000001.damaged", b"x")
    (homeless,) = parts_of("parked#0", "000000000002.homeless", b"x")
    table.kept += [damaged | {"body": {"B": b"no zlib"}}, homeless]
    scheduled.schedule("jobs", "good", 2)

    assert scheduled.release_due() == 1
    assert fake.sent == ["good"]
    assert len(table.kept) == 3
    assert "message 000000000001.damaged in the control table cannot be read" in caplog.text
    assert "cannot release scheduled message 000000000002.homeless" in caplog.text
    assert any(isinstance(error, ConnectionError) for error in fake.errors)

    caplog.clear()
    assert scheduled.release_due() == 0
    assert caplog.text == "", "each is named once"


def test_the_thread_outlives_every_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roomjobs.sqs.send.scheduled._INTERVAL_SECONDS", 0.01)
    table, fake = FakeTable(), FakeSqs()
    table.failing = True
    scheduled = ScheduledMessages(table, OPTIONS, fake)  # type: ignore[arg-type] # as much of them as is used
    scheduled.start()
    try:
        assert table.asked.acquire(timeout=10)
        assert table.asked.acquire(timeout=10), "a second round"
    finally:
        scheduled.close()
    assert [repr(error) for error in fake.errors] == ["RuntimeError('injected')"]
