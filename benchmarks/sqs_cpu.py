"""
Processor time of a noop task: on our transport, on kombu's for SQS, and on Redis, in one run.

``python -m benchmarks.sqs_cpu --runs 3`` gives each contestant the same tasks in turns, and prints the median
and its ratio to ours. Processor time depends less on what else a machine does than tasks a second. Redis
takes part where ``redis-server`` and the package ``redis`` are there.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

import boto3
from rich.console import Console
from rich.table import Table

from benchmarks import sqs_results
from benchmarks.sqs_throughput import POOLS, Bench, create_app, start_worker, stop
from roomjobs.local.child import Child
from roomjobs.local.endpoint import HOST, free_port, start_endpoint

TASKS = 3000
SENDS = 500


class RedisBench(Bench):
    """A list in Redis."""

    def fill(self, count: int, transport: str = "redis") -> None:
        app = create_app(transport)
        with app.producer_pool.acquire(block=True) as producer:
            self._call("flushall")
            for _ in range(count):
                app.send_task("noop", producer=producer)
        app.close()

    def left(self) -> int:
        return int(self._call("llen", "bench")) + int(self._call("hlen", "unacked"))

    def _call(self, command: str, *arguments: str) -> int:
        import redis  # noqa: PLC0415 - not everywhere there is one

        with redis.Redis.from_url(os.environ["BENCH_REDIS_URL"]) as client:
            found: int = getattr(client, command)(*arguments)
            return found


def start_redis(stack: ExitStack, folder: Path) -> bool:
    """Start a Redis and say where it is, if there is one to start."""
    server = shutil.which("redis-server")
    if server is None or importlib.util.find_spec("redis") is None:
        return False
    port, log = free_port(), folder / "redis.log"
    command = [server, "--port", str(port), "--bind", HOST, "--save", "", "--dir", str(folder)]
    child = Child.start("Redis", command, environ=os.environ, log=log)
    stack.callback(child.stop)
    child.wait_until(lambda: "Ready to accept" in log.read_text(), seconds=20)
    os.environ["BENCH_REDIS_URL"] = f"redis://{HOST}:{port}/0"
    return True


def used_by(bench: Bench, transport: str, pool: str, concurrency: int, endpoint: str) -> tuple[float, float]:
    """Tasks a second of a worker, and CPU microseconds for each task."""
    bench.fill(TASKS, transport)
    worker = start_worker(transport, pool, concurrency, endpoint)
    try:
        return bench.rate_of(worker.pid, TASKS, seconds=60)
    finally:
        stop(worker)


def send_cost(bench: Bench, transport: str, endpoint: str) -> tuple[float, float]:
    """Tasks a second that one thread sends one by one, and CPU microseconds of this process for each."""
    os.environ["AWS_ENDPOINT_URL"] = endpoint
    bench.fill(0, transport)
    app = create_app(transport)
    with app.producer_pool.acquire(block=True) as producer:
        app.send_task("noop", producer=producer)  # opens the connection
        began, used = time.perf_counter(), time.process_time()
        for _ in range(SENDS):
            app.send_task("noop", producer=producer)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
    app.close()
    return SENDS / seconds, cpu / SENDS * 1e6


def main(runs: int, *, keep: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        endpoint = start_endpoint(Path(folder), Path(folder) / "log", keep_state=False)
        stack.callback(endpoint.stop)
        os.environ.update(endpoint.client_environment())
        contestants: dict[str, Bench] = {}
        direct = boto3.client("sqs", endpoint_url=endpoint.url)
        for transport in ("ours", "kombu, polling_interval 0"):
            contestants[transport] = Bench(direct)
        if start_redis(stack, Path(folder)):
            contestants["redis"] = RedisBench(direct)
        found: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        for _ in range(runs):
            for name, (pool, concurrency) in POOLS.items():
                for transport, bench in contestants.items():
                    measured = used_by(bench, transport, pool, concurrency, endpoint.url)
                    found[name, transport].append(measured)
                    print(name, transport, *[f"{figure:.0f}" for figure in measured], flush=True)
            for transport, bench in contestants.items():
                measured = send_cost(bench, transport, endpoint.url)
                found["send one by one", transport].append(measured)
                print("send", transport, *[f"{figure:.0f}" for figure in measured], flush=True)
    table = Table(title=f"A noop task, run or sent: median of {runs} interleaved runs")
    for column in ("", "broker", "CPU µs a task", "of ours", "tasks a second"):
        table.add_column(column, justify="left" if column in {"", "broker"} else "right")
    kept = {}
    for (name, transport), figures in found.items():
        rate, used = (statistics.median(column) for column in zip(*figures, strict=True))
        ours = statistics.median(figure for _, figure in found[name, "ours"])
        table.add_row(name, transport, f"{used:,.0f}", f"{used / ours:.1f}", f"{rate:,.0f}")
        kept[f"{name}, {transport}"] = {"CPU us a task": [round(each) for _, each in figures]}
    Console().print(table)
    if keep:
        sqs_results.store("cpu", kept)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--store", action="store_true", help="keep the figures in benchmarks/results/sqs")
    arguments = parser.parse_args()
    main(arguments.runs, keep=arguments.store)
