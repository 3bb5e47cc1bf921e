"""What becomes of a job and of its message, over real stores, for each way in which work can end."""

from __future__ import annotations

import json
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from detection import detect_rooms
from roomjobs import services, sqs, tasks
from roomjobs.api import create_app
from roomjobs.jobs import lease, processing, task_sender
from roomjobs.jobs.job import Job, JobStatus, TransitionRefusedError, new_job
from roomjobs.jobs.outcome import Delete, ReturnToQueue
from roomjobs.jobs.processing import Processor
from roomjobs.jobs.result_text import ResultText
from roomjobs.jobs.store.table import JobTable
from roomjobs.rest.schemas.fleet import timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.config import Settings
    from roomjobs.services import Stores


@pytest.fixture
def processor(stores: Stores) -> Processor:
    return Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60)


@pytest.fixture
def job(stores: Stores, two_rooms: bytes) -> Job:
    """A pending job whose plan is stored, with two attempts."""
    return _accepted(stores, two_rooms)


def _accepted(stores: Stores, plan: bytes) -> Job:
    job = new_job(wall_count=5, now=time.time(), retention_days=30, attempt_limit=2)
    stores.plans.put_plan(job.input_s3_key, plan)
    stores.table.add(job)
    return job


def _standing(stores: Stores, job: Job) -> Job:
    standing = stores.table.get(job.job_id)
    assert standing is not None
    return standing


def test_a_completed_job_has_the_result_of_a_direct_run(
    processor: Processor, stores: Stores, settings: Settings, job: Job, two_rooms: bytes
) -> None:
    assert processor.process(job.job_id, "worker-1") == Delete("completed")
    done = _standing(stores, job)
    assert (done.status, done.rooms_count, done.attempt) == (JobStatus.COMPLETED, 2, 1)
    body = services.open_clients(settings.region).s3.get_object(
        Bucket=settings.output_bucket, Key=done.output_s3_key or ""
    )["Body"]
    direct = detect_rooms(json.loads(two_rooms)).to_document()
    assert json.loads(body.read()) == json.loads(json.dumps(direct))
    steps = [done.spans[0][step] for step in ("claimed", "read", "detected", "written", "ended")]
    assert steps == sorted(steps)


def test_a_large_result_is_stored_from_a_file(
    processor: Processor, stores: Stores, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "ResultText", partial(ResultText, most_in_memory=10))
    monkeypatch.setattr(stores.plans, "put_result", None)
    assert processor.process(job.job_id, "worker-1") == Delete("completed")
    stored = json.loads(stores.plans.read_result(_standing(stores, job).output_s3_key or ""))
    assert len(stored["rooms"]) == 2


def test_a_second_delivery_only_deletes_its_message(processor: Processor, stores: Stores, job: Job) -> None:
    processor.process(job.job_id, "worker-1")
    before = _standing(stores, job)
    assert processor.process(job.job_id, "worker-2") == Delete("the job is completed already")
    assert _standing(stores, job) == before


def test_the_message_of_a_forgotten_job_is_deleted(processor: Processor) -> None:
    assert isinstance(processor.process("job_" + "0" * 32, "worker-1"), Delete)


def test_a_message_returns_until_the_lease_runs_out(processor: Processor, stores: Stores, job: Job) -> None:
    stores.table.claim(job.job_id, "worker-1")
    outcome = processor.process(job.job_id, "worker-2")
    assert isinstance(outcome, ReturnToQueue)
    assert 50 < outcome.after < 62


def test_a_bad_plan_fails_at_once_with_its_faults(processor: Processor, stores: Stores) -> None:
    job = _accepted(stores, b'{"walls":[{"type":"line","start":[0,0],"end":[0]}]}')
    assert isinstance(processor.process(job.job_id, "worker-1"), Delete)
    failed = _standing(stores, job)
    assert (failed.status, failed.attempt) == (JobStatus.FAILED, 1)
    assert "/walls/0/end" in (failed.error_message or "")


