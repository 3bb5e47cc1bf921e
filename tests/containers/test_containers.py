"""The containers at work, as small as on Fargate, against the local endpoint."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
import urllib3

from roomjobs import services, tasks
from roomjobs.jobs.job import JobStatus
from roomjobs.local.endpoint import answers, free_port
from roomjobs.rest.client import Client
from tests.containers.conftest import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.config import Settings
    from roomjobs.jobs.job import Job
    from roomjobs.services import Stores
    from tests.containers.engine import Container


pytestmark = pytest.mark.timeout(1800)  # the first test builds the images


def submit(settings: Settings, stores: Stores, plan: bytes) -> Job:
    return services.submission(settings, stores, tasks.create_celery(settings)).submit(plan)


def status(stores: Stores, job: Job) -> JobStatus:
    found = stores.table.get(job.job_id)
    assert found is not None
    return found.status


def grid(cells: int) -> bytes:
    """A plan of so many rooms in both directions."""
    rows = [{"type": "line", "start": (0, k), "end": (cells, k)} for k in range(cells + 1)]
    columns = [{"type": "line", "start": (k, 0), "end": (k, cells)} for k in range(cells + 1)]
    return json.dumps({"walls": rows + columns}).encode()


def test_a_job_goes_through_the_api_and_the_worker(start: Callable[..., Container], two_rooms: bytes) -> None:
    port = free_port()
    api = start("api", "--host", "127.0.0.1", "--port", str(port))
    worker = start("worker")
    client = Client(f"http://127.0.0.1:{port}")
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/readyz"), api)
    job_id = client.submit(two_rooms).job_id
    for state in client.watch(job_id):
        assert worker.is_running, worker.logs()
        job = state
    assert (job.status, job.rooms_count) == (JobStatus.COMPLETED, 2)
    assert worker.is_healthy()
    api.stop()
    assert api.exit_code == 0, api.logs()


def test_a_worker_that_receives_nothing_is_not_healthy(start: Callable[..., Container]) -> None:
    worker = start("worker", SQS_QUEUE_URL="http://127.0.0.1:9/000000000000/nothing-listens-here")
    wait_until(lambda: " ready." in worker.logs(), worker)
    assert not worker.is_healthy()


def test_a_stopped_worker_loses_nothing(
    start: Callable[..., Container], settings: Settings, stores: Stores
) -> None:
    worker = start("worker")
    wait_until(lambda: " ready." in worker.logs(), worker)
    job = submit(settings, stores, grid(120))
    wait_until(lambda: status(stores, job) is JobStatus.PROCESSING, worker)
    worker.stop()
    assert worker.exit_code == 0, worker.logs()
    assert not worker.was_out_of_memory
    ended = stores.table.get(job.job_id)
    assert ended is not None
    assert (ended.status, ended.attempt, ended.rooms_count) == (JobStatus.COMPLETED, 1, 14400)
    queue = services.open_clients(settings.region).sqs.get_queue_attributes(
        QueueUrl=settings.queue_url, AttributeNames=["All"]
    )["Attributes"]
    left = {name: count for name, count in queue.items() if name.startswith("ApproximateNumberOfMessages")}
    assert set(left.values()) == {"0"}, (left, worker.logs())


def test_flower_asks_for_a_password(start: Callable[..., Container]) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    flower = start("flower", "--address=127.0.0.1", f"--port={port}", FLOWER_BASIC_AUTH="ops:correct horse")
    wait_until(lambda: answers(f"{address}/healthcheck"), flower)
    password = base64.b64encode(b"ops:correct horse").decode()
    for headers, expected in (({}, 401), ({"Authorization": f"Basic {password}"}, 200)):
        page = urllib3.request("GET", f"{address}/workers", headers=headers, timeout=20, retries=False)
        assert page.status == expected, flower.logs()
