"""Messages of one group of a FIFO queue begin one after the other, whatever runs at a time."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from roomjobs.sqs.deliveries import Deliveries
from roomjobs.sqs.options import Options
from roomjobs.sqs.receive.inbox import Inbox
from tests.unit.sqs.test_receiver import FakeSettlement

URL = "https://sqs/orders.fifo"


class Consumer:
    """A channel that has received messages, and whose consumer notes which it was given."""

    def __init__(self) -> None:
        self.settlement = FakeSettlement()
        self._inbox = Inbox()
        parts: Any = SimpleNamespace(
            settlement=self.settlement,
            claims=None,
            inbox=self._inbox,
            options=Options.read({"visibility_timeout": 30}),
        )
        self.deliveries = Deliveries(parts)
        self.deliveries._consume["orders.fifo"] = self.begin
        self.begun: dict[str, str] = {}

    def receive(self, *messages: str, url: str = URL) -> None:
        found = [_message(each) for each in messages]
        self.deliveries.window.commit_reservation("orders.fifo", 0, len(found))
        taken = self.deliveries.take("orders.fifo", url, found)
        self.deliveries._pass_on(self.deliveries.admit(taken))

    def begin(self, delivery: Any) -> None:
        if self.deliveries.begin(delivery):
            self.begun[delivery.receipt_handle] = delivery.tag

    def run(self) -> list[str]:
        """What has begun so far, by an event loop that empties the inbox."""
        while (handover := self._inbox.get()) is not None:
            handover()
        return list(self.begun)


def _message(name: str) -> Any:
    """``a1`` is of group ``a``."""
    body = json.dumps({"body": "[]", "headers": {"id": name}, "properties": {}})
    attributes = {"MessageGroupId": name[0], "ApproximateReceiveCount": "1"}
    return {"MessageId": name, "Body": body, "ReceiptHandle": name, "Attributes": attributes}


@pytest.fixture
def consumer() -> Consumer:
    return Consumer()


def test_the_next_of_a_group_begins_when_one_is_done(consumer: Consumer) -> None:
    consumer.receive("a1", "a2", "b1", "a3")
    assert consumer.run() == ["a1", "b1"]
    consumer.deliveries.delete(consumer.begun["a1"])
    assert consumer.run() == ["a1", "b1", "a2"]
    consumer.deliveries.delete(consumer.begun["b1"])
    consumer.receive("b2")
    assert consumer.run() == ["a1", "b1", "a2", "b2"], "nothing of its group is held any more"
    consumer.deliveries.delete(consumer.begun["a2"])
    assert consumer.run()[-1] == "a3"


def test_what_is_returned_is_not_overtaken(consumer: Consumer) -> None:
    consumer.receive("a1", "a2", "b1", "a3")
    consumer.run()
    consumer.deliveries.return_to_queue([consumer.begun["a1"]], 30)
    assert consumer.settlement.returned == ["a1", "a2", "a3"]
    assert consumer.run() == ["a1", "b1"]
    consumer.begun.clear()
    consumer.receive("a1", "a2")
    assert consumer.run() == ["a1"]


def test_one_in_the_middle_leaves_those_before_it(consumer: Consumer) -> None:
    """A worker that leaves returns what has not begun."""
    consumer.receive("a1", "a2", "a3")
    consumer.run()
    assert consumer.deliveries.return_to_queue_except([consumer.begun["a1"]]) == 2
    assert consumer.settlement.returned == ["a2", "a3"]
    consumer.deliveries.delete(consumer.begun["a1"])
    assert consumer.run() == ["a1"]
    assert consumer.settlement.deleted == ["a1"]


def test_a_message_that_was_lost_holds_up_nobody(consumer: Consumer) -> None:
    consumer.receive("a1", "a2")
    (first, _) = consumer.deliveries._unsettled.values()
    first.is_lost = True
    assert consumer.run() == []
    assert consumer.settlement.returned == ["a2"], "it would overtake the other, which comes again"
    consumer.receive("a1", "a2")
    assert consumer.run() == ["a1"]


def test_what_waits_fills_no_prefetch(consumer: Consumer) -> None:
    window = consumer.deliveries.window
    window.limit = 3
    consumer.receive("a1", "a2", "a3", "a4", "b1")
    consumer.run()
    assert window.held == 2, "a1 and b1"
    assert window.reserve("orders.fifo", 10, timeout=0) == 1
    window.commit_reservation("orders.fifo", 1, 0)
    for begun in ("a1", "a2"):
        consumer.deliveries.delete(consumer.begun[begun])
        consumer.run()
        assert window.held == 2, "the next of the group counts instead"
    consumer.deliveries.return_to_queue([consumer.begun["a3"]], 0)
    assert consumer.settlement.returned == ["a3", "a4"]
    assert window.held == 1, "a4 had not counted"
    consumer.deliveries.delete(consumer.begun["b1"])
    assert window.held == 0


def test_groups_of_a_standard_queue_have_no_order(consumer: Consumer) -> None:
    consumer.receive("a1", "a2", url="https://sqs/orders")
    assert consumer.run() == ["a1", "a2"]
