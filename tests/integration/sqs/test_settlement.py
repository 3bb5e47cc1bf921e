"""Acknowledged messages are gone, held ones stay hidden, and those returned come again in time."""

from __future__ import annotations

import os
import signal
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.integration.sqs.harness import depth
from tests.integration.sqs.worker import asked, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from tests.integration.sqs.fault_proxy import FaultProxy
    from tests.integration.sqs.harness import Bound, StartWorker, Tasks


def test_acks_travel_in_batches_and_are_retried(
    proxy: FaultProxy,
    start_worker: StartWorker,
    tasks: Tasks,
    sqs_client: SQSClient,
    environment: dict[str, str],
) -> None:
    proxy.fail("status:503", "DeleteMessageBatch")
    sent = tasks.send("note", count=60)
    start_worker(SQS_TEST_PREFETCH="10")
    wait_for(lambda: len(tasks.ids("note")) >= 60, "all tasks")
    wait_for(lambda: proxy.requests["DeleteMessageBatch"] >= 3, "failing deletes")
    proxy.heal()
    wait_for(lambda: depth(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == (0, 0), "an empty queue")
    assert sorted(tasks.ids("note")) == sorted(sent), "each task once"
    assert proxy.requests["DeleteMessage"] == 0
    assert proxy.forwarded["DeleteMessageBatch"] <= 30


def test_a_task_beyond_its_visibility_runs_once(
    start_worker: StartWorker,
    tasks: Tasks,
    sqs_client: SQSClient,
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    # A second worker would get the messages if they became visible; prefetched ones wait behind the naps.
    start_worker("-P", "prefork", "-c", "1", name="one", SQS_TEST_VISIBILITY="2")
    sent = tasks.send("nap", 5, count=2)
    wait_for(lambda: len(tasks.ids("begin")) == 1, "the first nap")
    start_worker("-P", "prefork", "-c", "1", name="two", SQS_TEST_VISIBILITY="2")
    wait_for(lambda: len(tasks.ids("end")) == 2, "all naps")
    wait_for(lambda: depth(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == (0, 0), "an empty queue")
    assert len(tasks.ids("begin")) == 2
    assert {line[2] for line in tasks.record()} == {"1"}, "no second receive"
    beats = (tmp_path / "heartbeats").read_text().split()
    assert set(beats) == set(sent), "the application hears of each message that is kept"


def test_a_task_puts_its_message_back_for_a_while(
    start_worker: StartWorker, tasks: Tasks, sqs_client: SQSClient, environment: dict[str, str]
) -> None:
    start_worker()
    task_id = tasks.send("come_back", 2, 2)[0]
    wait_for(lambda: len(tasks.ids("come_back")) == 3, "three deliveries of one message")
    assert [(line[1], line[2]) for line in tasks.record()] == [(task_id, "1"), (task_id, "2"), (task_id, "3")]
    first, second, third = tasks.times("come_back")
    assert second - first >= 1.8
    assert third - second >= 1.8
    wait_for(lambda: depth(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == (0, 0), "an empty queue")


def test_a_message_rejected_for_good_becomes_a_dead_letter(
    start_worker: StartWorker, tasks: Tasks, sqs_client: SQSClient, environment: dict[str, str]
) -> None:
    """So does that of a task that fails and asks for it; both hold up no other, with a prefetch of one."""
    start_worker("-P", "prefork", "-c", "1", SQS_TEST_PREFETCH="1")
    tasks.send("never")
    tasks.send("fail", count=2)
    tasks.wait_for("note", tasks.send("note"))
    wait_for(lambda: depth(sqs_client, environment["SQS_TEST_DEAD_QUEUE_URL"])[0] == 3, "dead letters")
    assert len(tasks.ids("never")) == 5
    assert len(tasks.ids("fail")) == 10


@pytest.mark.parametrize(
    "pool",
    [("-P", "threads", "-c", "4"), ("-P", "solo"), ("-P", "gevent", "-c", "20")],
    ids=lambda pool: pool[1],
)
def test_other_pools_settle_and_return_messages_too(
    pool: tuple[str, ...],
    start_worker: StartWorker,
    tasks: Tasks,
    sqs_client: SQSClient,
    dynamodb: DynamoDBClient,
    environment: dict[str, str],
    bound: Bound,
) -> None:
    url = environment["SQS_TEST_QUEUE_URL"]
    worker = start_worker(*pool, SQS_TEST_VISIBILITY="3")
    bound(1)
    tasks.wait_for("note", tasks.send("note", count=30))
    longer_than_it_is_hidden = tasks.send("nap", 5)
    tasks.wait_for("end", longer_than_it_is_hidden)
    wait_for(lambda: depth(sqs_client, url) == (0, 0), "an empty queue")
    assert tasks.ids("begin") == longer_than_it_is_hidden, "once"
    wait_for(lambda: set(asked(tasks.app, "inspect", "ping")) == {"one@test"}, "an answer")

    waiting = tasks.send("nap", 2, count=60)
    tasks.wait_for_count("begin", 2)
    worker.send(signal.SIGTERM)
    assert worker.wait() == 0
    assert depth(sqs_client, url) == (len(set(waiting) - set(tasks.ids("end"))), 0)
    assert dynamodb.scan(TableName="control", ConsistentRead=True)["Items"] == []


def test_a_stopped_worker_begins_nothing_done_by_others(
    start_worker: StartWorker, tasks: Tasks, environment: dict[str, str], sqs_client: SQSClient
) -> None:
    stopped = start_worker("-P", "prefork", "-c", "2", SQS_TEST_VISIBILITY="4")
    sent = tasks.send("nap", 1.5, count=8)
    tasks.wait_for_count("begin", 2)
    wait_for(lambda: stopped.log.count("received") == 8, "all of them prefetched")
    os.killpg(stopped.process.pid, signal.SIGSTOP)
    start_worker(name="two", SQS_TEST_VISIBILITY="30")
    tasks.wait_for("end", sent)
    os.killpg(stopped.process.pid, signal.SIGCONT)
    stopped.wait_for_log("was visible to others")
    wait_for(lambda: depth(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == (0, 0), "an empty queue")
    tasks.wait_for("note", tasks.send("note"))
    begun = Counter(tasks.ids("begin"))
    assert set(begun) == set(sent)
    assert sum(count - 1 for count in begun.values()) <= 4, "what ran when it was stopped, and no other"
    stopped.check()
