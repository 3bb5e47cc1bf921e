"""What is written for listeners, on a table that is a list and does what the test says."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from roomjobs.sqs.control import outbox as module
from roomjobs.sqs.control.outbox import Outbox
from tests.clock import Clock


class FakeTable:
    """Mailboxes bound to every exchange, and what was posted to them."""

    def __init__(self) -> None:
        self.bound: list[str] = []
        self.looks = 0
        self.posted: list[tuple[str, bytes]] = []
        self.is_down = False

    def bindings(self, _exchange: str, *, consistent: bool) -> dict[str, float]:
        assert not consistent, "an event may miss a listener of the last second, and costs half"
        self.looks += 1
        return dict.fromkeys(self.bound, 1.0)

    def post(self, letters: list[tuple[str, bytes]]) -> None:
        if self.is_down:
            raise EndpointConnectionError(endpoint_url="nowhere")
        self.posted += letters


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


@pytest.fixture
def outbox(table: FakeTable) -> Outbox:
    fake: Any = table
    return Outbox(fake, 0.4)


def event(clock: Clock, body: bytes = b"event") -> tuple[float, str | None, str, bytes]:
    return clock.now, "celeryev", "", body


def test_nothing_is_written_while_nobody_listens(table: FakeTable, outbox: Outbox, clock: Clock) -> None:
    assert outbox._send([event(clock)]) == []
    assert table.posted == []


def test_an_event_goes_to_every_listener(table: FakeTable, outbox: Outbox, clock: Clock) -> None:
    table.bound = ["flower", "dump"]
    assert outbox._send([event(clock, b"one"), event(clock, b"two")]) == []
    assert table.posted == [("flower", b"one"), ("dump", b"one"), ("flower", b"two"), ("dump", b"two")]


def test_who_listens_is_looked_up_every_few_seconds_only(
    table: FakeTable, outbox: Outbox, clock: Clock
) -> None:
    for _ in range(5):
        outbox._send([event(clock)])
        clock.now += 0.5
    assert table.looks == 1
    table.bound = ["flower"]
    clock.now += 3
    outbox._send([event(clock)])
    assert table.posted == [("flower", b"event")]


def test_an_unwritable_figure_is_retried_then_dropped(
    table: FakeTable, outbox: Outbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    table.bound = ["flower"]
    table.is_down = True
    first = event(clock)
    assert outbox._send([first]) == [first]
    clock.now += 21
    second = event(clock)
    assert outbox._send([first, second]) == [second]
    assert "dropped 1 replies or events" in caplog.text
