"""A worker survives every fault of the network and the service, and is at full speed soon after."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

from roomjobs.sqs.clients import Clients
from roomjobs.sqs.health import Health, seconds_since_success
from roomjobs.sqs.options import Options
from roomjobs.sqs.receiver import Receiver
from roomjobs.sqs.window import Window
from tests.integration.sqs.worker import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.integration.sqs.fault_proxy import FaultProxy
    from tests.integration.sqs.harness import StartWorker, Tasks

FAULTS = [
    "status:500",
    "status:503",
    "error:400:InvalidParameterValue",
    "error:403:ExpiredToken",
    "reset",
    "truncated",
    "garbage",
]


def test_a_worker_survives_failing_receives(
    proxy: FaultProxy, start_worker: StartWorker, tasks: Tasks
) -> None:
    # Short, because a truncated answer has hidden the message from everybody.
    worker = start_worker(SQS_TEST_VISIBILITY="3", SQS_TEST_WAIT="1")
    for fault in FAULTS:
        proxy.fail(fault, "ReceiveMessage")
        proxy.wait_for_requests("ReceiveMessage", 3)
        sent = tasks.send("note")
        proxy.heal()
        tasks.wait_for("note", sent)
        worker.check()


def test_a_worker_survives_an_endpoint_that_hangs_and_one_that_is_gone(
    proxy: FaultProxy, start_worker: StartWorker, tasks: Tasks
) -> None:
    worker = start_worker(SQS_TEST_WAIT="1")
    proxy.fail("hang")
    worker.wait_for_log("ReadTimeoutError")
    proxy.heal()
    tasks.wait_for("note", tasks.send("note"))

    proxy.close()
    worker.wait_for_log("EndpointConnectionError")
    tries = worker.log.count("cannot receive")
    time.sleep(3)
    assert worker.log.count("cannot receive") - tries <= 15, "retries without a pause"
    while_gone = tasks.send("note", count=50)
    proxy.open()
    tasks.wait_for("note", while_gone)
    worker.check()


def test_a_failing_lookup_of_the_name_is_waited_out(
    environment: dict[str, str], tasks: Tasks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The receiver itself, because a child's resolver cannot be broken from here."""

    def no_such_name(*_: object, **__: object) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "injected")

    lookup = socket.getaddrinfo
    # Clients ask for the proxy's name only through this function.
    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    options = Options.read({"predefined_queues": {}, "wait_time_seconds": 1})
    health = Health(str(tmp_path / "health"))
    received: list[Any] = []
    receiver = Receiver(
        "jobs",
        environment["SQS_TEST_QUEUE_URL"],
        options=options,
        clients=Clients(options),
        window=Window(),
        health=health,
        deliver=received.extend,
        release=received.extend,
    )
    receiver.start()
    try:
        wait_for(lambda: health.failures >= 3, "three failed lookups")
        assert seconds_since_success(str(tmp_path / "health")) is None
        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        tasks.send("note")
        wait_for(lambda: received, "the message after the lookups work again")
        wait_for(lambda: seconds_since_success(str(tmp_path / "health")) is not None, "the health file")
    finally:
        receiver.stop()
        assert receiver.join(30)
