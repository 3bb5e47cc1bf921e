"""
Messages per second: our transport, kombu's, dramatiq-sqs and boto3, on the same endpoint in one run.

``python benchmarks/sqs_throughput.py`` prints one table for an endpoint that answers at once and one for an
endpoint that takes 10 ms. Compare only lines of the same run: all contestants share the same cores.

The time from sending to starting is measured twice: on the local endpoint, whose long polls look for messages
every 100 ms, and through a proxy that wakes them when a message is sent.
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import dramatiq
from celery import Celery
from dramatiq_sqs import SQSBroker  # type: ignore[import-untyped] # has no types
from rich.console import Console
from rich.table import Table

from benchmarks.prompt_proxy import PromptProxy
from roomjobs import sqs
from roomjobs.local.endpoint import start_endpoint
from tests.integration.sqs.fault_proxy import FaultProxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_sqs import SQSClient

QUEUE = "bench"
POOLS = {"prefork -c 2": ("prefork", 2), "threads -c 8": ("threads", 8)}


def queue_options() -> dict[str, Any]:
    return {"predefined_queues": {QUEUE: {"url": os.environ.get("BENCH_QUEUE_URL", "")}}}


def create_app(transport: str, prefetch: int = 10) -> Celery:
    app = Celery("bench", set_as_current=False)
    broker, options = "sqs://", queue_options()
    if transport == "ours":
        broker = "celery-sqs://"
        sqs.install(app)
    elif transport == "redis":
        broker, options = os.environ["BENCH_REDIS_URL"], {}
    else:
        options |= {"region": "us-east-1", "visibility_timeout": 60}
        if transport == "kombu, polling_interval 0":
            options["polling_interval"] = 0
    app.conf.update(
        broker_url=broker,
        broker_transport_options=options,
        task_default_queue=QUEUE,
        task_create_missing_queues=False,
        task_ignore_result=True,
        task_acks_late=True,
        worker_prefetch_multiplier=prefetch,
        broker_connection_retry_on_startup=True,
    )

    @app.task(name="noop")
    def noop() -> None:
        pass

    @app.task(name="started")
    def started(sent_at: float) -> None:
        with Path(os.environ["BENCH_LATENCIES"]).open("a") as file:
            file.write(f"{time.time() - sent_at}\n")

    return app


def create_actor() -> dramatiq.Actor[[], None]:
    """Make dramatiq's noop on the queue; dramatiq-sqs knows queues by name."""
    name = os.environ["BENCH_QUEUE_URL"].rpartition("/")[2]
    broker = SQSBroker(visibility_timeout=60)

    @dramatiq.actor(queue_name=name, broker=broker)
    def noop() -> None:
        pass

    return noop


class Bench:
    """A queue, and a client of the endpoint that goes around the delay."""

    def __init__(self, direct: SQSClient) -> None:
        self.direct = direct
        self.url = ""

    def renew(self) -> None:
        """Take a new queue: the endpoint may still give messages of the old one to a worker that is gone."""
        if self.url:
            self.direct.delete_queue(QueueUrl=self.url)
        self.url = self.direct.create_queue(QueueName=f"{QUEUE}-{uuid.uuid4().hex[:8]}")["QueueUrl"]
        os.environ["BENCH_QUEUE_URL"] = self.url

    def fill(self, count: int, transport: str = "ours") -> None:
        self.renew()
        if transport == "dramatiq":
            self._fill_for_dramatiq(count)
            return
        app = create_app("ours")
        with sqs.batch(app) as producer:
            for _ in range(count):
                app.send_task("noop", producer=producer)
        app.close()

    def _fill_for_dramatiq(self, count: int) -> None:
        actor = create_actor()
        for _ in range(0, count, 10):
            bodies = [base64.b64encode(actor.message().encode()).decode() for _ in range(10)]
            entries: Any = [{"Id": str(i), "MessageBody": body} for i, body in enumerate(bodies)]
            self.direct.send_message_batch(QueueUrl=self.url, Entries=entries)

    def left(self) -> int:
        found = self.direct.get_queue_attributes(QueueUrl=self.url, AttributeNames=["All"])["Attributes"]
        return int(found["ApproximateNumberOfMessages"]) + int(found["ApproximateNumberOfMessagesNotVisible"])

    def rate_of(self, worker: int, count: int, seconds: float = 20) -> tuple[float, float]:
        """Messages a second that leave the queue, after the first tenth, and CPU microseconds for each."""
        while self.left() > count * 0.9:
            time.sleep(0.01)
        began, first, used = time.perf_counter(), self.left(), cpu_seconds(worker)
        while (left := self.left()) and time.perf_counter() - began < seconds:
            time.sleep(0.05)
        done = first - left
        return done / (time.perf_counter() - began), (cpu_seconds(worker) - used) / max(done, 1) * 1e6


