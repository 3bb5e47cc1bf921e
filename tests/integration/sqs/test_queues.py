"""Queues that nobody has predefined, and FIFO queues, on the endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kombu import Connection, Exchange, Queue

from roomjobs import sqs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_sqs import SQSClient


@pytest.fixture
def connection(environment: dict[str, str]) -> Iterator[Connection]:
    del environment  # points this process to the endpoint
    options = {
        "create_queues": True,
        "queue_name_prefix": "shop-",
        "region": "us-east-1",
        "wait_time_seconds": 1,
        "queue_tags": {"team": "orders"},
    }
    with Connection(transport=sqs.Transport, transport_options=options) as connection:
        yield connection


def received(connection: Connection, queue: str) -> list[Any]:
    """Take everything from a queue, one by one."""
    channel: Any = connection.default_channel
    found = []
    while (message := channel.basic_get(queue)) is not None:
        found.append(message.payload)
        message.ack()
        assert channel.parts.settlement.drain(10)  # SQS gives no other of this group before
    return found


def test_queues_are_created_with_prefix_and_tags(connection: Connection, sqs_client: SQSClient) -> None:
    topic = Exchange("news", type="topic")
    for name, key in (("a.b", "eu.#"), ("c", "eu.fr")):
        Queue(name, topic, routing_key=key)(connection.default_channel).declare()
    connection.Producer().publish({"n": 1}, exchange=topic, routing_key="eu.fr")
    connection.Producer().publish({"n": 2}, exchange=topic, routing_key="eu.de")
    assert sorted(each["n"] for each in received(connection, "a.b")) == [1, 2]
    assert received(connection, "c") == [{"n": 1}]
    url = sqs_client.get_queue_url(QueueName="shop-a-b")["QueueUrl"]
    assert sqs_client.list_queue_tags(QueueUrl=url)["Tags"] == {"team": "orders"}


def test_a_fifo_queue_keeps_order_and_drops_repeats(connection: Connection) -> None:
    queue = Queue("orders.fifo", Exchange("orders"), routing_key="orders")
    queue(connection.default_channel).declare()
    producer: Any = connection.Producer()
    for number in (1, 2, 2, 3):
        properties = {"MessageGroupId": "ann", "MessageDeduplicationId": f"order-{number}"}
        producer.publish({"n": number}, exchange=queue.exchange, routing_key="orders", **properties)
    assert [each["n"] for each in received(connection, "orders.fifo")] == [1, 2, 3]


@pytest.mark.parametrize("batch", [None, 10], ids=["one at a time", "ten at a time"])
def test_a_group_fills_no_prefetch(connection: Connection, batch: int | None, sqs_client: SQSClient) -> None:
    """Of three groups in a prefetch of three, each has a message in hand, however long the first one is."""
    attributes: Any = {"FifoQueue": "true"}
    url = sqs_client.create_queue(QueueName="shop-groups.fifo", Attributes=attributes)["QueueUrl"]
    given = {"url": url} if batch is None else {"url": url, "receive_batch": batch}
    options = {**(connection.transport_options or {}), "predefined_queues": {"groups.fifo": given}}
    with Connection(transport=sqs.Transport, transport_options=options) as consumer:
        channel: Any = consumer.default_channel
        producer: Any = consumer.Producer()
        for name in ("a1", "a2", "a3", "a4", "b1", "c1"):
            producer.publish({"n": name}, exchange="", routing_key="groups.fifo", MessageGroupId=name[0])
        channel.basic_qos(0, 3, False)
        found: dict[str, Any] = {}
        with consumer.Consumer(
            [Queue("groups.fifo")], callbacks=[lambda body, message: found.setdefault(body["n"], message)]
        ):
            while len(found) < 3:
                consumer.drain_events(timeout=20)
            assert sorted(found) == ["a1", "b1", "c1"]
            for name in ("a1", "a2", "a3"):
                found[name].ack()
                while len(found) == int(name[1]) + 2:
                    consumer.drain_events(timeout=20)
            assert list(found)[3:] == ["a2", "a3", "a4"]


def test_a_group_arrives_with_its_message(connection: Connection) -> None:
    connection.Producer().publish({}, exchange="", routing_key="plain", MessageGroupId="ann")
    channel: Any = connection.default_channel
    message = channel.basic_get("plain")
    assert message.properties["delivery_info"]["message_group"] == "ann"
    message.ack()
