import dataclasses

import pytest

from roomjobs.jobs.changes import TRANSITIONS
from roomjobs.jobs.job import JobStatus, new_job, result_key, status_shard

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
