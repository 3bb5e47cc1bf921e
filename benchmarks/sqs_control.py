"""
Remote control on SQS: cost of an idle worker, and response time of commands.

``python benchmarks/sqs_control.py`` counts the requests of an idle worker and computes its monthly bill. Then
it pings three workers many times: first while all are alive, then just after one was killed. ``--poll 30``
counts those of a worker that looks for commands every 30 s and for messages every 20 s, for eight minutes,
and pings it.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from celery import Celery

from roomjobs import sqs
from roomjobs.local.endpoint import start_endpoint
from tests.integration.sqs.fault_proxy import FaultProxy

if TYPE_CHECKING:
    from collections import Counter

PINGS = 100
WORKERS = 3
HOURS_A_MONTH = 730
#: US dollars a million at the on-demand prices of us-east-1. A read of a small item that need not be the
#: newest counts half.
READ, WRITE, REQUEST = 0.125 / 2, 0.625, 0.40


def create_app() -> Celery:
    app = Celery("bench", broker="celery-sqs://", set_as_current=False)
    sqs.install(app)
    app.conf.update(
        broker_transport_options={
            "predefined_queues": {"bench": {"url": os.environ["BENCH_QUEUE_URL"]}},
            "control_table": "control",
            "control_poll_seconds": float(os.environ.get("BENCH_POLL", "0.4")),
            "wait_time_seconds": int(os.environ.get("BENCH_WAIT", "4")),
        },
        task_default_queue="bench",
        task_create_missing_queues=False,
        broker_connection_retry_on_startup=True,
    )
    return app


def start_worker(number: int, endpoint: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, __file__, "--worker", f"worker-{number}@bench"],
        env={**os.environ, "AWS_ENDPOINT_URL": endpoint},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def report_idle(proxy: FaultProxy, settle: float, seconds: float) -> None:
    """Print what the worker behind the proxy asks for while nothing happens, and what that costs a month."""
    time.sleep(settle)  # it slows down at first
    before = proxy.requests.copy()
    time.sleep(seconds)
    requests = proxy.requests - before
    for name, count in requests.items():
        print(f"idle, {name}: {count / seconds:.3f} a second, {count / seconds * 3600:.0f} an hour")
    for count in (1, 10, 100):
        print(f"{count} idle workers: ${bill(requests, seconds) * count:.2f} a month")


def bill(requests: Counter[str], seconds: float) -> float:
    """US dollars a month for what was asked in `seconds`."""
    prices = {"Query": READ, "PutItem": WRITE, "ReceiveMessage": REQUEST}
    dollars = sum(count * prices[name] / 1e6 for name, count in requests.items())
    return dollars * HOURS_A_MONTH * 3600 / seconds


def pings(app: Celery, expected: int, count: int) -> tuple[int, list[float]]:
    """How many pings were answered by all, and the seconds of each."""
    complete, seconds = 0, []
    for _ in range(count):
        began = time.perf_counter()
        answers = app.control.inspect(timeout=1.0).ping() or {}
        seconds.append(time.perf_counter() - began)
        complete += len(answers) == expected
        time.sleep(2.5)  # so that workers look at their idle pace again
    return complete, seconds


def wait_for_workers(app: Celery, expected: int) -> None:
    while len(app.control.inspect(timeout=1.0).ping() or {}) < expected:
        time.sleep(1)


def report(name: str, complete: int, seconds: list[float]) -> None:
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(
        f"{name}: {complete} of {len(seconds)} complete, "
        f"p50 {statistics.median(seconds):.2f} s, p95 {p95:.2f} s, most {max(seconds):.2f} s"
    )


def main(poll: float) -> None:
    os.environ |= {"BENCH_POLL": str(poll), "BENCH_WAIT": "20" if poll > 1 else "4"}
    with tempfile.TemporaryDirectory() as folder:
        endpoint = start_endpoint(Path(folder), Path(folder) / "log", keep_state=False)
        workers: list[subprocess.Popen[bytes]] = []
        try:
            os.environ.update(endpoint.client_environment())
            queue = boto3.client("sqs").create_queue(QueueName="bench")
            os.environ["BENCH_QUEUE_URL"] = queue["QueueUrl"]
            boto3.client("dynamodb").create_table(
                TableName="control",
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[
                    {"AttributeName": "pk", "AttributeType": "S"},
                    {"AttributeName": "sk", "AttributeType": "S"},
                ],
                KeySchema=[
                    {"AttributeName": "pk", "KeyType": "HASH"},
                    {"AttributeName": "sk", "KeyType": "RANGE"},
                ],
            )
            app = create_app()
            with FaultProxy(endpoint.port) as proxy:
                workers.append(start_worker(0, proxy.url))
                wait_for_workers(app, 1)
                if poll > 1:
                    report_idle(proxy, settle=8 * poll, seconds=16 * poll)
                    report("seldom looked for", *pings(app, 1, 2))
                    return
                report_idle(proxy, settle=15, seconds=60)
                workers += [start_worker(number, endpoint.url) for number in range(1, WORKERS)]
                wait_for_workers(app, WORKERS)
                report("all alive", *pings(app, WORKERS, PINGS))
                kill(workers.pop())
                report("one killed", *pings(app, WORKERS - 1, 15))
            app.close()
        finally:
            for worker in workers:
                kill(worker)
            endpoint.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--poll", type=float, default=0.4, help="seconds between two looks for commands")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        worker = ["worker", "-l", "ERROR", "-P", "prefork", "-c", "2", "-n", arguments.worker]
        create_app().worker_main(worker)
    else:
        main(arguments.poll)
