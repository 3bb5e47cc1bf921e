"""
Every fault at every write of two requests with one Idempotency-Key: they make one job.

The code itself runs here, over tables in memory: each write may happen, be lost on its way, lose its answer,
or be the last thing that its process does.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING

import pytest

from roomjobs.jobs.acceptance import NotAcceptedError, OutcomeUnknownError
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.limits import Limits
from roomjobs.rest.http.idempotency_table import (
    LEASE_SECONDS,
    Answer,
    InWorkError,
    Operations,
)
from tests.memory import ProcessDiedError, UnreachableError
from tests.world import World, a_plan

if TYPE_CHECKING:
    from collections.abc import Callable

WRITES = 4  # of two requests, about
FAULTS = ("ok", "down", "lost", "dies", "dies after")


def request(world: World, operations: Operations) -> str | None:
    """The job that a request was told of; None where it was told that this is not known."""
    try:
        begun = operations.begin("ann", "k1", b"plan")
    except (UnreachableError, InWorkError):
        return None
    if isinstance(begun, Answer):
        return begun.body.decode()
    try:
        job = world.submission.submit(a_plan(4), owner="ann", operation=begun.idempotent)
    except (NotAcceptedError, OutcomeUnknownError):
        quietly(lambda: operations.leave_open(begun))
        return None
    quietly(lambda: operations.finish(begun, Answer(202, {}, job.job_id.encode())))
    return job.job_id


def quietly(write: Callable[[], None]) -> None:
    with suppress(UnreachableError):
        write()


@pytest.mark.parametrize("limits", [Limits(), Limits(share=1)], ids=["any", "share"])
@pytest.mark.parametrize("first", FAULTS)
def test_two_requests_with_one_key_make_one_job(first: str, limits: Limits) -> None:
    for faults in product(FAULTS, repeat=WRITES - 1):
        world = World(limits=limits)
        operations = Operations(world.items, world.clock)
        world.items.faults.next = [first, *faults]
        told = set()
        for _ in range(8):
            with suppress(ProcessDiedError):
                told.add(request(world, operations))
            world.clock.now += LEASE_SECONDS + 1
        jobs = [key for key in world.items.items if key.startswith("job_")]
        assert told - {None} == set(jobs), (first, *faults)
        assert len(jobs) == 1, (first, *faults)
        assert world.job(jobs[0]).status is JobStatus.PENDING


def test_a_request_beyond_its_lease_makes_no_second_job() -> None:
    world = World(limits=Limits(share=1))
    operations = Operations(world.items, world.clock)
    slow = operations.begin("ann", "k1", b"plan")
    assert not isinstance(slow, Answer)
    world.clock.now += LEASE_SECONDS + 1
    told = request(world, operations)
    late = world.submission.submit(a_plan(4), owner="ann", operation=slow.idempotent)
    assert late.job_id == told
    assert len([key for key in world.items.items if key.startswith("job_")]) == 1
    assert world.lines.lines.get("ann").open == 1
