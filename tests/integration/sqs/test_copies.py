"""Copies of one send, on the endpoint: one runs, and none is deleted unless another one has run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from kombu import Connection

from roomjobs import sqs
from tests.integration.sqs.harness import depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from tests.integration.sqs.fault_proxy import FaultProxy

pytestmark = pytest.mark.stores


class Copies:
    """A queue, and connections that each stand for a worker."""

    def __init__(self, url: str, client: SQSClient) -> None:
        self._client = client
        self.url = url
        options = {
            "predefined_queues": {"jobs": {"url": url}},
            "control_table": "control",
            "deduplicate_sends": True,
        }
        self.workers: list[Any] = [
            Connection(transport=sqs.Transport, transport_options=options) for _ in "12"
        ]

    def send(self) -> str:
        """Send one message, and return its text for copies."""
        self.workers[0].Producer().publish({"n": 1}, exchange="", routing_key="jobs")
        (message,) = self._client.receive_message(QueueUrl=self.url, VisibilityTimeout=0)["Messages"]
        return message["Body"]

    def copy(self, body: str) -> None:
        self._client.send_message(QueueUrl=self.url, MessageBody=body)

    def get(self, worker: int) -> Any:
        found = self.workers[worker].default_channel.basic_get("jobs")
        self.settle(worker)
        return found

    def settle(self, worker: int) -> None:
        settlement = self.workers[worker].default_channel.parts.settlement
        assert settlement.drain(10)


@pytest.fixture
def copies(environment: dict[str, str], sqs_client: SQSClient) -> Iterator[Copies]:
    copies = Copies(environment["SQS_TEST_QUEUE_URL"], sqs_client)
    yield copies
    for worker in copies.workers:
        worker.close()


def is_claim(item: dict[str, Any], body: str) -> bool:
    """Whether an item of the control table is the claim of a message's send."""
    token = json.loads(body)["properties"]["send_token"]
    return bool(item["pk"]["S"].endswith(f"#{token}"))


def age_claims(dynamodb: DynamoDBClient) -> None:
    """Have the time of all claims be over."""
    for item in dynamodb.scan(TableName="control")["Items"]:
        if item["pk"]["S"].startswith("sent#"):
            item["held_until"] = {"N": "1"}
            dynamodb.put_item(TableName="control", Item=item)


def test_a_copy_waits_and_goes_once_the_first_has_run(copies: Copies, sqs_client: SQSClient) -> None:
    body = copies.send()
    first = copies.get(0)
    assert first is not None
    copies.copy(body)
    assert copies.get(1) is None, "the other worker has it"
    assert depth(sqs_client, copies.url) == (0, 2), "nothing is deleted while nothing has run"
    first.ack()
    copies.settle(0)
    copies.copy(body)
    assert copies.get(1) is None
    assert depth(sqs_client, copies.url) == (0, 1), "the copy that waits comes back later"


def test_a_renewal_leaves_what_is_done(copies: Copies, dynamodb: DynamoDBClient) -> None:
    """As that of a worker that was stopped for long, or whose heartbeat is under way as the task ends."""
    body = copies.send()
    first = copies.get(0)
    age_claims(dynamodb)
    copies.copy(body)
    copies.get(1).ack()
    copies.settle(1)
    channel = copies.workers[0].default_channel
    channel.parts.claims.renew([channel.deliveries.get(first.delivery_tag)])
    (claim,) = [each for each in dynamodb.scan(TableName="control")["Items"] if is_claim(each, body)]
    assert claim["done"] == {"BOOL": True}


def test_the_same_message_may_come_again(copies: Copies) -> None:
    """After a crash, or when it was returned to its queue."""
    copies.send()
    copies.get(0).reject(requeue=True)
    copies.settle(0)
    again = copies.get(1)
    assert again.properties["delivery_info"]["receive_count"] > 1


def test_a_copy_runs_if_the_first_is_gone(copies: Copies, dynamodb: DynamoDBClient) -> None:
    """As a message that was moved back from a dead-letter queue, with an id of its own."""
    body = copies.send()
    copies.get(0)
    age_claims(dynamodb)
    copies.copy(body)
    assert copies.get(1) is not None


def test_a_message_runs_without_a_table(
    copies: Copies, proxy: FaultProxy, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", environment["AWS_ENDPOINT_URL"])
    proxy.fail("error:400:ResourceNotFoundException", "UpdateItem")
    copies.send()
    first = copies.get(0)
    assert first is not None
    first.ack()
    copies.settle(0)