def test_a_bug_fails_the_job_with_a_number(
    processor: Processor, stores: Stores, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(processing, "detect_rooms", breaks)
    assert isinstance(processor.process(job.job_id, "worker-1"), Delete)
    failed = _standing(stores, job)
    assert failed.status is JobStatus.FAILED
    assert failed.error_fingerprint is not None
    assert failed.error_fingerprint in (failed.error_message or "")
    assert "in breaks\n    raise ZeroDivisionError" in (failed.error_trace or "")
    assert "ZeroDivisionError" not in str(timeline(failed, for_operator=False))
    assert "raise ZeroDivisionError" in (timeline(failed, for_operator=True).attempts[-1].trace or "")


def test_an_aws_error_returns_the_message(
    processor: Processor, stores: Stores, settings: Settings, job: Job
) -> None:
    s3 = services.open_clients(settings.region).s3
    s3.delete_bucket(Bucket=settings.output_bucket)
    assert isinstance(processor.process(job.job_id, "worker-1"), ReturnToQueue)
    assert _standing(stores, job).status is JobStatus.PROCESSING
    s3.create_bucket(Bucket=settings.output_bucket)
    assert processor.process(job.job_id, "worker-2") == Delete("completed")
    assert _standing(stores, job).attempt == 2


def test_a_message_returns_later_while_the_table_is_away(
    processor: Processor, settings: Settings, job: Job
) -> None:
    """Soon each time, it would be a dead letter after half a minute of throttling."""
    services.open_clients(settings.region).dynamodb.delete_table(TableName=settings.jobs_table)
    waits = []
    for delivery in range(1, 9):
        outcome = processor.process(job.job_id, f"worker-{delivery}", delivery=delivery)
        assert isinstance(outcome, ReturnToQueue)
        waits.append(outcome.after)
    assert 2 <= waits[0] <= 4
    assert 128 <= waits[6] <= 256
    assert 150 <= waits[7] <= 300


def test_a_plan_that_kills_its_workers_is_given_up(stores: Stores, job: Job) -> None:
    now = time.time()
    for attempt in (1, 2):
        stores.table.claim(job.job_id, f"killed-{attempt}")
        stores.table.release(_standing(stores, job), steps={})  # as if its lease had run out
    processor = Processor(
        table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60, clock=lambda: now + 1
    )
    assert processor.process(job.job_id, "worker-3") == Delete("failed: attempts exhausted")
    failed = _standing(stores, job)
    assert failed.status is JobStatus.FAILED
    assert "2 attempts" in (failed.error_message or "")


@pytest.mark.parametrize("taken_by", ["cancel", "another worker"])
def test_a_job_taken_away_keeps_the_takers_state(
    stores: Stores, job: Job, monkeypatch: pytest.MonkeyPatch, taken_by: str
) -> None:
    def detect_while_it_is_taken(plan: object, progress: Callable[[str, float], None]) -> object:
        if taken_by == "cancel":
            stores.table.cancel(job.job_id)
        else:
            stores.table.release(_standing(stores, job), steps={})
            stores.table.claim(job.job_id, "worker-2")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:  # ends by the exception of progress, once the loss was noticed
            progress("faces", 0.5)
            time.sleep(0.02)
        return detect_rooms(plan)

    monkeypatch.setattr(processing, "detect_rooms", detect_while_it_is_taken)
    processor = Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=0.3)
    outcome = processor.process(job.job_id, "worker-1")
    standing = _standing(stores, job)
    if taken_by == "cancel":
        assert isinstance(outcome, Delete)
        assert standing.status is JobStatus.CANCELLED
    else:
        assert isinstance(outcome, ReturnToQueue)
        assert (standing.status, standing.lease_owner) == (JobStatus.PROCESSING, "worker-2")
    assert standing.output_s3_key is None


