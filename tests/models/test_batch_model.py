"""
Every state that a batch of two jobs can reach by the rules of `jobs.batches.changes`.

Jobs end and are counted later, or by somebody else; two workers pack at once and read the jobs one by one; an
owner retries and cancels at any moment, and one retry arrives late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from roomjobs.jobs.batches import changes
from roomjobs.jobs.batches.batch import FINAL, BatchStatus
from roomjobs.jobs.changes import CANCEL, RETRY, Change
from roomjobs.jobs.job import JobStatus
from tests.models.explorer import Step, Values, explore, made, meets, stuck, values

if TYPE_CHECKING:
    from collections.abc import Iterator

JOBS = 2
MOST_RETRIES = 1
ENDED = (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)


class Packer(NamedTuple):
    """A worker that packs: what it has read so far."""

    rounds: int
    moves: int  # of the counters, when it began
    seen: tuple[JobStatus, ...] = ()


class Retrying(NamedTuple):
    """A retry on its way: the write is as its sender saw the batch."""

    place: int
    counted: JobStatus | None
    batch: BatchStatus


class State(NamedTuple):
    batch: Values
    jobs: tuple[tuple[JobStatus, JobStatus | None], ...] = ()  # status, and as what it was counted
    moves: int = 0  # of the counters
    packers: tuple[Packer | None, Packer | None] = (None, None)
    canceller: int | None = None  # the place of the job that it deals with
    retry: Retrying | None = None
    retries: int = 0
    archive: tuple[JobStatus, ...] | None = None


START = State(values(status=BatchStatus.EXPANDING, expanded=0, jobs_count=JOBS, rounds=0))


def steps(state: State) -> Iterator[Step]:
    yield from expansion(state)
    for place, (status, counted) in enumerate(state.jobs):
        yield from job(state, place, status, counted)
    if state.retry is not None:
        yield Step("a retry arrives", arrived(state, state.retry))
    for number in range(2):
        yield from packing(state, number)
    yield from cancelling(state)


def expansion(state: State) -> Iterator[Step]:
    for expanded in range(JOBS):  # by whoever saw it so
        given = values(expanded=expanded, up_to=expanded + 1)
        batch = made(changes.EXPAND, state.batch, given)
        if batch is None:
            continue
        for born, counted in ((JobStatus.PENDING, None), (JobStatus.FAILED, JobStatus.FAILED)):
            jobs = (*state.jobs, (born, counted))
            moves = state.moves + (counted is not None)
            yield Step("expand", state._replace(batch=batch, jobs=jobs, moves=moves), is_fair=True)
    batch = made(changes.RUN, state.batch)
    if batch is not None:
        yield Step("run", state._replace(batch=batch), is_fair=True)


def job(state: State, place: int, status: JobStatus, counted: JobStatus | None) -> Iterator[Step]:
    if status is JobStatus.PENDING:
        for end in ENDED:
            yield Step(f"job {place} is {end}", with_job(state, place, end, counted), is_fair=True)
    now = status if status in ENDED else None
    given = values(before=counted, status=status)
    if now is not counted and meets(changes.IS_TO_BE_COUNTED, values(status=status, counted=counted), given):
        counting = with_job(state, place, status, now)
        yield Step(f"job {place} is counted", counting._replace(moves=state.moves + 1), is_fair=True)
    can_retry = state.retries < MOST_RETRIES and state.retry is None
    if status is JobStatus.FAILED and counted is JobStatus.FAILED and can_retry:
        batch = dict(state.batch)["status"]
        if batch not in (BatchStatus.CANCELLING, BatchStatus.CANCELLED):
            retry = Retrying(place, counted, batch)
            yield Step(
                f"job {place} is to be retried", state._replace(retry=retry, retries=state.retries + 1)
            )


def arrived(state: State, retry: Retrying) -> State:
    """The transaction of `BatchTable.retry`: the job, its count and its batch, or nothing."""
    after = state._replace(retry=None)
    status, counted = state.jobs[retry.place]
    waiting = made(RETRY, values(status=status, attempt=1), values(attempt=1, attempts=1, is_held=False))
    batch: Values | None = state.batch
    if retry.batch is BatchStatus.COMPLETED:
        batch = made(changes.REOPEN, state.batch)
    elif dict(state.batch)["status"] is not retry.batch:
        batch = None
    if waiting is None or batch is None or counted is not retry.counted:
        return after
    return with_job(after, retry.place, JobStatus.PENDING, None)._replace(batch=batch, moves=state.moves + 1)


def packing(state: State, number: int) -> Iterator[Step]:
    batch = dict(state.batch)
    packer = state.packers[number]
    if packer is None:
        all_are_counted = len(state.jobs) == JOBS and all(counted for _, counted in state.jobs)
        if batch["status"] is BatchStatus.RUNNING and all_are_counted:
            begun = Packer(batch["rounds"], state.moves)
            yield Step(f"packer {number} begins", with_packer(state, number, begun), is_fair=True)
        return
    yield Step(f"packer {number} dies", with_packer(state, number, None), is_fair=True)
    if len(packer.seen) < JOBS:
        seen = (*packer.seen, state.jobs[len(packer.seen)][0])
        yield Step(
            f"packer {number} reads", with_packer(state, number, packer._replace(seen=seen)), is_fair=True
        )
        return
    done = made(changes.COMPLETE, state.batch, values(rounds=packer.rounds))
    idle = with_packer(state, number, None)
    if done is None or state.moves != packer.moves:
        yield Step(f"packer {number} is refused", idle, is_fair=True)
    else:
        yield Step(f"packer {number} completes", idle._replace(batch=done, archive=packer.seen), is_fair=True)


def cancelling(state: State) -> Iterator[Step]:
    asked = made(changes.CANCEL, state.batch)
    if asked is not None:
        yield Step("cancel", state._replace(batch=asked))
    if dict(state.batch)["status"] is not BatchStatus.CANCELLING:
        return
    place = state.canceller
    if place is None:
        yield Step("the canceller begins", state._replace(canceller=0), is_fair=True)
    elif place < len(state.jobs):
        status, counted = state.jobs[place]
        if made(CANCEL, values(status=status)) is not None:
            status = JobStatus.CANCELLED
        moved = counted is not status
        after = with_job(state, place, status, status)
        yield Step(
            f"the canceller ends job {place}",
            after._replace(canceller=place + 1, moves=state.moves + moved),
            is_fair=True,
        )
    else:
        ended = made(changes.END_CANCELLED, state.batch, values(expanded=len(state.jobs)))
        if ended is not None:
            yield Step("the canceller is done", state._replace(batch=ended, canceller=None), is_fair=True)


def with_job(state: State, place: int, status: JobStatus, counted: JobStatus | None) -> State:
    jobs = (*state.jobs[:place], (status, counted), *state.jobs[place + 1 :])
    return state._replace(jobs=jobs)


def with_packer(state: State, number: int, packer: Packer | None) -> State:
    packers = (packer, state.packers[1]) if number == 0 else (state.packers[0], packer)
    return state._replace(packers=packers)


def faults(_before: State, step: Step) -> str | None:
    batch, jobs = dict(step.to.batch), step.to.jobs
    statuses = tuple(status for status, _ in jobs)
    ended = batch["status"] in FINAL
    rules = {
        "an ended batch has an open job": ended and not set(statuses) <= set(ENDED),
        "an ended batch has an uncounted job": ended and any(status is not seen for status, seen in jobs),
        "the number of jobs is wrong": ended and batch["jobs_count"] != len(jobs),
        "the archive is out of date": batch["status"] is BatchStatus.COMPLETED
        and step.to.archive != statuses,
    }
    return next((fault for fault, is_so in rules.items() if is_so), None)


def test_no_batch_goes_wrong_and_each_can_end() -> None:
    found = explore(START, steps, faults)
    assert len(found) > 5_000
    assert stuck(found, lambda state: dict(state.batch)["status"] in FINAL) == []


def test_the_model_finds_what_a_rule_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cancelled batch whose jobs are not stored with its note would get further jobs."""
    guard = changes.EXPAND.sources[BatchStatus.EXPANDING]
    forgetful = Change("expand", dict.fromkeys(BatchStatus, guard), edits=changes.EXPAND.edits)
    monkeypatch.setattr(changes, "EXPAND", forgetful)
    with pytest.raises(AssertionError, match="an ended batch"):
        explore(START, steps, faults)
