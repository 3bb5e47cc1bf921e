"""
Accepted jobs end, once, with the right result, whatever dies: real workers, a real endpoint, and a monkey.

The run is short here; `make chaos` makes a long one. `CHAOS_SECONDS`, `CHAOS_JOBS`, `CHAOS_SEED` and
`CHAOS_DEATHS` (the share of the task's seams at which its process dies) choose.
The seed fixes what is done and when, not how the processes answer.
"""

from __future__ import annotations

import json
import math
import os
import random
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from roomjobs import services, tasks
from roomjobs.config import Settings
from roomjobs.jobs import task_sender
from roomjobs.jobs.batches.batch import BatchFormat, job_id_of
from roomjobs.jobs.job import TransitionRefusedError
from roomjobs.local.child import Child
from roomjobs.local.endpoint import start_endpoint
from roomjobs.local.stack import worker_command
from roomjobs.services import Stores, connect
from tests.chaos.checker import violations
from tests.chaos.monkey import Monkey
from tests.integration.sqs.fault_proxy import FaultProxy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.job import Job
    from roomjobs.local.endpoint import Endpoint

SECONDS = float(os.environ.get("CHAOS_SECONDS", "25"))
JOBS = int(os.environ.get("CHAOS_JOBS", "60"))
SEED = int(os.environ.get("CHAOS_SEED", "5"))
LEASE = 4
SETTLE = 120 + JOBS / 2  # seconds at most for the last jobs to end, once the harm is over
SHARE = float(os.environ.get("CHAOS_DEATHS", "0.02"))  # of the seams of the task at which its process dies


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """One of its own, which keeps what it holds when it is started again."""
    server = start_endpoint(tmp_path / "aws", tmp_path / "aws.log", keep_state=True)
    yield server
    server.stop()


@pytest.fixture
def restart_endpoint(endpoint: Endpoint, tmp_path: Path) -> Iterator[Callable[[], None]]:
    running = [endpoint]

    def restart() -> None:
        running[-1].stop()
        running.append(start_endpoint(tmp_path / "aws", tmp_path / "aws.log", keep_state=True))

    yield restart
    running[-1].stop()


