"""How messages are put into requests: SQS is replaced by a list of what it was sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from roomjobs.sqs.errors import BatchSendError, MessageFieldError, SendError
from roomjobs.sqs.options import Options, QueueOptions
from roomjobs.sqs.send.sender import Sender
from roomjobs.sqs.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable


class FakeSqs:
    """Takes each request, but refuses the bodies that it is told to, once or for good."""

    def __init__(self) -> None:
        self.requests: list[list[str]] = []
        self.entries: list[dict[str, Any]] = []
        self.single: list[dict[str, Any]] = []
        self.busy_for: set[str] = set()
        self.refused: set[str] = set()

    def sqs(self, _url: str) -> FakeSqs:
        return self

    def now(self) -> float:
        return 1_000.0

    def send(self, _url: str, call: Callable[[Any], Any]) -> Any:
        return call(self)

    def call(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        if operation == "SendMessage":
            self.single.append(asked)
            return {}
        assert operation == "SendMessageBatch"
        self.entries += asked["Entries"]
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
            sender.send("jobs", QueueOptions(url="url"), envelope(body))


def test_a_request_has_at_most_the_bytes_of_a_message(sender: Sender, fake: FakeSqs) -> None:
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


FIFO = QueueOptions(url="http://h/q.fifo")
PLAIN = QueueOptions(url="http://h/q")


def group_of(message: dict[str, Any]) -> str | None:
    """A function as `message_group` names one."""
    return {"ann": "team-a"}.get(message["headers"].get("owner", ""))


def sent_by(fake: FakeSqs, target: QueueOptions, message: dict[str, Any], **options: Any) -> dict[str, Any]:
    clients: Any = fake
    Sender(Options.read(options), clients, scheduled=None).send("q", target, message)
    return fake.single[-1]


@pytest.mark.parametrize(
    ("properties", "headers", "group"),
    [
        ({}, {}, None),
        ({"MessageGroupId": "ann"}, {"MessageGroupId": "bob"}, "ann"),
        ({}, {"MessageGroupId": "bob"}, "bob"),
        ({}, {"owner": "ann"}, "team-a"),
        ({}, {"owner": "unknown"}, None),
    ],
)
def test_a_message_of_a_standard_queue_may_have_a_group(
    fake: FakeSqs, properties: dict[str, Any], headers: dict[str, Any], group: str | None
) -> None:
    message = {"body": "[]", "headers": headers, "properties": properties}
    asked = sent_by(fake, PLAIN, message, message_group=f"{__name__}:group_of")
    assert asked.get("MessageGroupId") == group
    assert "MessageDeduplicationId" not in asked


@pytest.mark.parametrize("group", ["", "a b", "x" * 129, "ä", 7])
def test_a_group_that_sqs_would_refuse_is_refused_at_once(fake: FakeSqs, group: object) -> None:
    message = {"body": "[]", "headers": {"MessageGroupId": group}, "properties": {}}
    with pytest.raises(MessageFieldError, match="MessageGroupId is 1 to 128"):
        sent_by(fake, PLAIN, message)
    assert fake.single == []


def test_a_batch_carries_the_groups_of_its_messages(sender: Sender, fake: FakeSqs) -> None:
    with sender.batch():
        for owner in ("ann", "bob"):
            sender.send("q", PLAIN, {**envelope("x"), "properties": {"MessageGroupId": owner}})
    assert [entry["MessageGroupId"] for entry in fake.entries] == ["ann", "bob"]


def test_a_fifo_queue_gets_group_and_token_but_no_delay(fake: FakeSqs) -> None:
    headers = {"eta": "2100-01-01T00:00:00+00:00"}
    asked = sent_by(fake, FIFO, {"body": "[]", "headers": headers, "properties": {"send_token": "once"}})
    assert asked["MessageGroupId"] == "default"
    assert asked["MessageDeduplicationId"] == "once"
    assert "DelaySeconds" not in asked
    properties = {"MessageDeduplicationId": "mine", "send_token": "once"}
    asked = sent_by(fake, FIFO, {"body": "[]", "headers": {}, "properties": properties})
    assert asked["MessageDeduplicationId"] == "mine"


def test_batches_for_a_fifo_queue_keep_their_order(sender: Sender, fake: FakeSqs) -> None:
    with sender.batch():
        for number in range(95):
            sender.send("q", FIFO, envelope(f"{number:02d}"))
    found = [json.loads(entry["MessageBody"])["body"] for entry in fake.entries]
    assert found == [f"{number:02d}" for number in range(95)]


@pytest.mark.parametrize(
    ("code", "status", "raised"),
    [
        ("InternalError", 500, SendError),
        ("RequestThrottled", 400, SendError),
        ("AccessDenied", 403, ClientError),
    ],
)
def test_what_may_pass_is_an_error_that_celery_tries_again(
    fake: FakeSqs, monkeypatch: pytest.MonkeyPatch, code: str, status: int, raised: type[Exception]
) -> None:
    def refuse(*_: object) -> None:
        answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
        raise ClientError(answer, "SendMessage")

    monkeypatch.setattr(fake, "call", refuse)
    with pytest.raises(raised):
        sent_by(fake, PLAIN, envelope("x"))
    assert issubclass(raised, Transport.connection_errors) == (raised is SendError)


def test_a_lifetime_is_by_the_clock_of_sqs(sender: Sender) -> None:
    message = envelope("x")
    message["properties"]["expiration"] = "1500"
    sender.send("jobs", QueueOptions(url="http://sqs/jobs"), message)
    assert message["properties"]["expires_at"] == 1_001.5
