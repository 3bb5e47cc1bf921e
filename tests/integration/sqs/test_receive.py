"""A worker survives every fault of the network and the service, and is at full speed soon after."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roomjobs.sqs.receive.health import seconds_since_success
from tests.certificates import server_context
from tests.integration.sqs.fault_proxy import FaultProxy
from tests.integration.sqs.worker import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.local.endpoint import Endpoint
    from tests.integration.sqs.harness import StartWorker, Tasks
    from tests.integration.sqs.worker import Worker

#: As the API of SQS has them: bad requests, credentials that expired, failures of the service and on the way.
FAULTS = [
    "status:500",
    "status:503",
    "error:400:InvalidParameterValue",
    "error:403:ExpiredToken",
    "reset",
    "truncated",
    "garbage",
]


def recovers(worker: Worker, tasks: Tasks, sent: list[str], failed: int) -> None:
    """
    Run what was sent, after no more than a pause and a try once the trouble is over.

    A pause is five seconds at most, and a call that was in flight may still fail, in either receiving thread:
    so messages arrive within ten seconds, however long a busy machine takes in a test.
    """
    tasks.wait_for("note", sent)
    worker.check()
    assert worker.log.count("cannot receive") <= failed + 2
    assert max(map(float, re.findall(r"next try in ([\d.]+) s", worker.log))) <= 5


@pytest.fixture
def folder(environment: dict[str, str]) -> Path:
    return Path(environment["SQS_TEST_FOLDER"])


@pytest.fixture
def secure(endpoint: Endpoint, environment: dict[str, str], tmp_path: Path) -> Iterator[FaultProxy]:
    """A proxy that speaks TLS, and whose STS gives sessions of three seconds."""
    certificate = tmp_path / "server.pem"
    environment["AWS_CA_BUNDLE"] = str(certificate)
    with FaultProxy(endpoint.port, server_context(certificate)) as proxy:
        proxy.session_seconds = 3
        yield proxy


def test_a_worker_survives_failing_receives(
    secure: FaultProxy, start_worker: StartWorker, tasks: Tasks
) -> None:
    """By TLS connections, which some faults cut, and as a role whose sessions end meanwhile."""
    proxy = secure
    # Short, because a truncated answer has hidden the message from everybody.
    worker = start_worker(
        SQS_TEST_VISIBILITY="3",
        SQS_TEST_WAIT="1",
        SQS_TEST_ROLE="arn:aws:iam::123456789012:role/orders",
        AWS_ENDPOINT_URL=proxy.url,
    )
    for number, fault in enumerate(FAULTS, start=1):
        began = time.monotonic()
        proxy.fail(fault, "ReceiveMessage")
        wait_for(lambda: worker.log.count("(failure 3)") == number, f"three failures by {fault}")  # noqa: B023 - called at once
        # After pauses of 0.1 and 0.2 s at least, whatever the machine does.
        assert time.monotonic() - began >= 0.3, f"{fault}: tries without pauses"
        sent = tasks.send("note")
        proxy.heal()
        recovers(worker, tasks, sent, worker.log.count("cannot receive"))
    wait_for(lambda: len(proxy.sessions) >= 3, "a third session")
    tasks.wait_for("note", tasks.send("note"))
    worker.check()


def test_a_worker_survives_an_endpoint_that_hangs(
    proxy: FaultProxy, start_worker: StartWorker, tasks: Tasks
) -> None:
    """Nothing is ever answered, or by a byte at a time: only giving up 5 s after the long poll helps."""
    # Short, because the answers that drip have hidden messages from everybody.
    worker = start_worker(SQS_TEST_WAIT="1", SQS_TEST_VISIBILITY="3")
    proxy.fail("hang")
    proxy.fail("drip", "ReceiveMessage")
    worker.wait_for_log("ReadTimeoutError")
    proxy.heal()
    failed = worker.log.count("cannot receive")
    recovers(worker, tasks, tasks.send("note", count=50), failed)


def test_a_worker_survives_an_endpoint_that_is_gone(
    proxy: FaultProxy, start_worker: StartWorker, tasks: Tasks, folder: Path
) -> None:
    """Gone until the pauses are long; `test_backoff.py` shows that they stay so."""
    # The poll that was cut may have been given messages, and hides them.
    worker = start_worker(SQS_TEST_WAIT="1", SQS_TEST_VISIBILITY="3")
    tasks.wait_for("note", tasks.send("note"))
    gone_at = time.monotonic()
    proxy.close()
    while_gone = tasks.send("note", count=5)
    worker.wait_for_log("cannot receive from jobs (failure 5)")
    # The four pauses before were 0.2, 0.4, 0.8 and 1.6 s, each at least half of that.
    assert time.monotonic() - gone_at >= 1.5, "retries with pauses"
    age = seconds_since_success(str(folder / "health"))
    assert age is not None
    assert age >= 1.5, "what a health check would see"
    proxy.open()
    recovers(worker, tasks, while_gone, worker.log.count("cannot receive"))
    worker.wait_for_log("receiving from jobs again")


def test_a_worker_survives_names_that_cannot_be_looked_up(
    proxy: FaultProxy, start_worker: StartWorker, tasks: Tasks, folder: Path
) -> None:
    worker = start_worker(SQS_TEST_WAIT="1")
    (folder / "no-names").touch()  # see sqs_app.py
    proxy.close()  # cuts the connections, so that the name is asked for anew
    proxy.open()
    failed = worker.log.count("cannot receive from jobs")
    # What had its address before the names were gone may still come through.
    wait_for(lambda: worker.log.count("cannot receive from jobs") >= failed + 2, "two failed lookups")
    before = proxy.requests.total()
    wait_for(lambda: worker.log.count("cannot receive from jobs") >= failed + 5, "three more failed lookups")
    assert proxy.requests.total() == before
    (folder / "no-names").unlink()
    failed = worker.log.count("cannot receive")
    recovers(worker, tasks, tasks.send("note"), failed)
