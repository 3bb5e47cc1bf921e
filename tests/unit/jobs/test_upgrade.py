"""Old and new code at once, as during an upgrade: each goes on with what the other has stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roomjobs.jobs.batches.batch import BatchStatus
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.limits import Limits
from tests.world import World, a_plan

RELEASE = json.loads((Path(__file__).parents[2] / "data/items-0.1.0.json").read_text())
PENDING, PROCESSING, FAILED = (f"job_{number:032x}" for number in (1, 2, 3))
EXPANDING, RUNNING = "batch_" + "b" * 32, "batch_" + "c" * 32


def kinds(item: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The DynamoDB type of each attribute."""
    return {name: next(iter(value)) for name, value in item.items()}


@pytest.fixture(params=[Limits(), Limits(share=1, open=50)], ids=["no limits", "limits"])
def world(request: pytest.FixtureRequest) -> World:
    """What the release 0.1.0 has left: jobs and batches in several states, and no message."""
    world = World(limits=request.param)
    world.clock.now = RELEASE["now"]
    world.items.items = {item["job_id"]["S"]: dict(item) for item in RELEASE["items"]}
    for item in RELEASE["items"]:
        if "input_s3_key" in item:
            key = item["input_s3_key"]["S"]
            world.plans.put_plan(key, a_plan(4) if key.endswith(".json") else a_plan(4) + b"\n" + a_plan(5))
    return world


def test_what_the_release_before_left_comes_to_its_end(world: World) -> None:
    world.settle()
    assert [world.job(each).status for each in (PENDING, PROCESSING)] == [JobStatus.COMPLETED] * 2
    assert world.job(PROCESSING).attempt == 2
    for each in (EXPANDING, RUNNING):
        assert world.batch(each).status is BatchStatus.COMPLETED
        assert world.violations(world.batch(each)) == []


def test_what_the_release_before_failed_is_retried(world: World) -> None:
    world.settle()
    of_batch = next(job for job in world.jobs_of(world.batch(RUNNING)) if job.status is JobStatus.FAILED)
    for each in (FAILED, of_batch.job_id):
        world.retries.retry(each)
    world.settle()
    assert world.job(FAILED).status is JobStatus.COMPLETED
    assert world.violations(world.batch(RUNNING)) == []
    assert [line["status"] for line in world.archive_of(world.batch(RUNNING))] == ["completed"] * 2


def test_what_the_release_before_left_is_cancelled(world: World) -> None:
    world.batches.cancel_job(PENDING)
    world.batches.cancel(world.batch(EXPANDING))
    world.settle()
    assert world.job(PENDING).status is JobStatus.CANCELLED
    assert world.batch(EXPANDING).status is BatchStatus.CANCELLED


def test_the_release_before_reads_what_is_stored_now() -> None:
    """It takes the attributes that it knows, by name, and ignores others: these keep their types."""
    world = World()
    job = world.a_job()
    batch = world.batch_of(2)
    world.batches.advance(batch.batch_id)
    old = {item["job_id"]["S"]: item for item in RELEASE["items"]}
    for now, before in ((job.job_id, old[PENDING]), (batch.batch_id, old[RUNNING])):
        stored = kinds(world.items.items[now])
        for name, kind in kinds(before).items():
            assert stored[name] in {kind, "NULL"} or kind == "NULL", name


def test_an_update_keeps_what_another_release_has_stored(world: World) -> None:
    world.items.items[PENDING]["of_a_later_release"] = {"S": "kept"}
    world.deliver(PENDING)
    assert world.items.items[PENDING]["of_a_later_release"] == {"S": "kept"}
    assert world.job(PENDING).status is JobStatus.COMPLETED
