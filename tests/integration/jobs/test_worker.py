"""Jobs through a real queue and a real Celery worker, and what is left when workers die."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from detection import detect_rooms
from roomjobs import services, tasks
from roomjobs.api import create_app
from roomjobs.config import Settings
from roomjobs.fleet.workers import WorkerService
from roomjobs.jobs import task_sender
from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.job import Job, JobStatus
from roomjobs.jobs.joint_admission import JointAdmission
from roomjobs.jobs.submission import Submission
from roomjobs.local.child import Child, kill_group
from roomjobs.local.stack import worker_command
from roomjobs.services import Stores, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from celery import Celery

LEASE = 4  # seconds, so that a dead worker is noticed within a test


@pytest.fixture
def settings(aws_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("ROOMJOBS_LEASE_SECONDS", str(LEASE))
    monkeypatch.setenv("ROOMJOBS_WAIT_SECONDS", "1")
    short = Settings.from_environment({**aws_environment, "ROOMJOBS_LEASE_SECONDS": str(LEASE)})
    for url in short.queue_urls:
        services.open_clients(short.region).sqs.set_queue_attributes(
            QueueUrl=url, Attributes={"VisibilityTimeout": str(LEASE)}
        )
    return short


@pytest.fixture
def stores(settings: Settings) -> Stores:
    return connect(settings)


@pytest.fixture
def celery(settings: Settings) -> Celery:
    return tasks.create_celery(settings)


@pytest.fixture
def submit(settings: Settings, stores: Stores, celery: Celery) -> Callable[[bytes], Job]:
    lines = services.lines(settings, stores, celery)
    return Submission(
        table=stores.table,
        store=stores.plans,
        cache=stores.cache,
        send_task=lambda job: task_sender.send(celery, job),
        max_walls=100_000,
        attempt_limit=3,
        retention_days=30,
        lines=lines,
        callbacks=services.callbacks(settings, stores),
        joint=JointAdmission(lines),
    ).submit


@pytest.fixture
def start_worker(settings: Settings, tmp_path: Path) -> Iterator[Callable[..., Child]]:  # noqa: ARG001 - sets up
    """Starts workers that run as in production, and ends those that a test leaves."""
    workers: list[Child] = []

    def start(app: str = "roomjobs", **environ: str) -> Child:
        log = tmp_path / f"worker-{len(workers)}.log"
        environment = {**os.environ, **environ}
        command = [app if word == "roomjobs" else word for word in worker_command()]
        worker = Child.start("worker", command, environ=environment, log=log, stop_seconds=60)
        workers.append(worker)
        worker.wait_until(lambda: b" ready." in log.read_bytes(), seconds=60)
        return worker

    yield start
    for worker in workers:
        worker.stop()


def grid(cells: int) -> bytes:
    """A plan of so many rooms in both directions."""
    rows = [{"type": "line", "start": (0, k), "end": (cells, k)} for k in range(cells + 1)]
    columns = [{"type": "line", "start": (k, 0), "end": (k, cells)} for k in range(cells + 1)]
    return json.dumps({"walls": rows + columns}).encode()


def wait_for_end(stores: Stores, job: Job, seconds: float = 60) -> Job:
    deadline = time.monotonic() + seconds
    while True:
        standing = stores.table.get(job.job_id)
        assert standing is not None
        if standing.is_final:
            return standing
        assert time.monotonic() < deadline, standing
        time.sleep(0.05)


def wait_for_empty_queue(settings: Settings, seconds: float = 60) -> None:
    sqs = services.open_clients(settings.region).sqs
    deadline = time.monotonic() + seconds
    while True:
        found = sqs.get_queue_attributes(QueueUrl=settings.queue_url, AttributeNames=["All"])["Attributes"]
        left = {
            name: count
            for name, count in found.items()
            if name.startswith("ApproximateNumberOfMessages") and count != "0"
        }
        if not left:
            return
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def result_of(settings: Settings, job: Job) -> Any:
    s3 = services.open_clients(settings.region).s3
    return json.load(s3.get_object(Bucket=settings.output_bucket, Key=job.output_s3_key or "")["Body"])


def test_a_plan_ends_as_a_direct_run_and_no_message(
    submit: Callable[[bytes], Job],
    start_worker: Callable[[], Child],
    stores: Stores,
    settings: Settings,
    two_rooms: bytes,
) -> None:
    start_worker()
    done = wait_for_end(stores, submit(two_rooms))
    assert (done.status, done.rooms_count, done.attempt) == (JobStatus.COMPLETED, 2, 1)
    direct = json.loads(json.dumps(detect_rooms(json.loads(two_rooms)).to_document()))
    assert result_of(settings, done) == direct
    wait_for_empty_queue(settings)


def test_repeated_deliveries_change_nothing(
    submit: Callable[[bytes], Job],
    start_worker: Callable[[], Child],
    stores: Stores,
    settings: Settings,
    celery: Celery,
    two_rooms: bytes,
) -> None:
    jobs = [submit(two_rooms) for _ in range(10)]
    for job in jobs * 2:
        task_sender.send(celery, job)
    start_worker()
    ends = [wait_for_end(stores, job) for job in jobs]
    assert {(end.status, end.attempt) for end in ends} == {(JobStatus.COMPLETED, 1)}
    wait_for_empty_queue(settings)
    assert [stores.table.get(job.job_id) for job in jobs] == ends
    s3 = services.open_clients(settings.region).s3
    assert s3.list_objects_v2(Bucket=settings.output_bucket)["KeyCount"] == len(jobs)


def test_another_worker_ends_a_dead_workers_job(
    submit: Callable[[bytes], Job],
    start_worker: Callable[[], Child],
    stores: Stores,
    settings: Settings,
    two_rooms: bytes,
) -> None:
    job = submit(two_rooms)
    stores.table.claim(job.job_id, "a worker that died")
    start_worker()
    done = wait_for_end(stores, job)
    assert (done.status, done.attempt) == (JobStatus.COMPLETED, 2)
    assert done.spans[1]["claimed"] - done.spans[0]["claimed"] >= LEASE * 1000
    wait_for_empty_queue(settings)


def test_tasks_of_another_version_become_dead_letters(
    settings: Settings, start_worker: Callable[[], Child], stores: Stores, celery: Celery
) -> None:
    """If a worker deleted what it cannot read, jobs would be without a message."""
    celery.send_task(task_sender.DETECT, args=["job_" + "0" * 32, "an argument of another version"])
    celery.send_task("roomjobs.of_another_version", args=["job_" + "0" * 32])
    start_worker()
    wait_for_empty_queue(settings)
    with stores.dead_letters.held() as letters:
        assert {json.loads(letter.body)["headers"]["task"] for letter in letters} == {
            task_sender.DETECT,
            "roomjobs.of_another_version",
        }


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_that_is_ended_in_mid_work_loses_no_job(
    submit: Callable[[bytes], Job],
    start_worker: Callable[..., Child],
    stores: Stores,
    settings: Settings,
    how: signal.Signals,
) -> None:
    cells = 60
    worker = start_worker("tests.integration.jobs.slow_app")  # so that there is a mid
    job = submit(grid(cells))
    worker.wait_until(lambda: _status(stores, job) is JobStatus.PROCESSING, seconds=60)
    if how is signal.SIGKILL:
        kill_group(worker.process.pid)
        worker.process.wait(10)
        start_worker()
    else:
        worker.stop()  # finishes what it runs
    done = wait_for_end(stores, job)
    assert (done.status, done.rooms_count) == (JobStatus.COMPLETED, cells * cells)
    assert done.attempt == (2 if how is signal.SIGKILL else 1)
    wait_for_empty_queue(settings)


def _status(stores: Stores, job: Job) -> JobStatus | None:
    standing = stores.table.get(job.job_id)
    return standing.status if standing else None


def test_a_plan_beyond_the_memory_fails_by_name(
    submit: Callable[[bytes], Job],
    start_worker: Callable[[], Child],
    stores: Stores,
    settings: Settings,
    two_rooms: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """C code that does not look whether it got its memory dies of it; then the attempts are used up first."""
    monkeypatch.setenv("ROOMJOBS_JOB_MEMORY_MB", "512")
    worker = start_worker()
    failed = wait_for_end(stores, submit(grid(700)), seconds=120)
    assert (failed.status, failed.error_fingerprint) in {
        (JobStatus.FAILED, "memory-limit"),
        (JobStatus.FAILED, "attempts-used-up"),
    }
    assert "more memory than a worker has" in (failed.error_message or "") or "512 MB" in (
        failed.error_message or ""
    )
    assert wait_for_end(stores, submit(two_rooms)).status is JobStatus.COMPLETED
    worker.check()
    wait_for_empty_queue(settings)


def test_a_crashing_plan_fails_by_name_the_second_time(
    submit: Callable[[bytes], Job],
    start_worker: Callable[..., Child],
    stores: Stores,
    settings: Settings,
    two_rooms: bytes,
) -> None:
    start_worker("tests.integration.jobs.crashing_app")
    failed = wait_for_end(stores, submit(two_rooms))
    assert (failed.status, failed.attempt, failed.error_fingerprint) == (JobStatus.FAILED, 2, "crash")
    assert "SIGSEGV" in (failed.error_message or "")
    wait_for_empty_queue(settings)


@pytest.mark.parametrize("skew", ["-90", "90"])
def test_a_worker_with_another_clock_answers(
    start_worker: Callable[..., Child], stores: Stores, celery: Celery, skew: str
) -> None:
    worker = start_worker(CHAOS_SKEW=skew, PYTHONPATH=str(Path(__file__).parents[2] / "chaos" / "clock"))
    service = WorkerService(celery, stores.workers)

    def answers() -> bool:
        found = service.listed()
        return bool(found) and all(each.is_answering for each in found)

    worker.wait_until(answers, seconds=60)


def test_c_code_that_hangs_is_told_at_the_time_limit(
    submit: Callable[[bytes], Job],
    start_worker: Callable[..., Child],
    stores: Stores,
    settings: Settings,
    two_rooms: bytes,
) -> None:
    start_worker("tests.integration.jobs.hanging_app", ROOMJOBS_JOB_SECONDS="1")
    failed = wait_for_end(stores, submit(two_rooms))
    assert (failed.status, failed.attempt, failed.error_fingerprint) == (JobStatus.FAILED, 1, "time-limit")
    wait_for_empty_queue(settings)


def test_a_single_plan_does_not_wait_behind_a_batch(
    submit: Callable[[bytes], Job],
    start_worker: Callable[..., Child],
    stores: Stores,
    settings: Settings,
    celery: Celery,
    two_rooms: bytes,
) -> None:
    size = 60
    acceptance = services.batch_acceptance(settings, stores, celery)
    plans = b"\n".join(grid(1 + place % 9) for place in range(size))
    batch = acceptance.accept(plans, BatchFormat.JSON_LINES, jobs_count=size, owner="ann", bypass_cache=True)
    services.batch_service(settings, stores, celery).advance(batch.batch_id)
    single = submit(two_rooms)
    assert stores.queue.backlog() == settings.owner_share + 2  # the task of the batch, too; others are held
    start_worker()
    assert wait_for_end(stores, single).status is JobStatus.COMPLETED
    assert stores.batches.tally(batch.batch_id).total < size / 2


def test_the_workers_log_names_the_request(
    settings: Settings, start_worker: Callable[..., Child], stores: Stores, two_rooms: bytes
) -> None:
    client = create_app(settings).test_client()
    for log_format in ("text", "json"):
        worker = start_worker(ROOMJOBS_LOG_FORMAT=log_format)
        name = f"visit-{log_format}"
        headers = {"X-Request-Id": name, "Cache-Control": "no-cache"}
        answer = client.post("/jobs", data=two_rooms, content_type="application/json", headers=headers)
        job_id = answer.get_json()["job_id"]
        submitted = stores.table.get(job_id)
        assert submitted is not None
        assert wait_for_end(stores, submitted).status is JobStatus.COMPLETED
        worker.stop()
        lines = [line for line in worker.log.read_text().splitlines() if name in line]
        if log_format == "text":
            assert any(job_id in line and f"request {name}" in line for line in lines)
        else:
            documents = [json.loads(line) for line in lines]
            assert {each["request_id"] for each in documents} == {name}
            assert job_id in {each.get("job_id") for each in documents}
