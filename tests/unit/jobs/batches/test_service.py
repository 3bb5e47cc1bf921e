"""Batches in memory: what happens between reading, packing, counting and retrying."""

from __future__ import annotations

import random
from typing import IO, TYPE_CHECKING

import pytest

from roomjobs.jobs.batches import expansion
from roomjobs.jobs.batches.batch import BatchMovedError, BatchStatus, job_id_of
from roomjobs.jobs.job import JobStatus
from tests.memory import UnreachableError
from tests.world import RESEND, World, stir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.store.conditional_table import Write


def running(world: World, count: int) -> Batch:
    """A batch whose jobs wait."""
    batch = world.batch_of(count)
    world.deliver(batch.batch_id)
    world.queue.clear()
    return world.batch(batch.batch_id)


def with_a_failure(world: World) -> tuple[Batch, str]:
    """A batch of two jobs of which the first has failed, and which is to be packed."""
    batch = running(world, 2)
    first, second = (job_id_of(batch.batch_id, place) for place in range(2))
    world.deliver(first, fails=True)
    world.deliver(second)
    return batch, first


def test_a_job_retried_during_packing_is_packed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    batch, failed = with_a_failure(world)
    put = world.plans.put_archive

    def retried_meanwhile(key: str, file: IO[bytes]) -> None:
        put(key, file)
        world.retries.retry(failed)
        world.deliver(failed)  # completes before the batch does

    with monkeypatch.context() as patch:
        patch.setattr(world.plans, "put_archive", retried_meanwhile)
        world.deliver(batch.batch_id)
    assert world.batch(batch.batch_id).status is BatchStatus.RUNNING
    world.settle()
    assert [line["status"] for line in world.archive_of(batch)] == ["completed"] * 2
    assert world.violations(batch) == []


def test_a_retry_reopens_its_batch_or_does_nothing() -> None:
    world = World()
    batch, failed = with_a_failure(world)
    world.deliver(batch.batch_id)
    assert world.batch(batch.batch_id).status is BatchStatus.COMPLETED
    world.items.faults.next = ["down"]  # the transaction is dropped
    with pytest.raises(UnreachableError):
        world.retries.retry(failed)
    assert world.job(failed).status is JobStatus.FAILED
    assert world.violations(batch) == []
    world.items.faults.next = ["lost"]  # it happens, and nobody is told
    with pytest.raises(UnreachableError):
        world.retries.retry(failed)
    assert world.batch(batch.batch_id).status is BatchStatus.RUNNING
    world.queue.clear()
    world.settle()
    assert [line["status"] for line in world.archive_of(batch)] == ["completed"] * 2
    assert world.violations(batch) == []


def test_a_late_archive_does_not_replace_a_newer_one() -> None:
    world = World()
    batch, failed = with_a_failure(world)
    world.deliver(batch.batch_id)
    first = world.batch(batch.batch_id).output_s3_key
    world.retries.retry(failed)
    world.settle()
    assert world.batch(batch.batch_id).output_s3_key != first


def test_a_cancelled_chunk_makes_no_more_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansion, "CHUNK", 2)
    world = World()
    batch = world.batch_of(6)

    def cancel(writes: Sequence[Write]) -> None:
        if len(writes) > 1 and world.batch(batch.batch_id).expanded == 2:
            world.items.faults.before = lambda _writes: None
            world.batches.cancel(batch)

    world.items.faults.before = cancel
    world.deliver(batch.batch_id)
    assert world.batch(batch.batch_id).status is BatchStatus.CANCELLED
    assert [job.status for job in world.jobs_of(batch)] == [JobStatus.CANCELLED] * 2
    assert world.violations(batch) == []
    world.settle()
    assert len(world.jobs_of(batch)) == 2


def test_no_job_of_a_cancelled_batch_is_retried() -> None:
    world = World()
    batch = running(world, 2)
    failed = job_id_of(batch.batch_id, 0)
    world.deliver(failed, fails=True)
    world.batches.cancel(batch)
    with pytest.raises(BatchMovedError):
        world.retries.retry(failed)


def test_a_batch_whose_first_write_is_late_stays_as_it_is() -> None:
    world = World()
    batch = world.batch_of(1)
    world.settle()
    with pytest.raises(BatchMovedError):
        world.batch_table.add(batch)
    assert world.batch(batch.batch_id).status is BatchStatus.COMPLETED


def test_the_sweep_sends_a_batch_whose_task_was_refused() -> None:
    world = World(queue_is_down=True)
    batch = world.batch_of(1)
    world.queue_is_down = False
    world.recovery.sweep()
    assert world.queue == [batch.batch_id]


def test_a_running_batch_whose_counts_move_is_not_read() -> None:
    world = World()
    batch = running(world, 3)
    sent = []
    for place in range(2):
        world.deliver(job_id_of(batch.batch_id, place))
        world.clock.now += RESEND + 1
        sent.append(world.recovery.sweep())
    assert sent == [0, 0]
    for wait in (1, 2, 4, 8):  # none has moved: it is read after waits that double
        world.clock.now += RESEND * wait - 1
        assert world.recovery.sweep() == 0
        world.clock.now += 2
        assert world.recovery.sweep() == 1


def test_a_batch_that_waits_is_sent_after_waits_that_double() -> None:
    """Its task may be behind hours of others: each further one makes all wait longer."""
    world = World()
    world.batch_of(2)
    world.queue.clear()
    for wait in (1, 2, 4, 8):
        world.clock.now += RESEND * wait - 1
        assert world.recovery.sweep() == 0
        world.clock.now += 2
        assert world.recovery.sweep() == 1


def test_a_batch_behind_many_is_swept_too() -> None:
    world = World()
    for _ in range(300):
        world.batch_of(1)
    world.queue.clear()
    world.queue_is_down = True
    last = world.batch_of(1)
    world.queue_is_down = False
    assert world.recovery.sweep() == 1
    assert world.queue == [last.batch_id]
    world.clock.now += RESEND + 1
    assert [world.recovery.sweep() for _ in range(3)] == [200, 101, 0]


def test_a_damaged_item_does_not_stop_the_sweep_of_batches() -> None:
    world = World()
    first, second = world.batch_of(1), world.batch_of(1)
    world.queue.clear()
    del world.items.items[first.batch_id]["input_s3_key"]
    world.clock.now += RESEND + 1
    assert world.recovery.sweep() == 1
    assert world.queue == [second.batch_id]


def test_an_unreadable_batch_does_not_stop_the_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    first, second = world.batch_of(1), world.batch_of(1)
    world.queue.clear()
    send = world.send
    monkeypatch.setattr(
        type(world.recovery),
        "_look_at",
        lambda _self, batch: 1 / 0 if batch == first else send(batch) or True,
    )
    world.clock.now += RESEND + 1
    assert world.recovery.sweep() == 1
    assert world.queue == [second.batch_id]


@pytest.mark.parametrize("seed", range(150))
def test_whatever_happens_counts_and_archive_are_right(seed: int) -> None:
    chance = random.Random(seed)
    world = World()
    batch = running(world, 3)
    stir(world, batch, chance, steps=40)
    world.settle()
    assert world.violations(batch) == []
