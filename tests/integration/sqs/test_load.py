"""Many tasks while workers are killed and the network fails at random: each runs, and none is left over."""

from __future__ import annotations

import os
import random
import signal
import time
from typing import TYPE_CHECKING

from tests.integration.sqs.harness import depth
from tests.integration.sqs.worker import wait_for

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from tests.integration.sqs.fault_proxy import FaultProxy
    from tests.integration.sqs.harness import StartWorker, Tasks
    from tests.integration.sqs.worker import Worker

#: For a longer look: SQS_LOAD_TASKS=20000 pytest -k load --timeout 1800
TASKS = int(os.environ.get("SQS_LOAD_TASKS", "2000"))
SEED = int(os.environ.get("SQS_LOAD_SEED", "1"))
POOLS = (("-P", "prefork", "-c", "2"), ("-P", "threads", "-c", "4"))
FAULTS = ("status:500", "status:503", "error:403:ExpiredToken", "reset", "truncated", "garbage", "mute")
OPERATIONS = (
    "ReceiveMessage",
    "DeleteMessageBatch",
    "ChangeMessageVisibilityBatch",
    "Query",
    "BatchWriteItem",
    "*",
)


class Harm:
    """Kills, ends and replaces workers, and lets the network fail between times."""

    def __init__(self, start_worker: StartWorker, proxy: FaultProxy) -> None:
        self._random = random.Random(SEED)
        self._start_worker = start_worker
        self._proxy = proxy
        self._workers: list[Worker] = []
        self.done: list[str] = []

    def start(self) -> None:
        number = len(self.done) + len(self._workers)
        pool = POOLS[number % len(POOLS)]
        settings = {"SQS_TEST_VISIBILITY": "20", "SQS_TEST_WAIT": "1", "SQS_TEST_PREFETCH": "10"}
        self._workers.append(self._start_worker(*pool, name=f"worker-{number}", **settings))

    def do_some(self) -> None:
        fault, operation = self._random.choice(FAULTS), self._random.choice(OPERATIONS)
        self._proxy.fail(fault, operation)
        time.sleep(self._random.uniform(0.2, 1.0))
        self._proxy.heal()
        worker = self._workers.pop(0)
        if self._random.random() < 0.7:
            worker.kill()
            how = "killed"
        else:
            worker.send(signal.SIGTERM)
            how = "asked to leave"
        self.done.append(f"{fault} of {operation}, then {worker.name} {how}")
        self.start()


def test_a_load_under_faults_loses_nothing(
    start_worker: StartWorker,
    tasks: Tasks,
    proxy: FaultProxy,
    sqs_client: SQSClient,
    environment: dict[str, str],
) -> None:
    url, dead_url = environment["SQS_TEST_QUEUE_URL"], environment["SQS_TEST_DEAD_QUEUE_URL"]
    harm = Harm(start_worker, proxy)
    for _ in range(2):
        harm.start()
    sent = set(tasks.send_batch("nap", TASKS, 0.02))
    while len(harm.done) < 3 or len(set(tasks.ids("end"))) < TASKS * 0.9:
        harm.do_some()

    wait_for(lambda: depth(sqs_client, url) == (0, 0), f"an empty queue after {harm.done}", patience=120)
    ended = tasks.ids("end")
    dead = depth(sqs_client, dead_url)[0]  # received by five workers that were killed before they began it
    again = len(ended) - len(set(ended))
    # Shown with -s.
    print(f"{TASKS} tasks, {again} ran again, {dead} dead letters:", *harm.done, sep="\n")  # noqa: T201
    assert len(sent - set(ended)) <= dead
    assert set(ended) <= sent
