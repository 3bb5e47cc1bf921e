from dataclasses import replace

import pytest

from roomjobs.fleet.telemetry.timeline import Attempt, Step, attempts
from roomjobs.jobs.job import Job, JobStatus, new_job


@pytest.fixture
def job() -> Job:
    return new_job(wall_count=4, now=1000.0, retention_days=1, attempt_limit=4)


DONE = {
    "claimed": 1_002_000,
    "held": 1_002_010,
    "read": 1_002_030,
    "detected": 1_003_000,
    "written": 1_003_040,
}


def test_a_job_that_waits_has_no_attempt(job: Job) -> None:
    assert attempts(job) == []


def test_a_completed_attempt_lists_its_steps_without_gaps(job: Job) -> None:
    done = replace(
        job, status=JobStatus.COMPLETED, attempt=1, spans=({**DONE, "ended": 1_003_050},), workers=("w/1/a",)
    )
    assert attempts(done) == [
        Attempt(
            number=1,
            worker="w/1/a",
            queued_at=1000.0,
            claimed_at=1002.0,
            ended_at=1003.05,
            outcome="completed",
            steps=(
                Step("claim", 1002.0, 1002.01),
                Step("read", 1002.01, 1002.03),
                Step("detect", 1002.03, 1003.0),
                Step("write", 1003.0, 1003.04),
                Step("commit", 1003.04, 1003.05),
            ),
        )
    ]


def test_the_step_in_which_an_attempt_failed_is_its_last(job: Job) -> None:
    span = {"claimed": 1_002_000, "held": 1_002_010, "read": 1_002_030, "ended": 1_005_000}
    (attempt,) = attempts(replace(job, status=JobStatus.FAILED, attempt=1, spans=(span,)))
    assert attempt.outcome == "failed"
    assert attempt.steps[-1] == Step("detect", 1002.03, 1005.0)


def test_returned_lost_and_failed_attempts_differ(job: Job) -> None:
    tried = replace(
        job,
        status=JobStatus.PROCESSING,
        attempt=4,
        ready=(1_000_000, 1_003_000, 1_080_000),
        spans=(
            {"claimed": 1_002_000, "held": 1_002_010, "released": 1_003_000},
            {"claimed": 1_004_000},
            {"claimed": 1_070_000, "ended": 1_071_000},
            {"claimed": 1_081_000},
        ),
    )
    found = attempts(tried)
    assert [each.outcome for each in found] == ["returned to queue", "lost", "failed", "running"]
    assert [each.queued_at for each in found] == [1000.0, 1003.0, None, 1080.0]
    assert found[3].steps == (Step("claim", 1081.0, None),)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (JobStatus.CANCELLED, "cancelled"),
        (JobStatus.FAILED, "lost"),  # given up
        (JobStatus.PROCESSING, "running"),
    ],
)
def test_an_attempt_without_an_end_is_explained(job: Job, status: JobStatus, outcome: str) -> None:
    (attempt,) = attempts(replace(job, status=status, attempt=1, spans=({"claimed": 1_002_000},)))
    assert (attempt.outcome, attempt.ended_at) == (outcome, None)
