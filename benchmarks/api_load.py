"""
Requests per second and CPU time per request of the API, compared with peers in the same run.

    .venv/bin/python benchmarks/api_load.py [--seconds 5] [--clients 1000] [--many 100000]

Prints the table of "How fast it is" in docs/use/api.md. Run it on an idle machine: clients, server and
endpoint share its cores.

The API runs as in production: granian, one process, here on one core. The peers are a bare Flask route that
only validates the plan, under the same server, and the three calls to AWS that a submit makes, alone. Stores
and queue are the local endpoint: figures of submits include its latency, but not its CPU time.
"""

from __future__ import annotations

import asyncio
import http.client
import itertools
import json
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from roomjobs import services
from roomjobs.config import Settings
from roomjobs.jobs.job import JobStatus, new_job, result_key
from roomjobs.jobs.store.table import JobTable
from roomjobs.local.child import Child
from roomjobs.local.endpoint import answers, free_port, start_endpoint
from roomjobs.local.folders import TEMPLATE
from roomjobs.local.provision import provision
from roomjobs.local.stack import CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WALLS = 200
THREADS = 8  # of clients that ask without a pause
POLL_SECONDS = 1.0  # over which the first polls of the crowd are spread
ROUNDS = 5


class Figures(NamedTuple):
    """Results of one load."""

    per_second: float
    cpu_ms: float  # of the server, a request
    p50_ms: float
    p99_ms: float
    errors: int

    def __str__(self) -> str:
        per_core = 1000 / self.cpu_ms
        return (
            f"{self.per_second:,.0f} | {self.cpu_ms:.2f} ms | {per_core:,.0f} | "
            f"{self.p50_ms:.1f} ms | {self.p99_ms:.1f} ms | {self.errors} |"
        )


