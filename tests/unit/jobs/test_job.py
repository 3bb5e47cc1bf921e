import dataclasses

import pytest

from roomjobs.jobs.changes import TRANSITIONS
from roomjobs.jobs.job import (
    Job,
    JobStatus,
    TransitionRefusedError,
    born_failed,
    job_of_task,
    milliseconds,
    new_job,
    plan_key,
    resend_due,
    result_key,
    status_shard,
    task_id,
    with_result_of,
)
from roomjobs.jobs.lanes import Lane
from roomjobs.plans.drawing import Drawing

NOW = 1_800_000_000.25


def test_a_new_job_waits_and_knows_where_its_plan_is() -> None:
    job = new_job(wall_count=5, now=NOW, retention_days=30, attempt_limit=4)
    assert job.status is JobStatus.PENDING
    assert job.input_s3_key == f"plans/{job.job_id}.json"
    assert job.expires_at - job.created_at == 30 * 24 * 3600
    assert not job.is_final


def test_no_two_attempts_share_a_result() -> None:
    job = new_job(wall_count=5, now=NOW, retention_days=30, attempt_limit=4)
    keys = {result_key(dataclasses.replace(job, attempt=attempt)) for attempt in (1, 2, 3)}
    assert len(keys) == 3


@pytest.mark.parametrize("status", [JobStatus.COMPLETED, JobStatus.CANCELLED])
def test_nothing_leads_out_of_an_end(status: JobStatus) -> None:
    assert not TRANSITIONS[status]


def test_a_lease_lives_up_to_its_last_moment() -> None:
    job = new_job(wall_count=5, now=NOW, retention_days=30, attempt_limit=4)
    claimed = dataclasses.replace(job, status=JobStatus.PROCESSING, lease_until=NOW + 60)
    assert claimed.lease_is_live(NOW + 60)
    assert not claimed.lease_is_live(NOW + 60.001)
    assert not dataclasses.replace(claimed, status=JobStatus.COMPLETED).lease_is_live(NOW)


def test_jobs_of_one_status_spread_over_eight_partitions() -> None:
    shards = {status_shard(f"job_{number}", JobStatus.PENDING) for number in range(200)}
    assert shards == {f"pending#{shard}" for shard in range(8)}


def pending(**changes: object) -> Job:
    job = new_job(wall_count=5, now=NOW, retention_days=30, attempt_limit=4)
    return dataclasses.replace(job, **changes)  # type: ignore[arg-type]  # names of fields, from each test


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({}, 60),
        ({"sends": 3}, 60 * 4),
        ({"sends": 3, "first_send": 2}, 60 * 2),  # a retry begins anew
        ({"sends": 40}, 6 * 3600),
        ({"sent_at": int(NOW) + 5}, 65),
        ({"updated_at": int(NOW) + 7}, 67),
        ({"status": JobStatus.PROCESSING, "lease_until": int(NOW) + 30.0}, 90),
        ({"status": JobStatus.PROCESSING, "lease_until": None}, 60),
        ({"lease_until": int(NOW) + 30.0}, 60),  # of an attempt that is over
        ({"status": JobStatus.PROCESSING, "is_unsent": True}, 60),
    ],
)
def test_a_task_is_sent_again_later_each_time(changes: dict[str, object], waits: float) -> None:
    assert resend_due(pending(**changes), first_wait=60) == int(NOW) + waits


def test_a_refused_task_is_sent_again_at_once() -> None:
    assert resend_due(pending(is_unsent=True), first_wait=60) == 0


def test_a_job_may_reuse_the_result_of_an_equal_plan() -> None:
    done = pending(status=JobStatus.COMPLETED, rooms_count=7, confidence_score=0.9, processing_time=3.0)
    job = with_result_of(pending(), done)
    assert (job.status, job.copied_from, job.processing_time) == (JobStatus.COMPLETED, done.job_id, 0)
    assert (job.rooms_count, job.confidence_score, job.wall_count) == (7, 0.9, 5)
    assert (job.output_s3_key, job.plan_s3_key) == (result_key(job), None)


def test_a_reused_drawing_brings_its_plan_and_its_walls() -> None:
    drawing = Drawing(format="dxf")
    done = pending(status=JobStatus.COMPLETED, wall_count=9)
    job = with_result_of(pending(drawing=drawing, wall_count=None), done)
    assert (job.plan_s3_key, job.wall_count) == (plan_key(job), 9)


def test_a_refused_change_says_what_the_job_is() -> None:
    job = pending(status=JobStatus.COMPLETED, attempt=2)
    refused = TransitionRefusedError("cancel", job)
    assert str(refused) == "cannot cancel: the job is completed (attempt 2)"
    assert (refused.wanted, refused.job) == ("cancel", job)
    assert str(TransitionRefusedError("cancel", None)) == "cannot cancel: the job does not exist"


def test_a_new_job_keeps_what_it_is_made_of() -> None:
    drawing = Drawing(format="dxf")
    job = new_job(
        wall_count=None,
        now=NOW,
        retention_days=30,
        attempt_limit=4,
        content_hash="c0ffee",
        detector="7",
        owner="anna",
        name="Flat 7",
        job_id="job_1",
        drawing=drawing,
        batch_id="batch_1",
    )
    assert (job.name, job.owner, job.content_hash, job.detector) == ("Flat 7", "anna", "c0ffee", "7")
    assert (job.drawing, job.input_s3_key) == (drawing, "plans/job_1.dxf")
    assert (job.batch_id, job.lane) == ("batch_1", Lane.BATCH)
    assert (job.ready, job.sent_at) == ((milliseconds(NOW),), int(NOW))


def test_a_job_of_a_large_file_is_large() -> None:
    large = new_job(wall_count=None, size=3_000_001, now=NOW, retention_days=30, attempt_limit=4)
    assert large.lane is Lane.LARGE
    assert pending().lane is Lane.INTERACTIVE
    assert (pending().content_hash, pending().detector, pending().wall_count) == ("", "", 5)


def test_a_job_expires_at_its_time() -> None:
    job = pending()
    assert not job.is_expired(job.expires_at - 0.001)
    assert job.is_expired(job.expires_at)


def test_a_job_of_a_bad_plan_is_born_failed() -> None:
    job = pending()
    failed = born_failed(job, message="no walls", fingerprint="no-walls", trace="in parse")
    told = {"status": JobStatus.FAILED, "error_message": "no walls", "error_fingerprint": "no-walls"}
    assert failed == dataclasses.replace(job, **told, error_trace="in parse")  # type: ignore[arg-type]  # as above


def test_a_task_knows_its_job() -> None:
    """Ids of jobs may hold a hyphen; the number of the send stands behind the last."""
    job = pending(job_id="job-1-2", sends=13)
    assert (task_id(job), job_of_task(task_id(job))) == ("job-1-2-13", "job-1-2")
