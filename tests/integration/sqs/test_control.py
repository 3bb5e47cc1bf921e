"""The real ``celery`` commands against real workers: every answer complete, nothing left behind."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from kombu import Queue

from tests.integration.sqs.fault_proxy import FaultProxy
from tests.integration.sqs.harness import depth, partition
from tests.integration.sqs.worker import PATIENCE, answers, asked, celery, child_environment, wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from roomjobs.local.endpoint import Endpoint
    from tests.integration.sqs.harness import Bound, StartWorker, StartWorkers, Tasks

#: For a longer look: SQS_CONTROL_RUNS=100 pytest -k complete
RUNS = int(os.environ.get("SQS_CONTROL_RUNS", "3"))
#: What a command may read and how long it may take at its default timeout of a second.
MOST_READS = 30
MOST_SECONDS = 5  # far below what waiting for the dead would take; benchmarks measure how fast it is


def processes(tasks: Tasks, worker: str) -> list[int]:
    """The processes in the pool of a worker."""
    found: list[int] = asked(tasks.app, "inspect", "stats", "-d", worker)[worker]["pool"]["processes"]
    return found


def wait_for_text(path: Path, text: str) -> None:
    wait_for(lambda: text in path.read_text(), f"{text!r} in {path.name}")


POOLS = {"one": ("-P", "prefork", "-c", "2"), "two": ("-P", "threads", "-c", "4"), "three": ("-P", "solo")}


def test_inspect_and_control_commands_reach_every_pool(
    environment: dict[str, str], start_worker: StartWorker, tasks: Tasks, bound: Bound
) -> None:
    workers = {f"{name}@test": start_worker(*options, name=name) for name, options in POOLS.items()}
    bound(3)
    everybody = set(workers)

    assert set(answers(environment, "inspect", "ping")) == everybody
    assert set(asked(tasks.app, "inspect", "ping", "-d", "two@test")) == {"two@test"}
    for command in (
        "active",
        "reserved",
        "scheduled",
        "registered",
        "active_queues",
        "conf",
        "report",
        "stats",
    ):
        assert set(asked(tasks.app, "inspect", command)) == everybody, command
    assert asked(tasks.app, "inspect", "query_task", "unknown") == {key: {} for key in everybody}
    assert "sqs_app.nap" in asked(tasks.app, "inspect", "registered")["one@test"]

    grown = answers(environment, "control", "pool_grow", "1", "-d", "one@test")
    assert grown == {"one@test": {"ok": "pool will grow"}}
    wait_for(lambda: len(processes(tasks, "one@test")) == 3, "a third process")
    asked(tasks.app, "control", "pool_shrink", "1", "-d", "one@test")
    for change in (
        ("rate_limit", "sqs_app.note", "100/s"),
        ("time_limit", "sqs_app.nap", "100", "120"),
        ("add_consumer", "other-jobs"),
        ("cancel_consumer", "other-jobs"),
        ("enable_events",),
        ("disable_events",),
    ):
        replies = asked(tasks.app, "control", *change)
        assert set(replies) == everybody, change
        assert all("ok" in reply for reply in replies.values()), (change, replies)

    asked(tasks.app, "control", "add_consumer", "no-such-queue")
    workers["one@test"].wait_for_log("queue 'no-such-queue' is not among predefined_queues")
    assert set(asked(tasks.app, "inspect", "ping")) == everybody, "a wrong name ends no worker"

    celery(environment, "control", "shutdown", "-d", "three@test")
    assert workers["three@test"].wait() == 0
    assert set(asked(tasks.app, "inspect", "ping")) == {"one@test", "two@test"}


def test_a_worker_takes_up_and_leaves_another_queue(
    environment: dict[str, str], start_worker: StartWorker, tasks: Tasks, sqs_client: SQSClient, bound: Bound
) -> None:
    start_worker()
    bound(1)

    def queues() -> set[str]:
        return {queue["name"] for queue in asked(tasks.app, "inspect", "active_queues")["one@test"]}

    assert queues() == {"jobs"}
    asked(tasks.app, "control", "add_consumer", "other-jobs")
    tasks.wait_for("note", tasks.send("note", count=5, queue=Queue("other-jobs")))
    assert queues() == {"jobs", "other-jobs"}
    asked(tasks.app, "control", "cancel_consumer", "other-jobs")
    wait_for(lambda: queues() == {"jobs"}, "the queue left")
    left = tasks.send("note", count=5, queue=Queue("other-jobs"))
    tasks.wait_for("note", tasks.send("note", count=20))
    wait_for(
        lambda: depth(sqs_client, environment["SQS_TEST_OTHER_QUEUE_URL"]) == (5, 0), "messages left alone"
    )
    assert not set(left) & set(tasks.ids("note"))


def test_a_running_task_is_seen_and_revoked(start_worker: StartWorker, tasks: Tasks, bound: Bound) -> None:
    worker = start_worker()
    bound(1)
    running = tasks.send("nap", 300)[0]
    tasks.wait_for("begin", [running])
    assert [task["id"] for task in asked(tasks.app, "inspect", "active")["one@test"]] == [running]
    assert asked(tasks.app, "inspect", "query_task", running)["one@test"][running][0] == "active"
    waiting = tasks.send("nap", 300, count=3)  # one more process is free
    wait_for(lambda: len(asked(tasks.app, "inspect", "active")["one@test"]) == 2, "two that run")
    shown = {task["id"] for task in asked(tasks.app, "inspect", "reserved")["one@test"]}
    assert len(shown & set(waiting)) == 2
    for task_id in waiting:
        asked(tasks.app, "control", "terminate", "KILL", task_id)
    asked(tasks.app, "control", "terminate", "KILL", running)
    wait_for(lambda: asked(tasks.app, "inspect", "active")["one@test"] == [], "the end of the task")
    asked(tasks.app, "control", "revoke", "unwanted")
    tasks.send("nap", 0, task_id="unwanted")
    worker.wait_for_log("Discarding revoked task: sqs_app.nap[unwanted]")
    assert "unwanted" not in tasks.ids("begin")


def test_ten_workers_answer_completely_time_after_time(
    environment: dict[str, str], endpoint: Endpoint, start_workers: StartWorkers, bound: Bound
) -> None:
    names = [f"worker-{number}" for number in range(10)]
    start_workers("-P", "solo", names=names)
    bound(10)
    everybody = {f"{name}@test" for name in names}
    with FaultProxy(endpoint.port) as own:
        through_own = {**environment, "AWS_ENDPOINT_URL": own.url}
        for run in range(RUNS):
            status = celery(through_own, "status", "--timeout", "20")  # a machine may be busy
            assert "10 nodes online" in status.stdout, (run, status.stdout, status.stderr)
            assert own.requests["Query"] <= MOST_READS, run
            own.requests.clear()
            assert set(answers(through_own, "inspect", "ping")) == everybody, run
            assert own.requests["Query"] <= MOST_READS, run
            own.requests.clear()


def test_commands_at_once_with_answers_beyond_an_item(
    environment: dict[str, str], start_worker: StartWorker, bound: Bound
) -> None:
    start_worker(name="one")
    start_worker(name="two")
    bound(2)
    with ThreadPoolExecutor() as pool:
        ping = pool.submit(answers, environment, "inspect", "ping")
        large = pool.submit(answers, environment, "inspect", "blob", "1500000")
        assert len(ping.result()) == 2
        assert [len(answer["blob"]) for answer in large.result().values()] == [1_500_000] * 2


def test_nobody_waits_for_a_killed_worker(
    environment: dict[str, str], endpoint: Endpoint, start_worker: StartWorker, tasks: Tasks, bound: Bound
) -> None:
    """Workers with names of two hosts, each with all it can hold and more waiting."""
    options = ("-P", "prefork", "-c", "2")
    start_worker(*options, name="one", host="here")
    start_worker(*options, name="two", host="there")
    dead = start_worker(*options, name="three", host="there")
    bound(3)
    tasks.send_batch("note", 200)
    tasks.send("nap", 600, count=30)
    tasks.wait_for_count("begin", 6)
    dead.kill()
    alive = {"one@here", "two@there"}
    with FaultProxy(endpoint.port) as own:
        for command in ("ping", "stats"):
            through_own = {**environment, "AWS_ENDPOINT_URL": own.url}
            assert set(answers(through_own, "inspect", command, timeout=None)) == alive
            assert own.requests["Query"] <= MOST_READS, command
            own.requests.clear()
        # And when there is nobody who will answer, with much time to do so.
        patient = ("inspect", "ping", "-d", "three@there", "-t", "10")
        assert "No nodes replied" in celery(through_own, *patient).stderr
        assert own.requests["Query"] <= MOST_READS
    # Within this process, so that the start of Python does not count.
    inspect = tasks.app.control.inspect(timeout=1.0)
    for _ in range(5):
        began = time.monotonic()
        assert set(inspect.ping()) == alive
        assert time.monotonic() - began <= MOST_SECONDS
    began = time.monotonic()
    assert set(tasks.app.control.inspect(["two@there"]).active()) == {"two@there"}
    assert time.monotonic() - began <= MOST_SECONDS


def test_a_worker_killed_in_its_reply_harms_nobody(
    environment: dict[str, str],
    endpoint: Endpoint,
    start_worker: StartWorker,
    dynamodb: DynamoDBClient,
    bound: Bound,
) -> None:
    start_worker(name="alive")
    with FaultProxy(endpoint.port) as own, ThreadPoolExecutor() as pool:
        dying = start_worker(name="dying", AWS_ENDPOINT_URL=own.url)
        bound(2)
        own.fail("mute", "BatchWriteItem")
        # A reply of more parts than one request takes: the first request is carried out and not answered.
        command = ("inspect", "blob", "24000000", "dying@test")
        asked = pool.submit(answers, environment, *command)
        wait_for(lambda: own.forwarded["BatchWriteItem"] and reply_parts(dynamodb), "half of the reply")
        dying.kill()
        assert asked.result() == {"alive@test": {"blob": ""}}
    assert reply_parts(dynamodb) == 0, "the asker cleans up, parts of what it could not read included"
    left = dynamodb.scan(TableName="control", ConsistentRead=True)["Items"]
    assert all(0 < int(item["expires_at"]["N"]) - time.time() <= 120 for item in left)
    assert "dying@test.celery.pidbox" in partition(dynamodb, "exchange#sqs_app/celery.pidbox"), (
        "until it expires"
    )
    assert set(answers(environment, "inspect", "ping", timeout=None)) == {"alive@test"}


def reply_parts(client: DynamoDBClient) -> int:
    items = client.scan(
        TableName="control", ProjectionExpression="pk", FilterExpression="parts > :one",
        ExpressionAttributeValues={":one": {"N": "1"}}, ConsistentRead=True,
    )["Items"]  # fmt: skip
    return len(items)


def test_an_idle_worker_reads_little_and_writes_nothing(
    start_worker: StartWorker,
    tasks: Tasks,
    proxy: FaultProxy,
    dynamodb: DynamoDBClient,
    bound: Bound,
) -> None:
    worker = start_worker()
    bound(1)
    tasks.wait_for("note", tasks.send("note", count=20))  # with task events on, and nobody to see them
    proxy.wait_for_requests("Query", 25)  # the pace of a worker that heard nothing for a while
    before, began = proxy.requests.copy(), time.monotonic()
    proxy.wait_for_requests("Query", 60)
    seconds = time.monotonic() - began
    did = proxy.requests - before
    # A count against the clock, but a slow machine only makes it smaller.
    assert did["Query"] / seconds <= 3
    assert did["PutItem"] <= 2, "the binding every twenty seconds"
    assert set(did) <= {"Query", "PutItem", "ReceiveMessage"}
    assert not {"CreateQueue", "GetQueueUrl", "ListQueues"} & set(proxy.requests), "rights that it needs not"
    assert proxy.requests["BatchWriteItem"] == 0, "never an event or a letter since the worker has started"
    worker.send(signal.SIGTERM)
    assert worker.wait() == 0
    assert dynamodb.scan(TableName="control", ConsistentRead=True)["Items"] == []


def test_events_are_dumped_and_shown_as_they_happen(
    environment: dict[str, str],
    start_worker: StartWorker,
    tasks: Tasks,
    dynamodb: DynamoDBClient,
    bound: Bound,
    tmp_path: Path,
) -> None:
    start_worker()
    bound(1)
    output = tmp_path / "events"
    with output.open("wb") as file:
        dump = subprocess.Popen(
            [sys.executable, "-u", "-m", "celery", "-A", "sqs_app", "events", "--dump"],
            env=child_environment(environment),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for_text(output, "heartbeat")
        sent = tasks.send("note")[0]
        for event in ("received", "started", "succeeded"):
            wait_for_text(output, f"task {event}: sqs_app.note({sent})")
    finally:
        dump.send_signal(signal.SIGINT)
        dump.wait(PATIENCE)
    wait_for(lambda: partition(dynamodb, "exchange#sqs_app/celeryev") == [], "the listener's binding gone")
    the_curses_monitor_shows_tasks(environment, tasks)  # of the same worker


def the_curses_monitor_shows_tasks(environment: dict[str, str], tasks: Tasks) -> None:
    screen, terminal = pty.openpty()
    monitor = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "sqs_app", "events"],
        env={**child_environment(environment), "TERM": "xterm", "COLUMNS": "120", "LINES": "40"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    shown = bytearray()
    os.set_blocking(screen, False)

    def shows(text: str) -> bool:
        tasks.send("note")
        with suppress(BlockingIOError):  # nothing new on the screen
            shown.extend(os.read(screen, 65536))
        return text.encode() in shown

    try:
        wait_for(lambda: shows("sqs_app.note"), "the task on the screen")
    finally:
        monitor.kill()
        monitor.wait(PATIENCE)
        os.close(screen)


def test_workers_whose_clocks_are_wrong_answer(
    start_worker: StartWorker, environment: dict[str, str], bound: Bound
) -> None:
    """Five minutes ahead and behind: what expires does so by the clock of the service."""
    start_worker("-P", "threads", "-c", "1", name="ahead", SQS_TEST_CLOCK="300")
    start_worker("-P", "threads", "-c", "1", name="behind", SQS_TEST_CLOCK="-300")
    bound(2)
    assert set(answers(environment, "inspect", "ping")) == {"ahead@test", "behind@test"}
    wrong = {**environment, "SQS_TEST_CLOCK": "-300"}  # the client's
    assert set(answers(wrong, "inspect", "ping")) == {"ahead@test", "behind@test"}