def test_a_job_that_outlasts_its_lease_keeps_it(
    stores: Stores, settings: Settings, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = JobTable(services.open_items(settings), lease_seconds=3)

    def detect_slowly(plan: object, **_: Any) -> object:
        first = _standing(stores, job).lease_until
        assert first is not None
        while time.time() <= first:
            time.sleep(0.05)
        with pytest.raises(TransitionRefusedError):
            table.claim(job.job_id, "worker-2")
        return detect_rooms(plan)

    monkeypatch.setattr(processing, "detect_rooms", detect_slowly)
    processor = Processor(table=table, store=stores.plans, cache=stores.cache, lease_seconds=3)
    assert processor.process(job.job_id, "worker-1") == Delete("completed")
    assert _standing(stores, job).attempt == 1


def test_a_running_job_says_how_far_it_is_until_it_ends(
    stores: Stores, settings: Settings, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    # News does not wait until the lease has to be renewed, which is due in hours here.
    processor = Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=36_000)
    client = create_app(settings).test_client()
    seen: list[dict[str, Any]] = []

    def slow(plan: Any, progress: Any) -> Any:
        for share in (0.25, 0.5):
            progress("close", share)
            while not seen or seen[-1]["share"] != share:
                time.sleep(0.02)
                state = client.get(f"/jobs/{job.job_id}").get_json()
                seen.append(state["progress"] or {"stage": None, "share": None})
        return detect_rooms(plan)

    monkeypatch.setattr(lease, "_NEWS_SECONDS", 0.05)
    monkeypatch.setattr(processing, "detect_rooms", slow)
    assert processor.process(job.job_id, "worker-1") == Delete("completed")
    assert seen[-1] == {"stage": "close", "share": 0.5}
    assert client.get(f"/jobs/{job.job_id}").get_json()["progress"] is None


@pytest.mark.parametrize(
    ("error", "fingerprint", "words"),
    [
        (MemoryError(), "memory-limit", "more than the 512 MB"),
        (RuntimeError("std::bad_alloc"), "memory-limit", "more than the 512 MB"),
        (RuntimeError("could not allocate numpy array"), "memory-limit", "more than the 512 MB"),
    ],
)
def test_a_plan_beyond_memory_fails_by_name_at_once(
    stores: Stores,
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    fingerprint: str,
    words: str,
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(processing, "detect_rooms", breaks)
    processor = Processor(
        stores.table, stores.plans, stores.cache, lease_seconds=60, memory_bytes=512 * 2**20
    )
    assert isinstance(processor.process(job.job_id, "worker-1"), Delete)
    failed = _standing(stores, job)
    assert (failed.status, failed.attempt, failed.error_fingerprint) == (JobStatus.FAILED, 1, fingerprint)
    assert words in (failed.error_message or "")


def test_a_job_over_its_time_fails_at_the_next_step(stores: Stores, job: Job) -> None:
    processor = Processor(stores.table, stores.plans, stores.cache, lease_seconds=60, job_seconds=0)
    assert isinstance(processor.process(job.job_id, "worker-1"), Delete)
    failed = _standing(stores, job)
    assert (failed.status, failed.error_fingerprint) == (JobStatus.FAILED, "time-limit")
    assert "more than the 0 s" in (failed.error_message or "")


def test_a_hung_job_fails_by_name_and_its_process_ends(
    stores: Stores, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def hangs(*_: Any, **__: Any) -> object:
        assert ended.wait(20)  # here the process would be gone
        return detect_rooms(json.loads(stores.plans.read_plan(job.input_s3_key)))

    monkeypatch.setattr(processing, "detect_rooms", hangs)
    processor = Processor(
        stores.table, stores.plans, stores.cache, lease_seconds=0.3, job_seconds=0.5, die=ended.set
    )
    assert processor.process(job.job_id, "worker-1") == Delete("the job is failed already")
    failed = _standing(stores, job)
    assert (failed.status, failed.attempt, failed.error_fingerprint) == (JobStatus.FAILED, 1, "time-limit")
    assert "more than the 0.5 s" in (failed.error_message or "")


def test_a_hung_cancelled_job_has_its_process_killed(
    stores: Stores, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def hangs(*_: Any, **__: Any) -> object:
        stores.table.cancel(job.job_id)
        assert ended.wait(20)
        return detect_rooms(json.loads(stores.plans.read_plan(job.input_s3_key)))

    monkeypatch.setattr(processing, "detect_rooms", hangs)
    processor = Processor(
        stores.table, stores.plans, stores.cache, lease_seconds=0.3, job_seconds=0.5, die=ended.set
    )
    assert processor.process(job.job_id, "worker-1") == Delete("the job is cancelled already")


def test_a_fault_that_nobody_thought_of_deletes_no_message(
    settings: Settings, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    task: Any = tasks.create_worker(settings).tasks[task_sender.DETECT]
    monkeypatch.setattr(task.processor.table, "claim", lambda *_: (_ for _ in ()).throw(OSError("no files")))
    with pytest.raises(sqs.ReturnToQueue, match="no files"):
        task.run(job.job_id)


def test_a_fault_after_detection_returns_the_message(
    processor: Processor, stores: Stores, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(stores.plans, "put_result", breaks)
        assert isinstance(processor.process(job.job_id, "worker-1"), ReturnToQueue)
    assert processor.process(job.job_id, "worker-2") == Delete("completed")
