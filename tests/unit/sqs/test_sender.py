"""How messages are put into requests: SQS is replaced by a list of what it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.sqs.errors import BatchSendError
from roomjobs.sqs.options import Options
from roomjobs.sqs.send.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Callable


class FakeSqs:
    """Takes each request, but refuses the bodies that it is told to, once or for good."""

    def __init__(self) -> None:
        self.requests: list[list[str]] = []
        self.busy_for: set[str] = set()
        self.refused: set[str] = set()

    def send(self, call: Callable[[Any], Any]) -> Any:
        return call(self)

    def call(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        assert operation == "SendMessageBatch"
        bodies = [entry["MessageBody"] for entry in asked["Entries"]]
        self.requests.append(bodies)
        failed = []
        for entry in asked["Entries"]:
            word = next((word for word in self.busy_for | self.refused if word in entry["MessageBody"]), None)
            if word is not None:
                refused = word in self.refused
                failed.append({"Id": entry["Id"], "SenderFault": refused, "Code": "No", "Message": word})
                self.busy_for.discard(word)
        return {"Failed": failed}


@pytest.fixture
def fake() -> FakeSqs:
    return FakeSqs()


@pytest.fixture
def sender(fake: FakeSqs) -> Sender:
    clients: Any = fake
    return Sender(Options.read({"max_message_bytes": 10_000}), clients, scheduled=None)


def envelope(body: str) -> dict[str, Any]:
    return {"body": body, "headers": {"id": f"task-{body[:5]}"}, "properties": {}}


def send(sender: Sender, *bodies: str) -> None:
    with sender.batch():
        for body in bodies:
            sender.send("jobs", "url", envelope(body))


def test_a_request_holds_no_more_bytes_than_a_message_may_have(sender: Sender, fake: FakeSqs) -> None:
    send(sender, *["x" * 4_000] * 5)
    assert sorted(map(len, fake.requests)) == [1, 2, 2]


def test_what_a_busy_queue_refuses_is_sent_again(sender: Sender, fake: FakeSqs) -> None:
    fake.busy_for.add("two")
    send(sender, "one", "two", "three")
    assert [len(bodies) for bodies in fake.requests] == [3, 1]
    assert "two" in fake.requests[1][0]


def test_what_is_refused_for_good_is_named(sender: Sender, fake: FakeSqs) -> None:
    fake.refused.add("two")
    with pytest.raises(BatchSendError) as caught:
        send(sender, "one", "two")
    assert caught.value.failures == [("task-two", "No two")]
    assert len(fake.requests) == 1


def test_batches_within_a_batch_are_one(sender: Sender, fake: FakeSqs) -> None:
    with sender.batch():
        send(sender, "one")
        send(sender, "two")
    assert [len(bodies) for bodies in fake.requests] == [2]
