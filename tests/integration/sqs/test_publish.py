"""Publishing: one by one, in batches, and for later."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from kombu import pools

from roomjobs import sqs
from roomjobs.sqs.control.table import ControlTable
from roomjobs.sqs.send import fields
from tests.integration.sqs.harness import depth
from tests.integration.sqs.worker import asked, wait_for

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from tests.integration.sqs.fault_proxy import FaultProxy
    from tests.integration.sqs.harness import Bound, StartWorker, StartWorkers, Tasks

pytestmark = pytest.mark.stores


@pytest.fixture
def through_proxy(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process, too, meet the proxy's faults, over no connection that an earlier test left open."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", environment["AWS_ENDPOINT_URL"])
    pools.reset()


def entries(client: DynamoDBClient) -> list[dict[str, Any]]:
    """What the control table says of scheduled messages, without bodies."""
    items: list[dict[str, Any]] = client.scan(TableName="control", ConsistentRead=True)["Items"]
    return [item for item in items if item["pk"]["S"].startswith("scheduled#")]


def in_table(client: DynamoDBClient) -> int:
    return len(entries(client))


def delayed(client: SQSClient, url: str) -> int:
    attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(attributes["ApproximateNumberOfMessagesDelayed"])


@pytest.mark.usefixtures("through_proxy")
def test_a_batch_takes_a_request_for_ten_messages(
    tasks: Tasks, proxy: FaultProxy, sqs_client: SQSClient, environment: dict[str, str]
) -> None:
    sent = tasks.send_batch("note", 95)
    assert len(set(sent)) == 95
    assert proxy.requests["SendMessageBatch"] == 10
    assert proxy.requests["SendMessage"] == 0
    assert depth(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == (95, 0)


@pytest.mark.usefixtures("through_proxy")
def test_a_batch_that_is_refused_names_its_tasks(tasks: Tasks, proxy: FaultProxy) -> None:
    proxy.fail("error:400:InvalidMessageContents", "SendMessageBatch")
    with pytest.raises(sqs.BatchSendError, match="3 messages were not sent") as caught:
        tasks.send_batch("note", 3)
    assert len({task_id for task_id, _ in caught.value.failures}) == 3


def test_a_message_that_is_too_large_says_so_at_once(tasks: Tasks) -> None:
    with pytest.raises(sqs.MessageTooLargeError, match="the queue takes 262144"):
        tasks.send("note", "x" * 300_000)


def test_an_unknown_queue_is_named(tasks: Tasks) -> None:
    with pytest.raises(sqs.UnknownQueueError, match="'elsewhere' is not among predefined_queues"):
        tasks.app.amqp.Producer(tasks.app.connection_for_write()).publish({}, routing_key="elsewhere")


def test_a_countdown_is_left_to_sqs(
    start_worker: StartWorker, tasks: Tasks, sqs_client: SQSClient, environment: dict[str, str]
) -> None:
    start_worker()
    began = time.time()
    sent = tasks.send("note", countdown=4)
    assert delayed(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == 1
    tasks.wait_for("note", sent)
    assert tasks.times("note")[0] - began >= 4
    assert [line[2] for line in tasks.record()] == ["1"]


@pytest.mark.parametrize("seconds", [1000, 365 * 86_400], ids=["minutes", "a year"])
def test_a_long_countdown_waits_and_is_sent_once(
    seconds: int,
    tasks: Tasks,
    options: dict[str, Any],
    sqs_client: SQSClient,
    dynamodb: DynamoDBClient,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = environment["SQS_TEST_QUEUE_URL"]
    tasks.send("note", countdown=seconds, count=5)
    assert in_table(dynamodb) == 5
    assert sqs.release_scheduled(options) == 0, "not yet"
    # A hundred seconds before they are due.
    monkeypatch.setattr(ControlTable, "now", lambda _table: time.time() + seconds - 100)
    with ThreadPoolExecutor(3) as pool:
        released = sum(pool.map(sqs.release_scheduled, [options] * 3))
    assert released == 5
    assert in_table(dynamodb) == 0
    assert delayed(sqs_client, url) == 5
    assert depth(sqs_client, url) == (0, 0)


def test_another_worker_releases_for_a_dead_one(
    tasks: Tasks, options: dict[str, Any], dynamodb: DynamoDBClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.send("note", countdown=1000)
    (item,) = entries(dynamodb)
    dynamodb.update_item(
        TableName="control",
        Key={"pk": item["pk"], "sk": item["sk"]},
        UpdateExpression="SET claimed_until = :until",
        ExpressionAttributeValues={":until": {"N": str(int(time.time()) + 930)}},
    )
    monkeypatch.setattr(ControlTable, "now", lambda _table: time.time() + 900)
    assert sqs.release_scheduled(options) == 0, "another one's claim"
    monkeypatch.setattr(ControlTable, "now", lambda _table: time.time() + 970)
    assert sqs.release_scheduled(options) == 1


def test_workers_release_what_is_due(
    start_worker: StartWorker, tasks: Tasks, dynamodb: DynamoDBClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Scheduled by a clock that is 997 s behind, so that there is no need to wait so long.
    monkeypatch.setattr(ControlTable, "now", lambda _table: time.time() - 997)
    monkeypatch.setattr(fields, "time", lambda: time.time() - 997)
    sent = tasks.send("note", countdown=3)
    assert in_table(dynamodb) == 1
    start_worker()
    tasks.wait_for("note", sent)
    assert [line[2] for line in tasks.record()] == ["1"]


def test_a_purge_takes_what_is_scheduled_too(tasks: Tasks, dynamodb: DynamoDBClient) -> None:
    tasks.send("note", countdown=1000, count=3)
    tasks.send("note", count=2)
    with tasks.app.connection_for_write() as connection:
        purged = connection.default_channel.queue_purge("jobs")
    assert purged == 5
    assert entries(dynamodb) == []


def test_inspect_shows_what_is_scheduled(start_worker: StartWorker, tasks: Tasks, bound: Bound) -> None:
    start_worker()
    bound(1)
    (sent,) = tasks.send("note", countdown=5000)
    (found,) = asked(tasks.app, "inspect", "scheduled")["one@test"]
    assert found["request"]["id"] == sent
    assert found["request"]["name"] == "sqs_app.note"


def test_every_text_that_python_has_arrives(start_worker: StartWorker, tasks: Tasks) -> None:
    start_worker()
    tasks.wait_for("note", tasks.send("note", headers={"text": "\ufffe\uffff\ud800 \x00\U0001f600"}))


@pytest.mark.usefixtures("through_proxy")
def test_one_send_that_is_stored_many_times_runs_once(
    start_workers: StartWorkers,
    tasks: Tasks,
    proxy: FaultProxy,
    sqs_client: SQSClient,
    environment: dict[str, str],
) -> None:
    """By two workers, whichever receives which copy: the first one to claim it."""
    url = environment["SQS_TEST_QUEUE_URL"]
    proxy.fail("garbage-after", "SendMessage")  # stored, and answered by somebody else
    with pytest.raises(Exception, match="not the service's own"):
        tasks.send("nap", 0.5, retry=False)
    proxy.heal()
    assert depth(sqs_client, url)[0] == 4, "one for each try"
    # Few at a time, so that both workers get some.
    environment.update(SQS_TEST_DEDUPLICATE="1", SQS_TEST_VISIBILITY="2", SQS_TEST_PREFETCH="1")
    start_workers("-P", "threads", "-c", "2", names=["one", "two"])
    wait_for(lambda: depth(sqs_client, url)[0] == 0 and tasks.ids("end"), "all received, and one run")
    assert len(tasks.ids("begin")) == 1, "test_copies.py shows what becomes of the others"


def test_an_endpoint_that_is_gone_fails_a_connection(
    tasks: Tasks, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
    proxy.close()
    with tasks.app.connection_for_write() as connection, pytest.raises(connection.connection_errors):
        connection.connect()
