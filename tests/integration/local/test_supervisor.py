"""Workers that come and go with the queue, by the policy of the cloud's template."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs import services, tasks
from roomjobs.config import Settings
from roomjobs.fleet.scaling.policy import read_policy
from roomjobs.fleet.scaling.rolling import read_limits
from roomjobs.jobs.job import Job, JobStatus
from roomjobs.local.child import Child
from roomjobs.local.folders import WORKER_TEMPLATE
from roomjobs.local.provision import local_clients
from roomjobs.local.service import Service
from roomjobs.local.stack import worker_command
from roomjobs.local.supervisor import Supervisor, service_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from roomjobs.services import Stores

MINUTE = 2.0  # seconds
POLICY = replace(read_policy(WORKER_TEMPLATE), max_tasks=3, delay=1)


@pytest.fixture
def settings(aws_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    extra = {**service_environment(POLICY), "ROOMJOBS_WAIT_SECONDS": "1"}
    for name, value in extra.items():
        monkeypatch.setenv(name, value)
    return Settings.from_environment({**aws_environment, **extra})


@pytest.fixture
def supervisor(settings: Settings, aws_environment: dict[str, str], tmp_path: Path) -> Iterator[Supervisor]:
    def start_worker(name: str, agent: str) -> Child:
        return Child.start(
            name,
            [*worker_command(POLICY.concurrency), "--hostname", f"{name}@%h"],
            environ={**os.environ, "ECS_AGENT_URI": agent},
            log=tmp_path / f"{name}.log",
            stop_seconds=60,
        )

    client = local_clients(aws_environment)
    supervisor = Supervisor(
        policy=POLICY,
        sqs=client("sqs"),
        ecs=client("ecs"),
        queue_url=settings.queue_url,
        service=Service(
            limits=read_limits(WORKER_TEMPLATE), stop_timeout=POLICY.stop_timeout, start_task=start_worker
        ),
        minute=MINUTE,
    )
    supervisor.start()
    yield supervisor
    supervisor.stop()


@pytest.fixture
def submit(settings: Settings, stores: Stores) -> Callable[[bytes], Job]:
    """Submits as the API does, which wakes the service."""
    return services.submission(settings, stores, tasks.create_celery(settings)).submit


def wait_until(supervisor: Supervisor, what: Callable[[], Any], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        supervisor.check()
        assert time.monotonic() < deadline, supervisor.history
        time.sleep(0.1)


def grid(cells: int, offset: float) -> bytes:
    """A plan of so many rooms in both directions; another offset makes it another plan."""
    ends = (offset, offset + cells)
    rows = [{"type": "line", "start": (ends[0], k), "end": (ends[1], k)} for k in range(cells + 1)]
    columns = [
        {"type": "line", "start": (offset + k, 0), "end": (offset + k, cells)} for k in range(cells + 1)
    ]
    return json.dumps({"walls": rows + columns}).encode()


@pytest.mark.timeout(900)
def test_bursts_wake_many_and_silence_drains(
    supervisor: Supervisor, submit: Callable[[bytes], Job], stores: Stores, settings: Settings
) -> None:
    time.sleep(3 * MINUTE)
    assert supervisor.workers == []  # an empty queue wants none

    first = submit(grid(3, offset=0))
    wait_until(supervisor, lambda: is_completed(stores, first))
    assert max(supervisor.history) == 1

    jobs = [submit(grid(45, offset=number)) for number in range(60)]
    wait_until(supervisor, lambda: len(supervisor.workers) == 3)
    wait_until(supervisor, lambda: all(is_completed(stores, job) for job in jobs))

    wait_until(supervisor, lambda: not supervisor.workers)
    assert supervisor.wanted == 0
    assert max(supervisor.history) == 3  # and never more than the limit
    ends = [stores.table.get(job.job_id) for job in jobs]
    assert {end.attempt for end in ends if end} == {1}  # nobody was ended in the middle of a job
    left = services.open_clients(settings.region).sqs.get_queue_attributes(
        QueueUrl=settings.queue_url, AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]
    assert left == {"ApproximateNumberOfMessages": "0"}


@pytest.mark.timeout(600)
def test_a_worker_that_dies_is_replaced(
    supervisor: Supervisor, submit: Callable[[bytes], Job], stores: Stores
) -> None:
    first = submit(grid(3, offset=0))
    wait_until(supervisor, lambda: is_completed(stores, first))
    killed = supervisor.workers[0]
    killed.process.kill()
    wait_until(supervisor, lambda: supervisor.workers and supervisor.workers[0] is not killed)


def is_completed(stores: Stores, job: Job) -> bool:
    found = stores.table.get(job.job_id)
    return found is not None and found.status is JobStatus.COMPLETED
