"""What a publisher asks of SQS for a message, in kombu's names, is asked of SQS or refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.sqs.errors import MessageFieldError, MessageTooLargeError
from roomjobs.sqs.send.fields import seconds_until_due
from tests.unit.sqs.test_sender import FIFO, PLAIN, FakeSqs, sent_by

if TYPE_CHECKING:
    from roomjobs.sqs.options import QueueOptions

TRACE = {"trace": {"DataType": "String", "StringValue": "abc"}}


@pytest.fixture
def fake() -> FakeSqs:
    return FakeSqs()


def message_with(**properties: Any) -> dict[str, Any]:
    return {"body": "[]", "headers": {}, "properties": properties}


def test_the_eta_says_when_a_message_is_due() -> None:
    due = datetime.now(UTC) + timedelta(seconds=100)
    assert 98 < seconds_until_due({"headers": {"eta": due.isoformat()}}) <= 100
    assert 98 < seconds_until_due({"headers": {"eta": due.replace(tzinfo=None).isoformat()}}) <= 100


@pytest.mark.parametrize(
    "headers", [{}, {"eta": None}, {"eta": "2001-01-01T00:00:00+00:00"}, {"eta": "soon"}]
)
def test_anything_else_is_due_now(headers: dict[str, Any]) -> None:
    assert seconds_until_due({"headers": headers}) == 0


@pytest.mark.parametrize("name", ["delay_seconds", "DelaySeconds"])
def test_a_delay_goes_to_sqs(fake: FakeSqs, name: str) -> None:
    """Both names are kombu's."""
    assert sent_by(fake, PLAIN, message_with(**{name: "30.7"}))["DelaySeconds"] == 30


@pytest.mark.parametrize(
    ("target", "delay", "problem"),
    [
        (PLAIN, "soon", "DelaySeconds is a number of seconds from 0, not 'soon'"),
        (PLAIN, -1, "from 0, not -1"),
        (PLAIN, float("nan"), "from 0, not nan"),
        (PLAIN, 901, "SQS delays a message by 900 s at most, not 901 s: set control_table"),
        (FIFO, 5, "a FIFO queue takes no delay of a message: give the task a countdown"),
    ],
)
def test_a_delay_that_nobody_would_keep_is_refused(
    fake: FakeSqs, target: QueueOptions, delay: object, problem: str
) -> None:
    with pytest.raises(MessageFieldError, match=problem):
        sent_by(fake, target, message_with(DelaySeconds=delay))
    assert fake.single == []


def test_attributes_travel_beside_the_body(fake: FakeSqs) -> None:
    """The same envelope is sent once more: a topic has several queues."""
    message = message_with(message_attributes=TRACE)
    for _ in range(2):
        asked = sent_by(fake, PLAIN, message)
        assert asked["MessageAttributes"] == TRACE
        assert "abc" not in asked["MessageBody"]


@pytest.mark.parametrize(
    "attributes",
    [
        "trace",
        {"trace": "abc"},
        {"trace": {"DataType": "Text", "StringValue": "a"}},
        {"trace": {"DataType": "String", "StringValue": 7}},
        {"trace": {"DataType": "String", "StringValue": ""}},
        {"trace": {"DataType": "Binary", "StringValue": "a"}},
        {str(number): TRACE["trace"] for number in range(11)},
    ],
)
def test_attributes_that_sqs_would_refuse_are_refused(fake: FakeSqs, attributes: object) -> None:
    with pytest.raises(MessageFieldError, match="message_attributes is a mapping of up to 10 names to"):
        sent_by(fake, PLAIN, message_with(message_attributes=attributes))


def test_attributes_count_for_the_size_of_a_message(fake: FakeSqs) -> None:
    large = {"blob": {"DataType": "Binary.png", "BinaryValue": b"x" * 1000}}
    assert sent_by(fake, PLAIN, message_with(message_attributes=large))["MessageAttributes"] == large
    with pytest.raises(MessageTooLargeError):
        sent_by(fake, PLAIN, message_with(message_attributes=large), max_message_bytes=1050)
