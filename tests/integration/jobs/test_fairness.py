"""Nobody waits behind all of another's work: two owners, two lanes, one worker."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import pytest

from roomjobs import services, tasks
from roomjobs.config import Settings
from roomjobs.jobs import lanes
from roomjobs.jobs.lanes import Lane
from roomjobs.local.child import Child
from roomjobs.local.stack import worker_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from roomjobs.jobs.job import Job
    from roomjobs.services import Stores

SHARE = 3
MANY_WALLS = 50  # for which the worker takes two seconds, see `slow_app`


@pytest.fixture
def settings(aws_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ROOMJOBS_OWNER_SHARE", str(SHARE))
    monkeypatch.setenv("ROOMJOBS_WAIT_SECONDS", "1")
    return Settings.from_environment({**aws_environment, **os.environ})


@pytest.fixture
def submit(settings: Settings, stores: Stores) -> Callable[..., Job]:
    submission = services.submission(settings, stores, tasks.create_celery(settings))

    def one(walls: int, owner: str) -> Job:
        return submission.submit(comb(walls), owner=owner, bypass_cache=True)

    return one


@pytest.fixture
def worker(settings: Settings, tmp_path: Path) -> Iterator[Callable[[], Child]]:  # noqa: ARG001 - sets up
    started: list[Child] = []

    def start() -> Child:
        log = tmp_path / "worker.log"
        command = [
            "tests.integration.jobs.slow_app" if word == "roomjobs" else word for word in worker_command(2)
        ]
        started.append(Child.start("worker", command, environ=os.environ, log=log))
        return started[-1]

    yield start
    for child in started:
        child.stop()


def comb(walls: int) -> bytes:
    """Parallel walls, which are quickly read and make no rooms, and one room."""
    room = [((0, 0), (9, 0)), ((9, 0), (9, 9)), ((9, 9), (0, 9)), ((0, 9), (0, 0))]
    teeth = [((20, 10 * k), (60, 10 * k)) for k in range(walls - len(room))]
    return json.dumps({"walls": [{"type": "line", "start": a, "end": b} for a, b in room + teeth]}).encode()


def ended(stores: Stores, jobs: list[Job], child: Child) -> list[Job]:
    """The jobs, once all have ended."""
    deadline = time.monotonic() + 180
    while True:
        found = [stores.table.get(job.job_id) for job in jobs]
        if all(job is not None and job.is_final for job in found):
            return [job for job in found if job is not None]
        child.check()
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def claimed(job: Job) -> int:
    return job.spans[0]["claimed"]


def test_a_single_plan_does_not_wait_behind_another_owner(
    stores: Stores, submit: Callable[..., Job], worker: Callable[[], Child]
) -> None:
    many = [submit(4, "ann") for _ in range(15)]
    single = submit(4, "ben")
    *anns, bens = ended(stores, [*many, single], worker())
    before = sum(claimed(job) < claimed(bens) for job in anns)
    assert before <= 3 * SHARE, "the share, and what was sent while those ended"
    assert stores.lines.get("ann").open == 0


def test_small_plans_do_not_wait_behind_large_ones(
    stores: Stores,
    submit: Callable[..., Job],
    worker: Callable[[], Child],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lanes, "LARGE_WALLS", MANY_WALLS)
    large = [submit(MANY_WALLS, "ann") for _ in range(3)]
    small = [submit(4, "ben") for _ in range(SHARE)]
    assert {job.lane for job in large} == {Lane.LARGE}
    found = ended(stores, [*large, *small], worker())
    last_large = max(map(claimed, found[: len(large)]))
    assert all(claimed(job) < last_large for job in found[len(large) :])
