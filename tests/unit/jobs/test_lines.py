"""The order between owners, in memory: what is held, what is sent when something ends, what is refused."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from roomjobs import upkeep
from roomjobs.fleet.capacity import Capacity
from roomjobs.fleet.wake import Waker
from roomjobs.jobs.acceptance import NotAcceptedError
from roomjobs.jobs.batches import expansion
from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.job import LOCAL_OWNER, Job, JobStatus, new_job
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.limits import LimitReachedError, Limits
from roomjobs.jobs.line_correction import LineCorrection
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.queue_position import QueuePosition
from roomjobs.jobs.store.index import JobIndex, OpenJob
from roomjobs.jobs.store.line_table import name_of
from roomjobs.jobs.store.task_queue import Depth
from tests.world import World, a_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.store.line_table import OwnerLine

ANN, BEN = "ann", "ben"


@pytest.fixture
def world() -> World:
    return World(limits=Limits(share=2))


def submit(world: World, owner: str, number: int = 1) -> list[Job]:
    jobs = []
    for _ in range(number):
        world.clock.now += 1
        jobs.append(world.submission.submit(a_plan(4), owner=owner, bypass_cache=True))
    return jobs


def end(world: World, job: Job) -> None:
    """A worker takes the job, and completes it."""
    world.queue.remove(job.job_id)
    outcome = world.processor.process(job.job_id, "w")
    assert isinstance(outcome, Delete)
    assert outcome.job is not None
    world.batches.notify_safely(outcome.job)


def sweep_for_minutes(world: World) -> None:
    """Sweep as often as a wrong count of open jobs takes to be believed."""
    for _ in range(5):
        world.sweep.run()
        world.clock.now += 60


def test_jobs_beyond_the_share_have_no_message(world: World) -> None:
    jobs = submit(world, ANN, 5)
    assert [job.is_held for job in jobs] == [False, False, True, True, True]
    assert world.queue == [job.job_id for job in jobs[:2]]
    assert all(world.job(job.job_id).status is JobStatus.PENDING for job in jobs)


def test_one_write_holds_a_job_while_the_share_is_full(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = submit(world, ANN, 3)
    written: list[str] = []
    monkeypatch.setattr(world.items.faults, "before", lambda writes: written.extend(w.key for w in writes))
    assert submit(world, ANN)[0].is_held
    line = f"line#{name_of(ANN)}"
    assert written.count(line) == 1
    for job in jobs:
        end(world, job)
    assert not submit(world, ANN)[0].is_held  # one remains of the share of two
    assert [job.is_held for job in submit(world, ANN, 2)] == [True, True]


def test_another_owner_is_not_held_behind_them(world: World) -> None:
    submit(world, ANN, 5)
    (job,) = submit(world, BEN)
    assert world.queue[2] == job.job_id


def test_each_end_sends_the_oldest_held_job(world: World) -> None:
    jobs = submit(world, ANN, 5)
    for number in range(5):
        assert world.queue == [job.job_id for job in jobs[number : number + 2]]
        end(world, jobs[number])
    line = world.lines.lines.get(ANN)
    assert (line.open, line.sent[Lane.INTERACTIVE]) == (0, 0)


def test_a_cancelled_held_job_is_never_sent(world: World) -> None:
    jobs = submit(world, ANN, 4)
    world.batches.notify_safely(world.table.cancel(jobs[2].job_id))
    end(world, jobs[0])
    assert world.queue == [jobs[1].job_id, jobs[3].job_id]


def test_the_sweep_sends_what_an_end_has_missed(world: World) -> None:
    jobs = submit(world, ANN, 4)
    for job in jobs[:2]:  # their workers die right after the commit
        world.queue.remove(job.job_id)
        claimed = world.table.claim(job.job_id, "w")
        world.table.complete(claimed, rooms_count=1, confidence_score=1.0, steps={})
    assert world.sweep.run().held_sent == 2
    assert world.queue == [job.job_id for job in jobs[2:]]
    sweep_for_minutes(world)
    line = world.lines.lines.get(ANN)
    assert (line.open, line.sent[Lane.INTERACTIVE]) == (2, 2)


def test_many_open_jobs_do_not_stop_the_correction(world: World) -> None:
    jobs = submit(world, ANN, 6)
    for job in jobs[:2]:
        world.queue.remove(job.job_id)
        claimed = world.table.claim(job.job_id, "w")
        world.table.complete(claimed, rooms_count=1, confidence_score=1.0, steps={})
    assert world.sweep.run(at_most=1).held_sent == 2


def test_a_held_job_whose_send_failed_is_sent_soon(world: World) -> None:
    jobs = submit(world, ANN, 3)
    world.queue_is_down = True
    end(world, jobs[0])
    world.queue_is_down = False
    assert jobs[2].job_id not in world.queue
    world.sweep.run()  # although others wait
    assert jobs[2].job_id in world.queue


def test_a_repeated_cancel_is_counted_once(world: World) -> None:
    jobs = submit(world, ANN, 3)
    for _ in range(3):
        assert world.batches.cancel_job(jobs[0].job_id).status is JobStatus.CANCELLED
    line = world.lines.lines.get(ANN)
    assert (line.open, line.sent[Lane.INTERACTIVE]) == (2, 2)


def test_the_sweep_sends_no_held_job_beyond_the_share(world: World) -> None:
    submit(world, ANN, 4)
    world.clock.now += 7 * 3600
    assert world.sweep.run().held_sent == 0
    assert len(set(world.queue)) == 2


def test_a_batch_waits_as_rows(world: World) -> None:
    batch = world.batch_of(6)
    world.batches.advance(batch.batch_id)
    world.queue.remove(batch.batch_id)
    assert len(world.queue) == 2
    seen = []
    while world.queue:
        subject = world.queue[0]
        if subject == batch.batch_id:
            world.queue.remove(subject)
            world.batches.advance(subject)
        else:
            seen.append(subject)
            end(world, world.job(subject))
    assert len(seen) == 6
    assert world.batch(batch.batch_id).status == "completed"


def test_positions_count_turns_and_not_rows(world: World) -> None:
    ann, ben = submit(world, ANN, 10), submit(world, BEN, 3)
    ahead = QueuePosition(JobIndex(world.items)).ahead
    assert [ahead(job) for job in ann[:3]] == [0, 1, 4], "two of each owner are sent"
    assert ahead(ben[0]) == 2, "of ten only two are before"
    assert ahead(ben[2]) == 4
    assert ahead(ann[9]) == 4 + 7 + 1


def test_too_many_open_jobs_are_refused() -> None:
    world = World(limits=Limits(open=2))
    jobs = submit(world, ANN, 2)
    with pytest.raises(LimitReachedError, match="2 jobs that have not ended, and 0 of them") as refused:
        submit(world, ANN)
    assert refused.value.retry_after == 60
    submit(world, BEN)
    end(world, jobs[0])
    submit(world, ANN)


def test_too_many_jobs_an_hour_are_refused() -> None:
    world = World(limits=Limits(hourly=2))
    world.clock.now = 3600.0 * 500_000
    for job in submit(world, ANN, 2):
        end(world, job)
    with pytest.raises(LimitReachedError, match="2 jobs an hour, and 0 of them are left") as refused:
        submit(world, ANN)
    assert refused.value.retry_after == 3600 - 3
    world.clock.now += 3600
    submit(world, ANN, 2)


def test_a_batch_beyond_the_limit_is_refused_whole() -> None:
    world = World(limits=Limits(open=2))
    with pytest.raises(LimitReachedError, match="2 of them are left"):
        world.batch_of(3)
    assert not world.queue
    world.acceptance.accept(a_plan(4), BatchFormat.JSON_LINES, jobs_count=1)


def test_batches_accepted_at_once_stay_in_the_limit() -> None:
    world = World(limits=Limits(open=5))
    world.batch_of(3)
    with pytest.raises(LimitReachedError, match="2 of them are left"):
        world.batch_of(3)
    world.batch_of(2)
    world.settle()
    assert world.lines.lines.get(LOCAL_OWNER).open == 0
    assert len([key for key in world.items.items if key.startswith("job_")]) == 5


def test_a_batch_that_an_older_api_did_not_count_is_sent(world: World) -> None:
    batch = world.batch_of(6)
    del world.items.items[next(key for key in world.items.items if key.startswith("line#"))]
    while world.queue:
        world.deliver(world.queue.pop(0))
    assert world.batch(batch.batch_id).status == "completed", "without a sweep"


def test_the_sweep_counts_batches_that_nobody_expanded() -> None:
    world = World(limits=Limits(open=5))
    world.batch_of(4)
    world.sweep.run()
    assert world.lines.lines.get(LOCAL_OWNER).open == 4


def test_a_zip_beyond_the_limit_ends_with_that_reason() -> None:
    world = World(limits=Limits(open=2))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.json", a_plan(4 + number))
    batch = world.acceptance.accept(packed.getvalue(), BatchFormat.ZIP, jobs_count=None)
    world.settle()
    standing = world.batch(batch.batch_id)
    assert (standing.status, standing.expanded) == ("failed", 0)
    assert "has 3 plans. You may have 2 jobs" in (standing.error_message or "")
    assert world.lines.lines.get(LOCAL_OWNER).open == 0


@pytest.mark.parametrize("share", [1, 0])
def test_a_batch_cancelled_in_expansion_frees_its_places(share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansion, "CHUNK", 2)
    world = World(limits=Limits(share=share, open=6))
    batch = world.batch_of(6)
    add_jobs = world.batch_table.add_jobs

    def cancelled_after_one(batch: Batch, *rest: Any) -> Batch:
        after = add_jobs(batch, *rest)
        world.batches.cancel(world.batch(batch.batch_id))
        return after

    monkeypatch.setattr(world.batch_table, "add_jobs", cancelled_after_one)
    world.settle()
    assert world.batch(batch.batch_id).status == "cancelled"
    assert world.lines.lines.get(LOCAL_OWNER).open == 0
    assert sum(world.lines.lines.get(LOCAL_OWNER).sent.values()) == 0


def test_a_refused_plan_or_batch_leaves_no_object() -> None:
    world = World(limits=Limits(open=1))
    submit(world, ANN)
    stored = set(world.plans.objects)
    with pytest.raises(LimitReachedError):
        submit(world, ANN)
    with pytest.raises(LimitReachedError):
        world.acceptance.accept(a_plan(4), BatchFormat.JSON_LINES, jobs_count=1, owner=ANN)
    assert set(world.plans.objects) == stored


def test_a_plan_that_cannot_be_stored_is_not_counted() -> None:
    world = World(limits=Limits(open=1, hourly=1))
    world.plans.is_down = True
    for _ in range(2):
        with pytest.raises(NotAcceptedError):
            submit(world, ANN)
    world.plans.is_down = False
    submit(world, ANN)


def test_a_cancelled_batch_sends_none_of_its_held_jobs(world: World) -> None:
    batch = world.batch_of(6)
    other = world.batch_of(2)
    for each in (batch, other):
        world.queue.remove(each.batch_id)
        world.batches.advance(each.batch_id)
    sent = list(world.queue)
    assert len(sent) == 2
    world.batches.cancel(world.batch(batch.batch_id))
    world.batches.advance(batch.batch_id)
    later = [each for each in world.queue if each not in sent and each.startswith("job_")]
    assert sorted(later) == sorted(job.job_id for job in world.jobs_of(other))


def test_retried_jobs_are_held_beyond_the_share(world: World) -> None:
    jobs = submit(world, ANN, 5)
    for job in jobs:
        claimed = world.table.claim(job.job_id, "w")
        world.batches.notify_safely(world.table.fail(claimed, message="m", fingerprint="f", steps={}))
    world.queue.clear()
    retried = [world.retries.retry(job.job_id) for job in jobs]
    assert [job.is_held for job in retried] == [False, False, True, True, True]
    for number in range(5):
        assert world.queue == [job.job_id for job in jobs[number : number + 2]]
        end(world, jobs[number])
    assert {world.job(job.job_id).status for job in jobs} == {JobStatus.COMPLETED}
    assert world.lines.lines.get(ANN).open == 0


def test_a_retried_job_keeps_its_place(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another job of the owner ends after the place was written, and before the job waits again."""
    failed, first, *_ = submit(world, ANN, 4)
    world.queue.remove(failed.job_id)
    claimed = world.table.claim(failed.job_id, "w")
    world.batches.notify_safely(world.table.fail(claimed, message="m", fingerprint="f", steps={}))
    retry = world.table.retry

    def meanwhile_one_ends(job: Job, *, attempts: int) -> Job:
        end(world, first)
        return retry(job, attempts=attempts)

    monkeypatch.setattr(world.table, "retry", meanwhile_one_ends)
    assert world.retries.retry(failed.job_id).is_held
    world.settle()
    assert world.job(failed.job_id).status is JobStatus.COMPLETED


