"""
Seconds until a worker runs a task again once a fault of the network or the service is over.

``python -m benchmarks.sqs_recovery`` has each fault of the injector of the tests last for `--seconds`, for a
worker with the default long poll, TLS, and a role whose sessions last three seconds. A task is sent when the
fault is over. `--clock 300` is how far the clock of the worker is wrong.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import boto3
from celery import Celery
from rich.console import Console
from rich.table import Table

from benchmarks import sqs_results
from roomjobs import sqs
from roomjobs.local.endpoint import start_endpoint
from tests.certificates import server_context
from tests.integration.sqs.fault_proxy import FaultProxy
from tests.integration.sqs.harness import Tasks
from tests.integration.sqs.worker import Worker

NAMES = "names that nobody knows"
GONE = "nobody listens, connections are cut"
#: What the injector does, and to which operations.
FAULTS = {
    "status 500": ("status:500", "*"),
    "connections are reset": ("reset", "*"),
    "answers are cut in half": ("truncated", "*"),
    "a proxy's page with status 200": ("garbage", "*"),
    "done, and answered {}": ("garbage-after", "*"),
    "done, and never answered": ("mute", "*"),
    "the token has expired": ("error:403:ExpiredToken", "*"),
    "nothing is answered": ("hang", "*"),
    "receives are not answered": ("hang", "ReceiveMessage"),
    "answers drip": ("drip", "*"),
    GONE: ("", ""),
    NAMES: ("", ""),
}


def harm(name: str, proxy: FaultProxy, folder: Path, seconds: float) -> None:
    """Let a fault last for some seconds."""
    fault, operation = FAULTS[name]
    if fault:
        proxy.fail(fault, operation)
    else:
        proxy.close()
    if name == NAMES:
        (folder / "no-names").touch()
        proxy.open()
    time.sleep(seconds)
    (folder / "no-names").unlink(missing_ok=True)
    if name == GONE:
        proxy.open()
    proxy.heal()


def recovery(tasks: Tasks, worker: Worker) -> float:
    """Seconds until a task runs that is sent now."""
    began = time.monotonic()
    tasks.wait_for("note", tasks.send("note"))
    worker.check()
    return time.monotonic() - began


def measure(folder: Path, seconds: float, clock: str) -> tuple[Table, dict[str, float]]:
    with ExitStack() as stack:
        endpoint = start_endpoint(folder / "aws", folder / "log", keep_state=False)
        stack.callback(endpoint.stop)
        os.environ |= endpoint.client_environment()
        urls = {
            name: boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in ("jobs", "other")
        }
        boto3.client("dynamodb").create_table(
            TableName="control",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        certificate = folder / "server.pem"
        proxy = stack.enter_context(FaultProxy(endpoint.port, server_context(certificate)))
        proxy.session_seconds = 3
        os.environ |= {"SQS_TEST_QUEUE_URL": urls["jobs"], "SQS_TEST_OTHER_QUEUE_URL": urls["other"]}
        worker = Worker(
            {
                **os.environ,
                "AWS_ENDPOINT_URL": proxy.url,
                "AWS_CA_BUNDLE": str(certificate),
                "SQS_TEST_FOLDER": str(folder),
                "SQS_TEST_TABLE": "control",
                "SQS_TEST_WAIT": "4",
                "SQS_TEST_VISIBILITY": "5",  # a fault may hide what it has swallowed for so long
                "SQS_TEST_ROLE": "arn:aws:iam::123456789012:role/orders",
                "SQS_TEST_CLOCK": clock,
            }
        )
        stack.callback(worker.kill)
        worker.wait_until_ready()
        app = Celery("sqs_app", broker="celery-sqs://", set_as_current=False)
        sqs.install(app)
        app.conf.update(
            broker_transport_options={"predefined_queues": {"jobs": {"url": urls["jobs"]}}},
            task_default_queue="jobs",
            task_create_missing_queues=False,
            task_ignore_result=True,
        )
        stack.callback(app.close)
        tasks = Tasks(app, folder)
        table = Table("fault", "seconds to recover", title=f"faults of {seconds:g} s, clock {clock} s off")
        found = {}
        for name in FAULTS:
            recovery(tasks, worker)
            time.sleep(1)
            harm(name, proxy, folder, seconds)
            found[name] = round(recovery(tasks, worker), 1)
            table.add_row(name, f"{found[name]:.1f}")
        table.caption = (
            f"0 exits, 0 of {2 * len(FAULTS)} tasks lost, {len(proxy.sessions)} sessions of the role"
        )
    return table, found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=12, help="that a fault lasts")
    parser.add_argument("--clock", default="0", help="seconds that the worker's clock is ahead")
    parser.add_argument("--store", action="store_true", help="keep the figures in benchmarks/results/sqs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, found = measure(Path(folder), arguments.seconds, arguments.clock)
    Console().print(table)
    if arguments.store:
        sqs_results.store("recovery", {f"{name}, s": seconds for name, seconds in found.items()})
