"""A worker that leaves loses nothing and hides nothing."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.integration.sqs.harness import depth
from tests.integration.sqs.worker import wait_for

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from tests.integration.sqs.harness import StartWorker, Tasks


def test_sigterm_finishes_and_hands_back_at_once(
    start_worker: StartWorker, tasks: Tasks, sqs_client: SQSClient, environment: dict[str, str]
) -> None:
    worker = start_worker("-P", "prefork", "-c", "2", program="celery", SQS_TEST_VISIBILITY="300")
    tasks.send("nap", 12, count=8)
    wait_for(lambda: len(tasks.ids("begin")) == 2, "two naps")
    url = environment["SQS_TEST_QUEUE_URL"]
    wait_for(lambda: depth(sqs_client, url) == (0, 8), "all prefetched")
    worker.send(signal.SIGTERM)
    wait_for(lambda: depth(sqs_client, url) == (6, 2), "six handed back while two still run")
    assert worker.process.poll() is None
    assert not tasks.ids("end"), "handed back before the naps end"
    assert worker.wait() == 0
    assert len(tasks.ids("end")) == 2
    assert depth(sqs_client, url) == (6, 0)


def test_sigterm_waits_for_long_tasks(
    start_worker: StartWorker, tasks: Tasks, sqs_client: SQSClient, environment: dict[str, str]
) -> None:
    """With the settings of production: a limit of 90 s and long polls of 20 s."""
    worker = start_worker(
        "-P", "prefork", "-c", "2", SQS_TEST_DRAIN="90", SQS_TEST_WAIT="20", SQS_TEST_PREFETCH="1"
    )
    sent = tasks.send("nap", 8, count=3)  # longer than the shutdown of an idle worker takes
    wait_for(lambda: len(tasks.ids("begin")) == 2, "two naps")
    worker.send(signal.SIGTERM)
    assert worker.wait(120) == 0
    assert len(tasks.ids("end")) == 2
    assert depth(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == (1, 0)
    assert set(sent) > set(tasks.ids("end"))


@pytest.mark.parametrize(
    "pool", [("-P", "prefork", "-c", "2"), ("-P", "threads", "-c", "4")], ids=["prefork", "threads"]
)
def test_sigterm_ends_in_time_when_tasks_do_not(
    pool: tuple[str, ...],
    start_worker: StartWorker,
    tasks: Tasks,
    sqs_client: SQSClient,
    environment: dict[str, str],
) -> None:
    worker = start_worker(*pool, SQS_TEST_VISIBILITY="300", SQS_TEST_DRAIN="3", SQS_TEST_PREFETCH="1")
    running = int(pool[-1])
    tasks.send("nap", 120, count=running)
    wait_for(lambda: len(tasks.ids("begin")) == running, "the naps")
    began = time.monotonic()
    worker.send(signal.SIGTERM)
    worker.wait()
    assert time.monotonic() - began < 60
    assert not tasks.ids("end")
    assert depth(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == (running, 0)


def test_sigterm_and_sigkill_under_load_lose_nothing(
    start_worker: StartWorker, tasks: Tasks, sqs_client: SQSClient, environment: dict[str, str]
) -> None:
    url = environment["SQS_TEST_QUEUE_URL"]
    sent = tasks.send("nap", 0.3, count=60)
    for number, moment in enumerate((6, 14)):
        worker = start_worker(name=f"leaving-{number}", SQS_TEST_VISIBILITY="300")
        tasks.wait_for_count("end", moment)
        worker.send(signal.SIGTERM)
        assert worker.wait() == 0
        visible, hidden = depth(sqs_client, url)
        assert hidden == 0
        # More if a task was just on its way to its process: Celery then forgets that it was begun.
        assert visible >= len(set(sent) - set(tasks.ids("end")))
    killed = start_worker(name="killed", SQS_TEST_VISIBILITY="3")
    tasks.wait_for_count("end", 22)
    killed.kill()
    start_worker(name="last", SQS_TEST_VISIBILITY="3")
    tasks.wait_for("end", sent)
    wait_for(lambda: depth(sqs_client, url) == (0, 0), "an empty queue")