def test_any_number_of_open_jobs_is_counted(world: World) -> None:
    many = 60_000
    of_ben = [OpenJob(f"job_{number}", BEN, Lane.LARGE, is_held=False) for number in range(many)]
    correct = LineCorrection(world.lines, lambda: of_ben, list, clock=world.clock)
    correct.run()
    assert world.lines.lines.get(BEN).sent[Lane.LARGE] == many
    assert world.clock.now < world.lines.lines.next_count() <= world.clock.now + 600, (
        "it costs: not each time"
    )


def test_a_count_that_moves_meanwhile_is_not_corrected() -> None:
    world = World(limits=Limits(open=100))
    jobs = submit(world, ANN, 3)

    def more_come() -> Iterator[OpenJob]:
        yield from list(JobIndex(world.items).open_jobs())
        submit(world, ANN, 4)

    LineCorrection(world.lines, more_come, list, clock=world.clock).run()
    assert world.lines.lines.get(ANN).open == len(jobs) + 4


def test_plans_that_become_jobs_meanwhile_count_once() -> None:
    world = World(limits=Limits(open=100))
    batch = world.batch_of(6)

    def jobs_of_now() -> Iterator[OpenJob]:
        world.batches.advance(batch.batch_id)
        yield from JobIndex(world.items).open_jobs()

    correct = LineCorrection(world.lines, jobs_of_now, world.batch_table.unfinished, clock=world.clock)
    correct.run()
    assert world.lines.lines.get(LOCAL_OWNER).open == 6


