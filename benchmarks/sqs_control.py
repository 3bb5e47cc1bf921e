"""
Remote control on SQS: cost of an idle worker, and response time of commands.

``python benchmarks/sqs_control.py`` counts the requests of one idle worker for a minute and computes its
monthly bill. Then it pings three workers many times: first while all are alive, then just after one was
killed.
"""

from __future__ import annotations

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

IDLE_SECONDS = 60
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
        },
        task_default_queue="bench",
        task_create_missing_queues=False,
        broker_connection_retry_on_startup=True,
    )
    return app


def start_worker(number: int, endpoint: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, __file__, f"worker-{number}@bench"],
        env={**os.environ, "AWS_ENDPOINT_URL": endpoint},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def idle_requests(proxy: FaultProxy) -> Counter[str]:
    """Count what the worker behind the proxy asks for in `IDLE_SECONDS`."""
    time.sleep(15)  # it slows down at first
    before = proxy.requests.copy()
    time.sleep(IDLE_SECONDS)
    return proxy.requests - before


def bill(requests: Counter[str]) -> float:
    """US dollars a month."""
    prices = {"Query": READ, "PutItem": WRITE, "ReceiveMessage": REQUEST}
    a_minute = sum(count * prices[name] / 1e6 for name, count in requests.items())
    return a_minute * HOURS_A_MONTH * 3600 / IDLE_SECONDS


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


def main() -> None:
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
                requests = idle_requests(proxy)
                for name, count in requests.items():
                    print(f"idle, {name}: {count / IDLE_SECONDS:.2f} a second")
                for count in (1, 10, 100):
                    print(f"{count} idle workers: ${bill(requests) * count:.2f} a month")
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
    if len(sys.argv) > 1:
        create_app().worker_main(["worker", "-l", "ERROR", "-P", "prefork", "-c", "2", "-n", sys.argv[1]])
    else:
        main()