def cpu_seconds(group: int) -> float:
    """Processor time that the processes of a group have used, in user and system mode (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # processes end
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def start_worker(transport: str, pool: str, concurrency: int, endpoint: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "benchmarks.sqs_throughput",
            "--worker",
            transport,
            "--pool",
            pool,
            "--concurrency",
            str(concurrency),
        ],
        env={**os.environ, "AWS_ENDPOINT_URL": endpoint},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def stop(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def worker_rate(
    bench: Bench, transport: str, pool: str, concurrency: int, endpoint: str
) -> tuple[float, float]:
    count = 60 if transport == "kombu" else 3000
    bench.fill(count, transport)
    worker = start_worker(transport, pool, concurrency, endpoint)
    try:
        return bench.rate_of(worker.pid, count)
    finally:
        stop(worker)


def raw_rate(bench: Bench, endpoint: str, *, batched: bool) -> float:
    """One thread that receives ten and deletes them, one by one or all at once."""
    count = 1500 if batched else 400
    bench.fill(count)
    client = boto3.client("sqs", endpoint_url=endpoint)
    done = 0
    began = time.perf_counter()
    while done < count and (
        messages := client.receive_message(QueueUrl=bench.url, MaxNumberOfMessages=10).get("Messages", [])
    ):
        if batched:
            client.delete_message_batch(
                QueueUrl=bench.url,
                Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(messages)],
            )
        else:
            for message in messages:
                client.delete_message(QueueUrl=bench.url, ReceiptHandle=message["ReceiptHandle"])
        done += len(messages)
    return done / (time.perf_counter() - began)


def publish_rates(bench: Bench, endpoint: str) -> dict[str, float]:
    """Tasks a second that one thread sends: one by one, and in a batch."""
    os.environ["AWS_ENDPOINT_URL"] = endpoint
    bench.renew()
    rates = {}
    for name, transport in (("send one by one, kombu", "kombu"), ("send one by one", "ours")):
        app = create_app(transport)
        with app.producer_pool.acquire(block=True) as producer:
            app.send_task("noop", producer=producer)  # opens the connection
            rates[name] = timed(200, partial(app.send_task, "noop", producer=producer))
        app.close()
    app = create_app("ours")
    with sqs.batch(app) as producer:
        app.send_task("noop", producer=producer)
    began = time.perf_counter()
    with sqs.batch(app) as producer:
        for _ in range(3000):
            app.send_task("noop", producer=producer)
    rates["send in a batch"] = 3000 / (time.perf_counter() - began)
    app.close()
    return rates


def timed(count: int, action: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(count):
        action()
    return count / (time.perf_counter() - began)


def start_latencies(bench: Bench, endpoint: str) -> list[float]:
    """Milliseconds from sending to starting, on an idle worker."""
    bench.renew()
    path = Path(os.environ["BENCH_LATENCIES"])
    path.write_text("")
    worker = start_worker("ours", "prefork", 2, endpoint)
    os.environ["AWS_ENDPOINT_URL"] = endpoint
    app = create_app("ours")
    try:
        for number in range(1, 62):
            app.send_task("started", args=[time.time()])
            while len(path.read_text().splitlines()) < number:
                time.sleep(0.005)
            time.sleep(random.uniform(0.1, 0.2))  # idle again, at no particular moment of its poll
    finally:
        stop(worker)
        app.close()
    return [float(line) * 1000 for line in path.read_text().splitlines()[1:]]


def raw_latencies(bench: Bench, endpoint: str) -> list[float]:
    """Milliseconds from sending to the end of a long poll that waits for it: the endpoint's own part."""
    bench.renew()
    client = boto3.client("sqs", endpoint_url=endpoint)
    found = []
    with ThreadPoolExecutor(1) as pool:
        for _ in range(60):
            waiting = pool.submit(client.receive_message, QueueUrl=bench.url, WaitTimeSeconds=20)
            time.sleep(random.uniform(0.1, 0.2))  # at no particular moment of the poll
            sent_at = time.time()
            client.send_message(QueueUrl=bench.url, MessageBody="x")
            (message,) = waiting.result()["Messages"]
            found.append((time.time() - sent_at) * 1000)
            bench.direct.delete_message(QueueUrl=bench.url, ReceiptHandle=message["ReceiptHandle"])
    return found