def test_jobs_are_counted_by_lane(world: World) -> None:
    submit(world, ANN, 5)
    index = JobIndex(world.items)
    assert index.count(JobStatus.PENDING, [Lane.LARGE]) == 0
    assert (
        index.count(JobStatus.PENDING, [Lane.INTERACTIVE, Lane.BATCH]) == 5 == index.count(JobStatus.PENDING)
    )


def test_held_large_jobs_wake_the_workers_of_their_lane(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        job = new_job(wall_count=200_000, now=world.clock(), retention_days=1, attempt_limit=1)
        world.table.add(replace(job, is_held=number > 0))
    submit(world, ANN)
    stores = SimpleNamespace(index=JobIndex(world.items))
    monkeypatch.setattr(upkeep, "_stores", lambda: stores)

    def visible(lanes: list[Lane]) -> int:
        waker = Waker(cast("Any", None), "c", "s", lambda: Depth(1, 0, 0), Capacity())
        return upkeep._with_held_jobs(waker, lanes).depth().visible

    assert visible([Lane.LARGE]) == 3
    assert visible([Lane.INTERACTIVE, Lane.BATCH]) == 1


def test_a_wrong_count_does_not_refuse_for_ever() -> None:
    world = World(limits=Limits(open=2))
    for job in submit(world, ANN, 2):  # their workers die right after the commit
        claimed = world.table.claim(job.job_id, "w")
        world.table.complete(claimed, rooms_count=1, confidence_score=1.0, steps={})
    with pytest.raises(LimitReachedError):
        submit(world, ANN)
    sweep_for_minutes(world)
    submit(world, ANN, 2)
    with pytest.raises(LimitReachedError):
        submit(world, ANN)
    sweep_for_minutes(world)
    with pytest.raises(LimitReachedError):
        submit(world, ANN)


@pytest.mark.parametrize("is_refused_before", [False, True])
def test_a_job_on_its_way_keeps_its_count(
    *, is_refused_before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job is counted before it is stored: a sweep in between finds too few."""
    world = World(limits=Limits(open=1))
    if is_refused_before:
        (job,) = submit(world, ANN)
        with pytest.raises(LimitReachedError):
            submit(world, ANN)
        end(world, job)
    put = world.plans.put_plan

    def swept_meanwhile(key: str, document: bytes) -> None:
        world.sweep.run()
        put(key, document)

    monkeypatch.setattr(world.plans, "put_plan", swept_meanwhile)
    submit(world, ANN)
    monkeypatch.undo()
    with pytest.raises(LimitReachedError):
        submit(world, ANN)


def test_jobs_counted_before_their_owner_is_seen_stay() -> None:
    """The owner is first seen in the middle of the reading, when some of the jobs were passed already."""
    world = World(limits=Limits(open=100))

    def the_last_alone() -> Iterator[OpenJob]:
        submit(world, ANN, 3)
        yield list(JobIndex(world.items).open_jobs())[-1]

    LineCorrection(world.lines, the_last_alone, list, clock=world.clock).run()
    assert world.lines.lines.get(ANN).open == 3


def test_an_end_on_its_way_is_counted_once() -> None:
    world = World(limits=Limits(open=5))
    jobs = submit(world, ANN, 2)
    done = world.table.complete(
        world.table.claim(jobs[0].job_id, "w"), rooms_count=1, confidence_score=1.0, steps={}
    )
    world.sweep.run()
    world.batches.notify_safely(done)
    assert world.lines.lines.get(ANN).open == 1
    sweep_for_minutes(world)
    assert world.lines.lines.get(ANN).open == 1


def test_two_sweeps_at_once_correct_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(limits=Limits(open=100))
    submit(world, ANN, 3)
    lines = world.lines.lines
    lines.enter(ANN, 4, {}, now=world.clock())  # of processes that died
    world.sweep.run()
    world.clock.now += 181
    correct_open = lines.correct_open

    def after_the_other(name: str, by: int, doubt: OwnerLine) -> None:
        monkeypatch.undo()
        world.sweep.run()
        correct_open(name, by, doubt)

    monkeypatch.setattr(lines, "correct_open", after_the_other)
    world.sweep.run()
    assert lines.get(ANN).open == 3


def test_plans_of_a_cancelling_batch_stay_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker that cancels the jobs frees their places, and nobody else."""
    monkeypatch.setattr(expansion, "CHUNK", 2)
    world = World(limits=Limits(open=100))
    batch = world.batch_of(6)
    submit(world, LOCAL_OWNER)
    world.batches.cancel(batch)
    sweep_for_minutes(world)
    assert world.lines.lines.get(LOCAL_OWNER).open == 7
    world.batches.advance(batch.batch_id)
    assert world.lines.lines.get(LOCAL_OWNER).open == 1


def test_plans_of_a_resumed_batch_count_again() -> None:
    world = World(limits=Limits(open=6))
    batch = world.batch_of(6)
    tries = [
        world.recovery.give_up(batch.batch_id, f"{batch.batch_id}-{k}", "dead letter") for k in (1, 2, 3)
    ]
    assert tries == [False, False, True]
    assert world.lines.lines.get(LOCAL_OWNER).open == 0
    world.recovery.resume(batch.batch_id)
    assert world.lines.lines.get(LOCAL_OWNER).open == 6


def test_a_held_job_without_a_place_is_sent(world: World) -> None:
    """A retry wrote its place, an end took it for one left behind, and the process died."""
    jobs = submit(world, ANN, 3)
    world.lines.lines.take_out(jobs[2].job_id)
    for job in jobs[:2]:
        end(world, job)
    assert jobs[2].job_id not in world.queue
    assert world.sweep.run().held_sent == 1
    assert jobs[2].job_id in world.queue


def test_a_line_that_changes_all_the_time_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time the share is full when it is written, and has room when it is read."""
    submit(world, ANN, 2)
    full = world.lines.lines.get(ANN)
    room = replace(full, sent={**full.sent, Lane.INTERACTIVE: 1})
    monkeypatch.setattr(world.lines.lines, "get", lambda _owner: room)
    (job,) = submit(world, ANN)
    monkeypatch.undo()
    assert not job.is_held
    assert world.lines.lines.get(ANN).open == 3