@pytest.fixture
def settings(aws_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """With leases and waits so short that everything happens within a test."""
    short = {
        "ROOMJOBS_LEASE_SECONDS": str(LEASE),
        "ROOMJOBS_WAIT_SECONDS": "1",
        "ROOMJOBS_MAX_ATTEMPTS": "8",
        "ROOMJOBS_RESEND_SECONDS": "3",
        "ROOMJOBS_SWEEP_SECONDS": "1",
    }
    for name, value in short.items():
        monkeypatch.setenv(name, value)
    found = Settings.from_environment({**aws_environment, **short})
    for url in found.queue_urls:
        services.open_clients(found.region).sqs.set_queue_attributes(
            QueueUrl=url, Attributes={"VisibilityTimeout": str(LEASE)}
        )
    return found


@pytest.fixture
def stores(settings: Settings) -> Stores:
    return connect(settings)


@pytest.fixture
def proxy(endpoint: Endpoint, settings: Settings) -> Iterator[FaultProxy]:  # noqa: ARG001 - after the reset
    with FaultProxy(endpoint.port) as between:
        yield between


@pytest.fixture
def upkeep(settings: Settings, tmp_path: Path) -> Iterator[Child]:  # noqa: ARG001 - sets the environment
    command = [sys.executable, "-m", "roomjobs.upkeep"]
    child = Child.start("upkeep", command, environ=os.environ, log=tmp_path / "upkeep.log")
    yield child
    child.stop()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Where workers write down where they died."""
    path = tmp_path / "deaths"
    path.touch()
    return path


@pytest.fixture
def start_worker(proxy: FaultProxy, tmp_path: Path, record: Path) -> Callable[[int], Child]:
    starts: Counter[int] = Counter()

    def start(number: int) -> Child:
        starts[number] += 1
        command = ["tests.chaos.dying_app" if word == "roomjobs" else word for word in worker_command()]
        environ = {
            **os.environ,
            "AWS_ENDPOINT_URL": proxy.url,
            "CHAOS_SHARE": str(SHARE),
            "CHAOS_SKEW": str((-1, 1)[number]),
            "CHAOS_RECORD": str(record),
        }
        log = tmp_path / f"worker-{number}-{starts[number]}.log"
        return Child.start(f"worker {number}", command, environ=environ, log=log, stop_seconds=30)

    return start


class Clients:
    """Those who submit and cancel jobs, and what they have seen of them."""

    def __init__(self, stores: Stores, settings: Settings, chance: random.Random) -> None:
        self.plans: dict[str, bytes] = {}
        self.ends: dict[str, Job] = {}
        self.harm: Counter[str] = Counter()
        self._stores = stores
        self._chance = chance
        self._celery = tasks.create_celery(settings)
        self._queue_url = settings.queue_url
        self._sqs = services.open_clients(settings.region).sqs
        submission = services.submission(settings, stores, self._celery)
        self._submission = replace(submission, send_task=self._send_or_die)
        service = services.batch_service(settings, stores, self._celery)
        self._service = replace(service, send_task=self._send_batch_or_die)
        self.batches: dict[str, int] = {}  # how many jobs each has

    def submit(self, *, up_to: int) -> None:
        while len(self.plans) < up_to:
            plan = a_plan(self._chance)
            self.plans[self._submission.submit(plan, bypass_cache=True).job_id] = plan

    def submit_batch(self, size: int) -> None:
        plans = [a_plan(self._chance) for _ in range(size)]
        body = b"\n".join(plans)
        batch = self._service.accept(body, BatchFormat.JSON_LINES, jobs_count=size, bypass_cache=True)
        self.batches[batch.batch_id] = size
        self.plans |= {job_id_of(batch.batch_id, index): plan for index, plan in enumerate(plans)}

    def cancel_some(self) -> None:
        if self._chance.random() < 0.3:
            with suppress(TransitionRefusedError):  # a worker may have been quicker
                job = self._stores.table.cancel(self._chance.choice(list(self.plans)))
                self.harm["cancellations"] += 1
                if self._chance.random() < 0.5:  # the others are left to the sweep
                    self._service.notify_safely(job)

    def send_some_again(self) -> None:
        for job_id in self._chance.sample(list(self.plans), min(5, len(self.plans))):
            if (job := self._stores.table.get(job_id)) is not None:  # a batch may not have made it yet
                task_sender.send(self._celery, job)
        for batch_id in self.batches:
            if (batch := self._stores.batches.get(batch_id)) is not None:
                task_sender.send_batch(self._celery, batch)

    def hold_some(self) -> None:
        """Take messages and never work on them: they come back in seconds, behind later ones."""
        for seconds in (1, 3, 2):
            self._sqs.receive_message(
                QueueUrl=self._queue_url, MaxNumberOfMessages=2, VisibilityTimeout=seconds
            )

    def look(self) -> None:
        """Note the jobs that have ended, as they stand."""
        for job_id in self.plans.keys() - self.ends.keys():
            if (job := self._stores.table.get(job_id)) is not None and job.is_final:
                self.ends[job_id] = job

    def have_seen_all_ends(self) -> bool:
        self.look()
        batches = [self._stores.batches.get(batch_id) for batch_id in self.batches]
        return self.ends.keys() == self.plans.keys() and all(batch and batch.is_final for batch in batches)

    def _send_or_die(self, job: Job) -> None:
        if self._chance.random() < 0.1:
            self.harm["deaths of the API before it sends"] += 1
        else:
            task_sender.send(self._celery, job)

    def _send_batch_or_die(self, batch: Batch) -> None:
        if self._chance.random() < 0.5:
            self.harm["deaths of the API before it sends"] += 1
        else:
            task_sender.send_batch(self._celery, batch)


@pytest.mark.timeout(SECONDS + SETTLE + 180)
@pytest.mark.usefixtures("upkeep")
def test_every_accepted_job_ends_once(
    stores: Stores,
    settings: Settings,
    proxy: FaultProxy,
    start_worker: Callable[[int], Child],
    restart_endpoint: Callable[[], None],
    record: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance = random.Random(SEED)
    clients = Clients(stores, settings, chance)
    monkey = Monkey(
        chance,
        proxy,
        start_worker,
        clients.send_some_again,
        restart_endpoint,
        clients.hold_some,
        lease_seconds=LEASE,
    )
    began = time.monotonic()
    try:
        for _ in range(2):
            clients.submit_batch(JOBS // 6)
        while (elapsed := time.monotonic() - began) < SECONDS:
            clients.submit(up_to=math.ceil(JOBS * min(1.0, 1.5 * elapsed / SECONDS + 0.1)))
            clients.cancel_some()
            monkey.act()
            clients.look()
        clients.submit(up_to=JOBS)
        deadline = time.monotonic() + SETTLE
        while not (clients.have_seen_all_ends() and is_idle(settings)) and time.monotonic() < deadline:
            time.sleep(0.5)
    finally:
        monkey.stop()
    found = list(violations(stores, settings, clients.plans, clients.ends, clients.batches))
    deaths = Counter(f"deaths {seam}" for seam in record.read_text().splitlines())
    with capsys.disabled():
        seconds = time.monotonic() - began
        print(report(clients.harm + monkey.harm + deaths, clients.ends.values(), found, seconds))  # noqa: T201
    assert not found


def a_plan(chance: random.Random) -> bytes:
    """A grid of a random number of rooms."""
    across, up = chance.randint(1, 12), chance.randint(1, 12)
    rows = [{"type": "line", "start": (0, k), "end": (across, k)} for k in range(up + 1)]
    columns = [{"type": "line", "start": (k, 0), "end": (k, up)} for k in range(across + 1)]
    return json.dumps({"walls": rows + columns}).encode()


def is_idle(settings: Settings) -> bool:
    """Whether no message is left."""
    depth = connect(settings).queue.depth()
    return not (depth.visible or depth.in_flight or depth.delayed)


def report(harm: Counter[str], jobs: Collection[Job], found: list[str], seconds: float) -> str:
    lines = ["", f"chaos, seed {SEED}: {len(jobs)} jobs in {seconds:.0f} s"]
    lines += [f"  {count:5d} {kind}" for kind, count in sorted(harm.items())]
    statuses = Counter(str(job.status) for job in jobs)
    attempts = Counter(job.attempt for job in jobs)
    lines.append("  ends: " + ", ".join(f"{count} {status}" for status, count in sorted(statuses.items())))
    lines.append("  attempts: " + ", ".join(f"{count} with {n}" for n, count in sorted(attempts.items())))
    lines.append(f"  violations: {len(found)}")
    return "\n".join(lines + [f"    {each}" for each in found])