def main() -> None:
    table = Table(title="SQS, messages or tasks a second and worker process")
    for column in ("", "0 ms", "10 ms"):
        table.add_column(column, justify="left" if not column else "right")
    with tempfile.TemporaryDirectory() as folder:
        endpoint = start_endpoint(Path(folder), Path(folder) / "log", keep_state=False)
        try:
            os.environ.update(endpoint.client_environment())
            direct = boto3.client("sqs", endpoint_url=endpoint.url)
            os.environ["BENCH_LATENCIES"] = f"{folder}/latencies"
            with ExitStack() as stack:
                slow, prompt, slow_and_prompt = (
                    stack.enter_context(proxy(endpoint.port))
                    for proxy in (FaultProxy, PromptProxy, PromptProxy)
                )
                slow.latency = slow_and_prompt.latency = 0.01
                endpoints = [endpoint.url, slow.url]
                for name, *rates in measure(Bench(direct), endpoints, [prompt.url, slow_and_prompt.url]):
                    table.add_row(name, *[f"{rate:,.0f}" for rate in rates])
                    print(name, *[f"{rate:.1f}" for rate in rates], flush=True)
        finally:
            endpoint.stop()
    Console().print(table)


def measure(bench: Bench, endpoints: list[str], prompt: list[str]) -> Iterator[tuple[Any, ...]]:
    yield "boto3, delete one by one", *[raw_rate(bench, e, batched=False) for e in endpoints]
    yield "boto3, delete ten at once", *[raw_rate(bench, e, batched=True) for e in endpoints]
    yield from workers(bench, endpoints)
    published = [publish_rates(bench, e) for e in endpoints]
    for name in published[0]:
        yield name, *[rates[name] for rates in published]
    for where, places in (("", endpoints), (", long polls that wake", prompt)):
        for name, found in (
            (f"ms from sent to received, boto3{where}", [raw_latencies(bench, e) for e in places]),
            (f"ms from sent to started, ours{where}", [start_latencies(bench, e) for e in places]),
        ):
            yield f"{name}, p50", *[statistics.median(latencies) for latencies in found]
            yield f"{name}, p95", *[statistics.quantiles(latencies, n=20)[-1] for latencies in found]


def workers(bench: Bench, endpoints: list[str]) -> Iterator[tuple[Any, ...]]:
    """Two lines for each worker; the second is processor time, which a busy machine changes least."""
    for transport in ("kombu", "kombu, polling_interval 0", "ours"):
        for name, (pool, concurrency) in POOLS.items():
            found = [worker_rate(bench, transport, pool, concurrency, e) for e in endpoints]
            yield f"{transport}, {name}", *[rate for rate, _ in found]
            yield f"{transport}, {name}, CPU µs a task", *[used for _, used in found]
    found = [worker_rate(bench, "dramatiq", "threads", 8, e) for e in endpoints]
    yield "dramatiq-sqs, threads -c 8", *[rate for rate, _ in found]
    yield "dramatiq-sqs, threads -c 8, CPU µs a task", *[used for _, used in found]


def work(transport: str, pool: str, concurrency: str) -> None:
    """Be a worker until killed."""
    if transport == "dramatiq":
        dramatiq.Worker(create_actor().broker, worker_threads=int(concurrency)).start()
        threading.Event().wait()
    create_app(transport).worker_main(["worker", "-l", "ERROR", "-P", pool, "-c", concurrency])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--pool", help=argparse.SUPPRESS)
    parser.add_argument("--concurrency", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        work(arguments.worker, arguments.pool, arguments.concurrency)
    else:
        main()
