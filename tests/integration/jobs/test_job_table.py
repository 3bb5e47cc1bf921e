"""Every legal change of a job in a real DynamoDB protocol endpoint, and the refusal of every other."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from roomjobs import services
from roomjobs.jobs.changes import TRANSITIONS
from roomjobs.jobs.job import Job, JobStatus, TransitionRefusedError, new_job, result_key
from roomjobs.jobs.store.table import JobTable
from tests.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.config import Settings

pytestmark = pytest.mark.stores


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def table(settings: Settings, clock: Clock) -> JobTable:
    return JobTable(services.open_items(settings), lease_seconds=60, clock=clock)


@pytest.fixture
def job(table: JobTable, clock: Clock) -> Job:
    """A pending job."""
    fresh = new_job(wall_count=5, now=clock(), retention_days=30, attempt_limit=2)
    table.add(fresh)
    return fresh


def test_a_job_reads_back_as_it_was_written(table: JobTable, job: Job) -> None:
    assert table.get(job.job_id) == job


def test_an_unknown_job_is_none(table: JobTable) -> None:
    assert table.get("job_" + "0" * 32) is None


def test_an_expired_job_is_none_before_its_deletion(table: JobTable, job: Job, clock: Clock) -> None:
    clock.now = job.expires_at
    assert table.get(job.job_id) is None


def test_an_id_is_given_once(table: JobTable, job: Job) -> None:
    table.add(job)  # the same write again, as after a lost answer
    with pytest.raises(TransitionRefusedError):
        table.add(dataclasses.replace(job, wall_count=6))


def test_a_claim_gives_a_lease_and_counts_the_attempt(table: JobTable, job: Job, clock: Clock) -> None:
    claimed = table.claim(job.job_id, "worker-1")
    assert claimed.status is JobStatus.PROCESSING
    assert (claimed.attempt, claimed.lease_owner, claimed.lease_until) == (1, "worker-1", clock() + 60)
    assert claimed.spans == ({"claimed": 1_800_000_000_000},)
    assert table.get(job.job_id) == claimed


def test_a_claim_repeated_after_a_lost_answer_holds(table: JobTable, job: Job) -> None:
    first = table.claim(job.job_id, "worker-1")
    assert table.claim(job.job_id, "worker-1") == first


def test_a_live_lease_keeps_others_out(table: JobTable, job: Job, clock: Clock) -> None:
    table.claim(job.job_id, "worker-1")
    clock.now += 60
    with pytest.raises(TransitionRefusedError) as refused:
        table.claim(job.job_id, "worker-2")
    assert refused.value.job is not None
    assert refused.value.job.lease_owner == "worker-1"


def test_a_renewed_lease_keeps_others_out_for_longer(table: JobTable, job: Job, clock: Clock) -> None:
    claimed = table.claim(job.job_id, "worker-1")
    clock.now += 50
    table.renew(claimed)
    clock.now += 50
    with pytest.raises(TransitionRefusedError):
        table.claim(job.job_id, "worker-2")


def test_a_zombie_can_change_nothing(table: JobTable, job: Job, clock: Clock) -> None:
    zombie = table.claim(job.job_id, "worker-1")
    clock.now += 61
    heir = table.claim(job.job_id, "worker-2")
    late: list[Callable[[], object]] = [
        lambda: table.renew(zombie),
        lambda: table.release(zombie, steps={}),
        lambda: table.complete(zombie, rooms_count=9, confidence_score=None, steps={}),
        lambda: table.fail(zombie, message="late", fingerprint="late", steps={}),
    ]
    for change in late:
        with pytest.raises(TransitionRefusedError):
            change()
    assert table.get(job.job_id) == heir

    done = table.complete(heir, rooms_count=2, confidence_score=None, steps={})
    with pytest.raises(TransitionRefusedError):  # it is completed, but not by that attempt
        table.complete(zombie, rooms_count=9, confidence_score=None, steps={})
    assert table.get(job.job_id) == done


def test_completion_points_to_the_result_of_the_attempt(table: JobTable, job: Job, clock: Clock) -> None:
    claimed = table.claim(job.job_id, "worker-1")
    clock.now += 1.5
    done = table.complete(claimed, rooms_count=2, confidence_score=0.9, steps={"read": clock()})
    assert done.status is JobStatus.COMPLETED
    assert done.output_s3_key == result_key(claimed)
    assert (done.rooms_count, done.confidence_score, done.processing_time) == (2, 0.9, 1.5)
    assert done.spans == (
        {"claimed": 1_800_000_000_000, "read": 1_800_000_001_500, "ended": 1_800_000_001_500},
    )


def test_a_completion_repeated_after_a_lost_answer_holds(table: JobTable, job: Job) -> None:
    claimed = table.claim(job.job_id, "worker-1")
    first = table.complete(claimed, rooms_count=2, confidence_score=None, steps={})
    assert table.complete(claimed, rooms_count=2, confidence_score=None, steps={}) == first


def test_a_released_job_can_be_claimed_at_once(table: JobTable, job: Job, clock: Clock) -> None:
    table.release(table.claim(job.job_id, "worker-1"), steps={})
    clock.now += 0.001
    assert table.claim(job.job_id, "worker-2").attempt == 2


def test_a_job_ends_after_its_attempts_and_last_lease(table: JobTable, job: Job, clock: Clock) -> None:
    for attempt in (1, 2):
        with pytest.raises(TransitionRefusedError):
            table.give_up(job)
        assert table.claim(job.job_id, f"worker-{attempt}").attempt == attempt
        clock.now += 61
    with pytest.raises(TransitionRefusedError):
        table.claim(job.job_id, "worker-3")
    given_up = table.give_up(standing(table, job))
    assert (given_up.status, given_up.error_fingerprint) == (JobStatus.FAILED, "attempts-used-up")
    assert "after 2 attempts" in (given_up.error_message or "")


def test_a_retry_keeps_counting_attempts(table: JobTable, job: Job) -> None:
    table.fail(table.claim(job.job_id, "worker-1"), message="broken", fingerprint="f", steps={})
    waiting = table.retry(standing(table, job), attempts=2)
    assert (waiting.status, waiting.error_message, waiting.attempt_limit) == (JobStatus.PENDING, None, 3)
    assert table.claim(job.job_id, "worker-2").attempt == 2


def test_a_cancelled_job_in_work_cannot_be_completed(table: JobTable, job: Job) -> None:
    claimed = table.claim(job.job_id, "worker-1")
    table.cancel(job.job_id)
    with pytest.raises(TransitionRefusedError):
        table.complete(claimed, rooms_count=2, confidence_score=None, steps={})


def standing(table: JobTable, job: Job) -> Job:
    found = table.get(job.job_id)
    assert found is not None
    return found


def _reach(table: JobTable, job: Job, status: JobStatus) -> Job:
    """Bring a pending job into a status; gives the claim that it took, or a forged one."""
    if status is JobStatus.PENDING:
        return dataclasses.replace(job, lease_owner="worker-1", attempt=1, spans=({"claimed": 0},))
    claimed = table.claim(job.job_id, "worker-1")
    if status is JobStatus.COMPLETED:
        table.complete(claimed, rooms_count=1, confidence_score=None, steps={})
    elif status is JobStatus.FAILED:
        table.fail(claimed, message="broken", fingerprint="f", steps={})
    elif status is JobStatus.CANCELLED:
        table.cancel(job.job_id)
    return claimed


@pytest.mark.parametrize("start", list(JobStatus))
@pytest.mark.parametrize("end", list(JobStatus))
def test_the_table_allows_the_rules_and_no_more(
    table: JobTable, job: Job, clock: Clock, start: JobStatus, end: JobStatus
) -> None:
    claimed = _reach(table, job, start)
    if end is JobStatus.PROCESSING:
        clock.now += 61  # so that a claim is a question of status alone
    changes: dict[JobStatus, Callable[[], Job]] = {
        JobStatus.PENDING: lambda: table.retry(standing(table, job), attempts=2),
        JobStatus.PROCESSING: lambda: table.claim(job.job_id, "worker-2"),
        JobStatus.COMPLETED: lambda: table.complete(claimed, rooms_count=7, confidence_score=None, steps={}),
        JobStatus.FAILED: lambda: table.fail(claimed, message="other", fingerprint="g", steps={}),
        JobStatus.CANCELLED: lambda: table.cancel(job.job_id),
    }
    repeated = start is end and end is not JobStatus.PROCESSING
    before = table.get(job.job_id)
    if end in TRANSITIONS[start]:
        assert changes[end]().status is end
    elif repeated and end is not JobStatus.PENDING:
        assert changes[end]() == before  # the same request again changes nothing
    else:
        with pytest.raises(TransitionRefusedError):
            changes[end]()
        assert table.get(job.job_id) == before
