"""A job is counted and stored in one transaction where nobody is in its way, and else one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from roomjobs.jobs.acceptance import IdempotentOperation, NotAcceptedError, OutcomeUnknownError
from roomjobs.jobs.joint_admission import JointAdmission
from roomjobs.jobs.limits import LimitReachedError, Limits
from roomjobs.jobs.lines import Lines
from roomjobs.jobs.store.conditional_table import ConflictError
from tests.memory import ProcessDiedError
from tests.world import World, a_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.conditional_table import Write

ANN = "ann"


@pytest.fixture
def world() -> World:
    """One in which Ann has a job, by which her line was looked at."""
    world = World(limits=Limits(share=2, open=5))
    submit(world)
    return world


def submit(world: World, operation: IdempotentOperation | None = None) -> Job:
    world.clock.now += 1
    return world.submission.submit(a_plan(4), owner=ANN, bypass_cache=True, operation=operation)


def writes_of_a_submit(world: World, operation: IdempotentOperation | None = None) -> list[int]:
    """How many items each write has."""
    seen: list[Sequence[Write]] = []
    world.items.faults.before = seen.append
    submit(world, operation)
    world.items.faults.before = lambda _writes: None
    return [len(writes) for writes in seen]


def counted(world: World) -> tuple[int, int]:
    line = world.lines.lines.get(ANN)
    return line.open, sum(line.sent.values())


def test_one_write_counts_and_stores_a_job(world: World) -> None:
    assert writes_of_a_submit(world) == [2]
    submit(world)  # held: that the share is used up shows now
    assert writes_of_a_submit(world) == [3]
    assert counted(world) == (4, 2)
    assert len(world.queue) == 2


def test_a_line_that_others_write_is_written_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_writes: Sequence[Write]) -> None:
        raise ConflictError(ClientError({"Error": {"Code": "TransactionCanceledException"}}, "Transact"))

    with monkeypatch.context() as patched:
        patched.setattr(world.items, "transact_once", refuse)
        submit(world)
    assert counted(world) == (2, 2)
    assert writes_of_a_submit(world)[-1] > 1  # held: the job and its place in the line
    world.clock.now += 11
    assert writes_of_a_submit(world) == [3]
    assert counted(world) == (4, 2)


def test_an_answer_that_is_lost_leaves_the_counts_right(world: World) -> None:
    world.items.faults.next = ["lost"]
    with pytest.raises(OutcomeUnknownError):
        submit(world)
    assert counted(world) == (2, 2)
    assert len([name for name in world.items.items if name.startswith("job_")]) == 2


@pytest.mark.parametrize(("when", "open_jobs"), [("dies", 1), ("dies after", 2)])
def test_a_process_that_dies_leaves_the_counts_right(world: World, when: str, open_jobs: int) -> None:
    world.items.faults.next = [when]
    with pytest.raises(ProcessDiedError):
        submit(world)
    assert counted(world)[0] == open_jobs
    assert len([name for name in world.items.items if name.startswith("job_")]) == open_jobs


def test_no_plan_stays_of_a_job_that_is_crowded_out(world: World) -> None:
    lines = Lines(world.table, world.lines.lines, world.send_all, world.limits, clock=world.clock)
    ours = world.submission
    world.submission = replace(ours, lines=lines, joint=JointAdmission(lines))
    for _ in range(4):
        submit(world)
    world.submission = ours
    stored = {name for name, document in world.plans.objects.items() if document}
    with pytest.raises(LimitReachedError):
        submit(world)
    assert {name for name, document in world.plans.objects.items() if document} == stored
    assert counted(world)[0] == 5


def test_no_plan_stays_of_a_job_that_cannot_be_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction is refused, and then the table is out of reach."""

    def refuse(_writes: Sequence[Write]) -> None:
        world.items.faults.is_down = True
        raise ConflictError(ClientError({"Error": {"Code": "TransactionCanceledException"}}, "Transact"))

    monkeypatch.setattr(world.items, "transact_once", refuse)
    stored = {name for name, document in world.plans.objects.items() if document}
    with pytest.raises(NotAcceptedError):
        submit(world)
    assert {name for name, document in world.plans.objects.items() if document} == stored


def test_the_plan_of_a_repeated_request_is_not_taken_from_it(world: World) -> None:
    """Two processes may carry out one operation: what one is refused, the other may have stored."""
    operation = IdempotentOperation("0" * 32, was_begun=False)
    assert writes_of_a_submit(world, operation) == [1, 1]
