"""
How long small plans wait behind large ones of another owner, with one worker that drains all lanes.

Small plans come one after the other, first alone, then while large plans wait and are worked on. Printed is
the wait of each from its submission to its claim, and how much the large ones add to it.

    .venv/bin/python benchmarks/fairness.py [--large 10] [--walls 300000] [--small 100]
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.large_plan import a_grid
from roomjobs import services, tasks
from roomjobs.config import Settings
from roomjobs.jobs.lanes import Lane
from roomjobs.local.child import Child
from roomjobs.local.endpoint import start_endpoint
from roomjobs.local.folders import TEMPLATE
from roomjobs.local.provision import provision
from roomjobs.local.stack import worker_command

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.submission import Submission
    from roomjobs.services import Stores

_PACE = 0.25  # seconds between two small plans, which take less: they do not wait for one another
_PROCESSES = 2
_LONGEST = 3600.0  # seconds, for all


@click.command()
@click.option("--large", default=10, show_default=True, help="How many large plans.")
@click.option("--walls", default=300_000, show_default=True, help="About how many walls each of them has.")
@click.option("--small", default=100, show_default=True, help="How many small plans.")
def main(large: int, walls: int, small: int) -> None:
    """Print the waits of small plans, alone and behind large ones."""
    with tempfile.TemporaryDirectory() as path:
        endpoint = start_endpoint(Path(path), Path(path) / "log", keep_state=False)
        try:
            environment = endpoint.client_environment()
            os.environ.update({**environment, **provision(TEMPLATE, environment)})
            os.environ |= {"ROOMJOBS_WAIT_SECONDS": "1", "ROOMJOBS_MAX_WALLS": "1000000"}
            _run(Settings.from_environment(os.environ), Path(path) / "worker.log", large, walls, small)
        finally:
            endpoint.stop()


def _run(settings: Settings, log: Path, large: int, walls: int, small: int) -> None:
    stores = services.connect(settings)
    submission = services.submission(settings, stores, tasks.create_celery(settings))
    worker = Child.start("worker", worker_command(_PROCESSES), environ=os.environ, log=log)
    try:
        _waits(stores, _submitted(submission, _PROCESSES))  # the worker has started
        alone = _waits(stores, _submitted(submission, small))
        plan = a_grid(walls)
        giants = [submission.submit(plan, owner="ann", bypass_cache=True) for _ in range(large)]
        if any(job.lane is not Lane.LARGE for job in giants):
            raise click.ClickException("These plans are not of the lane for large ones; give more --walls.")
        _wait_until_claimed(stores, giants[0])
        behind = _waits(stores, _submitted(submission, small))
        still = sum(not _stored(stores, job).is_final for job in giants)
        took = [(job.processing_time or 0.0) for job in _ended(stores, giants)]
    finally:
        worker.stop()
    print(f"{large} plans of {walls} walls took {min(took):.1f} to {max(took):.1f} s each")
    print(f"when the last small plan had ended, {still} of them had not")
    for name, waits in (("alone", alone), ("behind them", behind)):
        print(f"{name}: {statistics.median(waits):.2f} s in the median, {max(waits):.2f} s at most")
    added = [late - early for late, early in zip(sorted(behind), sorted(alone), strict=True)]
    print(f"added: {statistics.median(added):.2f} s in the median, {max(added):.2f} s at most")


def _submitted(submission: Submission, count: int) -> list[Job]:
    jobs = []
    for width in range(count):
        corners = [(0, 0), (4 + width, 0), (4 + width, 3), (0, 3)]
        walls = [
            {"type": "line", "start": corners[side - 1], "end": corners[side]} for side in range(len(corners))
        ]
        body = json.dumps({"units": "m", "walls": walls}).encode()
        jobs.append(submission.submit(body, owner="ben", bypass_cache=True))
        time.sleep(_PACE)
    return jobs


def _waits(stores: Stores, jobs: list[Job]) -> list[float]:
    """Seconds from the submission of each job to its claim."""
    return [(job.spans[0]["claimed"] - job.ready[0]) / 1000 for job in _ended(stores, jobs)]


def _ended(stores: Stores, jobs: list[Job]) -> list[Job]:
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        found = [_stored(stores, job) for job in jobs]
        if all(job.is_final for job in found):
            return found
        time.sleep(0.5)
    raise click.ClickException("The jobs have not ended within an hour.")


def _wait_until_claimed(stores: Stores, job: Job) -> None:
    while not _stored(stores, job).spans:
        time.sleep(0.1)


def _stored(stores: Stores, job: Job) -> Job:
    found = stores.table.get(job.job_id)
    if found is None:
        raise click.ClickException(f"{job.job_id} is gone.")
    return found


if __name__ == "__main__":
    main()
