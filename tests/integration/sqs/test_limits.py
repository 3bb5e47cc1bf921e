"""Time limits and revocations end running tasks of a prefork pool, by message and by command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.sqs.harness import depth
from tests.integration.sqs.worker import asked, wait_for

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

    from tests.integration.sqs.harness import Bound, StartWorker, Tasks
    from tests.integration.sqs.worker import Worker

#: Longer than a test may take: only a limit or a revocation ends such a nap.
FOR_EVER = 600
HARD = "Hard time limit ({}s) exceeded for sqs_app.nap[{}]"
SOFT = "Soft time limit ({}s) exceeded for sqs_app.nap[{}]"


@pytest.fixture
def worker(start_worker: StartWorker, bound: Bound) -> Worker:
    worker = start_worker("-P", "prefork", "-c", "2", SQS_TEST_PREFETCH="1")
    bound(1)
    return worker


@pytest.fixture
def queue_is_empty(sqs_client: SQSClient, environment: dict[str, str]) -> Any:
    return lambda: depth(sqs_client, environment["SQS_TEST_QUEUE_URL"]) == (0, 0)


def test_limits_and_revocations_end_running_tasks(worker: Worker, tasks: Tasks, queue_is_empty: Any) -> None:
    """Of one worker, since it takes seconds to start."""
    the_limits_that_a_message_brings(worker, tasks, queue_is_empty)
    the_limits_that_a_command_sets_and_takes_back(worker, tasks, queue_is_empty)
    a_running_task_is_terminated_by_revoke(tasks, queue_is_empty)
    tasks.wait_for("note", tasks.send("note", count=10))
    worker.check()


def the_limits_that_a_message_brings(worker: Worker, tasks: Tasks, queue_is_empty: Any) -> None:
    hard = tasks.send("nap", FOR_EVER, time_limit=1)[0]
    worker.wait_for_log(HARD.format(1, hard))
    soft = tasks.send("nap", FOR_EVER, soft_time_limit=1)[0]
    worker.wait_for_log(SOFT.format(1, soft))
    worker.wait_for_log(f"Task sqs_app.nap[{soft}] raised unexpected: SoftTimeLimitExceeded")
    wait_for(queue_is_empty, "both messages deleted")


def the_limits_that_a_command_sets_and_takes_back(worker: Worker, tasks: Tasks, queue_is_empty: Any) -> None:
    done = {"one@test": {"ok": "time limits set successfully"}}
    assert asked(tasks.app, "control", "time_limit", "sqs_app.nap", "0", "1") == done
    hard = tasks.send("nap", FOR_EVER)[0]
    worker.wait_for_log(HARD.format(1.0, hard))
    assert asked(tasks.app, "control", "time_limit", "sqs_app.nap", "1", "100") == done
    soft = tasks.send("nap", FOR_EVER)[0]
    worker.wait_for_log(SOFT.format(1.0, soft))
    assert asked(tasks.app, "control", "time_limit", "sqs_app.nap", "100", "100") == done
    tasks.wait_for("end", tasks.send("nap", 2))
    wait_for(queue_is_empty, "all messages deleted")


def a_running_task_is_terminated_by_revoke(tasks: Tasks, queue_is_empty: Any) -> None:
    running = tasks.send("nap", FOR_EVER)[0]
    tasks.wait_for("begin", [running])
    answer = asked(tasks.app, "control", "terminate", "KILL", running)
    assert answer == {"one@test": {"ok": f"terminate: {running}"}}
    wait_for(queue_is_empty, "the message of the terminated task deleted")
    assert asked(tasks.app, "inspect", "active") == {"one@test": []}
    assert running in asked(tasks.app, "inspect", "revoked")["one@test"]
