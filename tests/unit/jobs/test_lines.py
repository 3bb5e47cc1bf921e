"""The order between owners, in memory: what is held, what is sent when something ends, what is refused."""

from __future__ import annotations

import pytest

from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.job import Job, JobStatus
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.lines import LimitReachedError, Limits
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.queue_position import QueuePosition
from roomjobs.jobs.store.index import JobIndex
from tests.world import World, a_plan

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


def test_jobs_beyond_the_share_have_no_message(world: World) -> None:
    jobs = submit(world, ANN, 5)
    assert [job.is_held for job in jobs] == [False, False, True, True, True]
    assert world.queue == [job.job_id for job in jobs[:2]]
    assert all(world.job(job.job_id).status is JobStatus.PENDING for job in jobs)


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
    world.batches.accept(a_plan(4), BatchFormat.JSON_LINES, jobs_count=1)


def test_a_wrong_count_does_not_refuse_for_ever() -> None:
    world = World(limits=Limits(open=2))
    for job in submit(world, ANN, 2):  # their workers die right after the commit
        claimed = world.table.claim(job.job_id, "w")
        world.table.complete(claimed, rooms_count=1, confidence_score=1.0, steps={})
    with pytest.raises(LimitReachedError):
        submit(world, ANN)
    world.sweep.run()
    submit(world, ANN, 2)
    with pytest.raises(LimitReachedError):
        submit(world, ANN)
    world.sweep.run()
    with pytest.raises(LimitReachedError):
        submit(world, ANN)