@click.command()
@click.option("--seconds", default=5.0, show_default=True, help="Of each load.")
@click.option("--clients", default=1000, show_default=True, help="That poll at the pace they are told.")
@click.option("--many", default=100_000, show_default=True, help="Polls between two looks at the memory.")
def main(seconds: float, clients: int, many: int) -> None:
    """Print the figures."""
    plan = _plan()
    fresh = {"Cache-Control": "no-cache"}
    click.echo("| | requests a second | processor a request | so a core does a second | p50 | p99 | errors |")
    click.echo("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as path, _endpoint(Path(path)) as environ:
        os.environ.update(environ)
        with (
            _server("benchmarks.api_load:bare_server", environ, Path(path) / "bare.log") as bare_server,
            _server("roomjobs.api:create_server", environ, Path(path) / "api.log") as (port, pid),
        ):
            # In turns, so that what else the machine does comes upon all of them alike.
            bare_load, alone_load = Load(*bare_server, expected=202), Load(port, pid, expected=202)
            calls_times: list[float] = []
            for _ in range(ROUNDS):
                bare_load.run(seconds / ROUNDS, lambda: ("POST", "/jobs", plan, {}), threads=1)
                calls_times += _aws_calls(environ, plan, seconds / ROUNDS)
                alone_load.run(seconds / ROUNDS, lambda: ("POST", "/jobs", plan, fresh), threads=1)
            bare, alone = bare_load.figures(), alone_load.figures()
            calls = statistics.median(calls_times) * 1000
            click.echo(f"| bare validating route, 1 client | {bare}")
            click.echo(f"| the three AWS calls alone | {1000 / calls:,.0f} | | | {calls:.1f} ms | | |")
            click.echo(f"| `POST /jobs` of {WALLS} walls, 1 client | {alone}")
            peers = calls + bare.p50_ms

            def keyed_request() -> Request:
                return "POST", "/jobs", plan, {**fresh, "Idempotency-Key": str(uuid.uuid4())}

            keyed = Load(port, pid, expected=202).run(seconds, keyed_request, threads=1).figures()
            click.echo(f"| the same with `Idempotency-Key` | {keyed}")
            address = _submit(port, plan)
            for job, place in (("waits", address), ("is done", _completed(environ))):
                etag = _etag(port, place)
                polls, known = Load(port, pid), Load(port, pid, expected=304)
                for _ in range(ROUNDS):
                    polls.run(seconds / ROUNDS, partial(_get, place))
                    known.run(seconds / ROUNDS, partial(_get, place, {"If-None-Match": etag}))
                click.echo(
                    f"| `GET /jobs/{{job_id}}` of one that {job}, {THREADS} clients | {polls.figures()}"
                )
                click.echo(f"| the same with its ETag, 304 | {known.figures()}")
            # A list next to a poll, in turns: what it costs is told in polls.
            listed, everybodys, poll = Load(port, pid), Load(port, pid), Load(port, pid)
            for _ in range(ROUNDS):
                listed.run(seconds / ROUNDS, partial(_get, "/jobs?owner=local"), threads=2)
                everybodys.run(seconds / ROUNDS, partial(_get, "/jobs"), threads=2)
                poll.run(seconds / ROUNDS, partial(_get, address), threads=2)
            click.echo(f"| `GET /jobs` of an owner, 25 jobs, 2 clients | {listed.figures()}")
            click.echo(f"| the same of all owners, for operators | {everybodys.figures()}")
            polls_of_a_list = listed.figures().cpu_ms / poll.figures().cpu_ms
            crowd = asyncio.run(_poll(port, pid, _pending(environ, clients), seconds))
            click.echo(f"| {clients:,} clients that poll at the pace they are told | {crowd}")
            before, after = _resident_mb(pid), _resident_after(port, pid, address, many)
            click.echo(f"\nMemory: {before:.1f} MB, after {many:,} more polls {after:.1f} MB.")
    ratio = alone.p50_ms / peers
    click.echo(
        f"\n`POST /jobs` takes {ratio:.2f}× what bare route and calls take together ({peers:.1f} ms, p50), "
        f"and {alone.cpu_ms / bare.cpu_ms:.1f}× the CPU time of the bare route. The list of an owner takes "
        f"{polls_of_a_list:.1f}× that of a poll."
    )
    if crowd.errors:
        sys.exit(1)


def bare_server() -> object:
    """The peer behind the same front."""
    from roomjobs.rest.server.front import Front  # noqa: PLC0415 - loaded by the server alone

    return Front(bare(), most_bytes=5_000_000)


def bare() -> Any:  # noqa: ANN401 - a Flask app
    """The peer: decodes and validates a plan, and does nothing with it."""
    import msgspec  # noqa: PLC0415 - loaded by the server alone
    from flask import Flask, Response, request  # noqa: PLC0415

    from detection.plan.parse import find_faults  # noqa: PLC0415

    app = Flask("bare")

    @app.post("/jobs")
    def create() -> Response:
        faults = find_faults(msgspec.json.decode(request.get_data()))
        return Response(msgspec.json.encode({"faults": len(faults)}), 422 if faults else 202)

    return app


def _plan() -> bytes:
    walls = [
        {"type": "line", "start": [x, y], "end": [x + dx, y + dy], "is_load_bearing": False}
        for x, y, (dx, dy) in itertools.product(range(10), range(10), ((1, 0), (0, 1)))
    ]
    return json.dumps({"walls": walls}).encode()


@contextmanager
def _endpoint(folder: Path) -> Iterator[dict[str, str]]:
    endpoint = start_endpoint(folder / "endpoint", folder / "endpoint.log", keep_state=False)
    try:
        client = endpoint.client_environment()
        yield {**client, **provision(TEMPLATE, client), "ROOMJOBS_AUTH": "none"}
    finally:
        endpoint.stop()


@contextmanager
def _server(factory: str, environ: dict[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """A granian of one process with the app that `factory` makes; its port, and the process that serves."""
    port = free_port()
    command: list[str | Path] = [
        Path(sys.executable).with_name("granian"),
        "--interface", "asginl", "--http", "1", *CONNECTIONS,
        "--host", "127.0.0.1", "--port", str(port), "--factory", factory, "--no-ws",
    ]  # fmt: skip
    child = Child.start("API", command, environ={**os.environ, **environ, "PYTHONPATH": "."}, log=log)
    try:
        child.wait_until(lambda: answers(f"http://127.0.0.1:{port}/readyz") or _listens(port), seconds=60)
        pid = max(_descendants(child.process.pid), key=_cpu_seconds)
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(pid, {max(os.sched_getaffinity(0))})
            for task in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), {max(os.sched_getaffinity(0))})
        yield port, pid
    finally:
        child.stop()


def _listens(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def _descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in children] or [pid]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


Request = tuple[str, str, "bytes | None", dict[str, str]]


class Load:
    """Requests to one server without a pause, in one run or several, with their results."""

    def __init__(self, port: int, pid: int, *, expected: int = 200) -> None:
        self.port, self.pid = port, pid
        self.expected = expected  # every other status is an error
        self.times: list[float] = []
        self.errors = 0
        self.seconds = 0.0
        self.cpu = 0.0

    def run(self, seconds: float, make: Callable[[], Request], *, threads: int = THREADS) -> Load:
        """Ask from some threads, each over one connection."""
        end = time.monotonic() + seconds
        cpu, began = _cpu_seconds(self.pid), time.monotonic()
        askers = [threading.Thread(target=self._ask, args=(make, end)) for _ in range(threads)]
        for each in askers:
            each.start()
        for each in askers:
            each.join()
        self.seconds += time.monotonic() - began
        self.cpu += _cpu_seconds(self.pid) - cpu
        return self

    def figures(self) -> Figures:
        cuts = statistics.quantiles(self.times, n=100)
        return Figures(
            len(self.times) / self.seconds,
            self.cpu / len(self.times) * 1000,
            statistics.median(self.times) * 1000,
            cuts[98] * 1000,
            self.errors,
        )

    def _ask(self, make: Callable[[], Request], end: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while time.monotonic() < end:
            method, path, body, headers = make()
            began = time.perf_counter()
            connection.request(method, path, body, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            response.read()
            self.times.append(time.perf_counter() - began)
            self.errors += response.status != self.expected
        connection.close()


def _aws_calls(environ: dict[str, str], plan: bytes, seconds: float) -> list[float]:
    """Seconds that storing the plan, noting the job and sending its task take, without anything else."""
    settings = Settings.from_environment(environ)
    clients = services.open_clients(settings.region)
    times = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        name = uuid.uuid4().hex
        began = time.perf_counter()
        clients.s3.put_object(Bucket=settings.input_bucket, Key=f"plans/{name}.json", Body=plan)
        clients.dynamodb.put_item(
            TableName=settings.jobs_table,
            Item={"job_id": {"S": name}, "owner": {"S": "local"}, "created_at": {"N": "1"}},
            ConditionExpression="attribute_not_exists(job_id)",
        )
        clients.sqs.send_message(QueueUrl=settings.queue_url, MessageBody="x" * 600)
        times.append(time.perf_counter() - began)
    return times


def _get(address: str, headers: dict[str, str] | None = None) -> Request:
    return "GET", address, None, headers or {}


def _submit(port: int, plan: bytes) -> str:
    """The address of a new job, whose position in the queue is known."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/jobs", plan, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    connection.close()
    time.sleep(2.5)  # its place is looked up every two seconds
    return str(response.headers["Location"])


def _completed(environ: dict[str, str]) -> str:
    """The address of a job that has its result."""
    settings = Settings.from_environment(environ)
    table = JobTable(services.open_items(settings), lease_seconds=settings.lease_seconds)
    job = new_job(wall_count=WALLS, now=time.time(), retention_days=30, attempt_limit=4)
    done = replace(job, status=JobStatus.COMPLETED, attempt=1, processing_time=0.1, rooms_count=81)
    table.add(replace(done, output_s3_key=result_key(done)))
    return f"/jobs/{job.job_id}"


def _etag(port: int, address: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address)
    response = connection.getresponse()
    response.read()
    connection.close()
    return str(response.headers["ETag"])


def _resident_mb(pid: int) -> float:
    """The memory that a process takes, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _resident_after(port: int, pid: int, address: str, requests: int) -> float:
    """The memory of the server after so many more requests."""

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(requests // THREADS):
            connection.request("GET", address)
            connection.getresponse().read()
        connection.close()

    askers = [threading.Thread(target=ask) for _ in range(THREADS)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    return _resident_mb(pid)


def _pending(environ: dict[str, str], jobs: int) -> list[str]:
    """The addresses of so many jobs that wait."""
    settings = Settings.from_environment(environ)
    table = JobTable(services.open_items(settings), lease_seconds=settings.lease_seconds)
    now = time.time()
    made = [new_job(wall_count=WALLS, now=now, retention_days=30, attempt_limit=4) for _ in range(jobs)]
    for job in made:
        table.add(job)
    return [f"/jobs/{job.job_id}" for job in made]


async def _poll(port: int, pid: int, addresses: list[str], seconds: float) -> Figures:
    """
    Many clients that ask for a job each at the pace that the answers ask for, spread over it.

    Those of the first seconds are not counted: a client slows down once it has been told to.
    """
    load = Load(port, pid)
    clients = len(addresses)
    begun = time.monotonic() + POLL_SECONDS * 6  # by then all know that they are many
    end = begun + seconds

    async def client(number: int) -> None:
        await asyncio.sleep(POLL_SECONDS * number / clients)
        question = f"GET {addresses[number]} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < end:
            began = time.perf_counter()
            is_counted = time.monotonic() >= begun
            writer.write(question)
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode().lower().split("\r\n")
            size = next(int(line.split(":")[1]) for line in lines if line.startswith("content-length"))
            body = await reader.readexactly(size)
            load.errors += not lines[0].startswith("http/1.1 200")
            passed = time.perf_counter() - began
            if is_counted:
                load.times.append(passed)
            pace = (json.loads(body).get("poll_after_ms") or 2000 * POLL_SECONDS) / 1000
            await asyncio.sleep(max(0.0, pace - passed))
        writer.close()

    askers = [asyncio.ensure_future(client(number)) for number in range(clients)]
    await asyncio.sleep(max(0.0, begun - time.monotonic()))
    cpu, began = _cpu_seconds(pid), time.monotonic()
    await asyncio.gather(*askers)
    load.seconds, load.cpu = time.monotonic() - began, _cpu_seconds(pid) - cpu
    return load.figures()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
