"""Stores and queue out of reach: no job pays for that with its attempts, and nothing is said wrongly."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from roomjobs import sqs, tasks
from roomjobs.jobs import processing, retry
from roomjobs.jobs.acceptance import NotAcceptedError, OutcomeUnknownError
from roomjobs.jobs.crashes import Crashes, crash_in
from roomjobs.jobs.job import Job, JobStatus, TransitionRefusedError, new_job, status_shard
from roomjobs.jobs.outcome import Delete, ReturnToQueue
from roomjobs.jobs.queue_position import QueuePosition
from roomjobs.jobs.store.index import JobIndex
from roomjobs.jobs.store.table import JobTable
from roomjobs.rest.http import problems
from tests.memory import UnreachableError
from tests.world import LEASE, RESEND, World, a_plan, pending


def test_an_outage_of_s3_spends_no_attempt_and_says_so() -> None:
    world = World()
    job = world.a_job()
    world.plans.is_down = True
    waits = []
    for delivery in range(6):  # three times as many as the job has attempts
        outcome = world.processor.process(job.job_id, f"worker-{delivery}", delivery=delivery + 1)
        assert isinstance(outcome, ReturnToQueue)
        waits.append(outcome.after)
        world.clock.now += outcome.after
    assert waits[-1] > 4 * waits[0]
    waiting = world.job(job.job_id)
    assert "A store did not answer (UnreachableError)" in (waiting.delay_reason or "")
    assert waiting.attempt_limit - waiting.attempt == 2
    world.plans.is_down = False
    world.settle()
    done = world.job(job.job_id)
    assert (done.status, done.delay_reason, done.delays) == (JobStatus.COMPLETED, None, 0)


def test_an_outage_of_hours_ends_the_job_with_its_reason() -> None:
    world = World()
    job = world.a_job()
    world.plans.is_down = True
    world.processor.process(job.job_id, "worker-1")
    world.clock.now += 6 * 3600 + 1
    assert isinstance(world.processor.process(job.job_id, "worker-2"), Delete)
    failed = world.job(job.job_id)
    assert (failed.status, failed.error_fingerprint) == (JobStatus.FAILED, "stores-out-of-reach")
    assert "6.0 hours" in (failed.error_message or "")


def test_a_finished_result_waits_for_its_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    job = world.a_job()
    put = world.plans.put_result
    tries = []

    def at_the_third_try(key: str, document: bytes) -> None:
        tries.append(key)
        if len(tries) < 3:
            raise UnreachableError
        put(key, document)

    monkeypatch.setattr(world.plans, "put_result", at_the_third_try)
    patient = replace(world.processor, patience_seconds=60.0)
    assert patient.process(job.job_id, "worker-1") == Delete("completed")
    assert (len(tries), world.job(job.job_id).attempt) == (3, 1)


def test_a_plan_that_is_gone_fails_its_job_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    job = world.a_job()

    def gone(_key: str) -> bytes:
        raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")

    monkeypatch.setattr(world.plans, "read_plan", gone)
    assert isinstance(world.processor.process(job.job_id, "worker-1"), Delete)
    assert world.job(job.job_id).error_fingerprint == "plan-gone"


def test_the_sweep_sends_a_plan_whose_task_was_refused() -> None:
    world = World(queue_is_down=True)
    job = world.a_job()
    assert world.queue == []
    world.queue_is_down = False
    world.queue.append("of another")  # others wait: a job that was sent would wait for six hours
    assert world.sweep.run().sent == 1
    assert world.queue == ["of another", job.job_id]
    assert world.sweep.run().sent == 0


def test_a_lost_message_is_sent_beside_a_busy_lane() -> None:
    world = World()
    job = world.a_job()
    world.queue.clear()
    batch = world.batch_of(1)
    world.clock.now += RESEND + 1
    world.sweep.run()
    assert world.queue == [batch.batch_id, job.job_id]


def test_refused_and_unknown_outcomes_are_told_apart() -> None:
    world = World()
    world.plans.is_down = True
    with pytest.raises(NotAcceptedError):
        world.a_job()
    world.plans.is_down = False
    world.items.faults.next = ["lost"]
    with pytest.raises(OutcomeUnknownError) as unknown:
        world.a_job()
    assert world.job(unknown.value.subject).status is JobStatus.PENDING


def test_manual_retries_do_not_delay_the_sweep() -> None:
    world = World()
    job = world.a_job()
    for turn in range(6):
        world.queue.clear()
        world.deliver(job.job_id, fails=True)
        world.retries.retry(job.job_id)
        assert world.job(job.job_id).sends == turn + 2
    world.queue.clear()  # the message is lost
    world.clock.now += 301
    assert world.sweep.run().sent == 1


def test_a_job_of_a_thousand_attempts_is_retried_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else its item outgrows the table, and the job could neither be claimed nor end."""
    monkeypatch.setattr(retry, "MOST_ATTEMPTS", 3)
    world = World()
    job = world.a_job()
    for _ in range(2):
        world.deliver(job.job_id, fails=True)
        world.retries.retry(job.job_id)
    world.deliver(job.job_id, fails=True)
    with pytest.raises(TransitionRefusedError, match="attempt 3") as refused:
        world.retries.retry(job.job_id)
    assert "submit the plan again" in problems._ALLOWED[refused.value.wanted]


def test_one_bad_item_keeps_nobody_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    bad, good = pending(world), pending(world)
    del world.items.items[bad.job_id]["spans"]
    world.clock.now += 301
    report = world.sweep.run()
    assert (report.sent, report.finished) == (1, True)
    assert world.queue == [good.job_id]
    assert "is not a job" in caplog.text


def test_one_bad_item_hides_no_queue_position() -> None:
    """Such as a job of a lane that a newer release has made."""
    world = World()
    bad, good = pending(world), pending(world)
    world.items.items[bad.job_id]["lane"] = {"S": "express"}
    assert QueuePosition(JobIndex(world.items)).ahead(good) == 0


def test_bad_items_in_a_row_do_not_stop_every_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as jobs that are too large to be changed: the sweep comes round to them, and to the others."""
    world = World()
    first: list[Job] = []  # read before all others
    others: list[Job] = []
    while len(first) < 3 or not others:
        job = pending(world)
        (first if status_shard(job.job_id, job.status) == "pending#0" else others).append(job)
    note_send = JobTable.note_send

    def refuse(table: JobTable, job: Job) -> Job:
        if job in first:
            raise ClientError({"Error": {"Code": "ValidationException"}}, "UpdateItem")
        return note_send(table, job)

    monkeypatch.setattr(JobTable, "note_send", refuse)
    world.clock.now += RESEND + 1
    with pytest.raises(ClientError):
        world.sweep.run()
    assert world.sweep.run().sent == len(others)


def test_a_renewal_after_the_release_makes_no_lease() -> None:
    world = World()
    job = world.a_job()
    claimed = world.table.claim(job.job_id, "worker-1")
    world.table.release(claimed, steps={})
    with pytest.raises(TransitionRefusedError, match="cannot renew"):
        world.table.renew(claimed)
    world.clock.now += 0.001
    assert world.table.claim(job.job_id, "worker-2").attempt == 2


def test_a_renewal_holds_when_the_clock_is_set_back() -> None:
    world = World()
    claimed = world.table.claim(world.a_job().job_id, "worker-1")
    world.clock.now -= 90
    assert world.table.renew(claimed).lease_until == claimed.lease_until


def test_a_change_with_a_lost_answer_is_counted_once() -> None:
    world = World()
    world.items.faults.next = ["lost"]
    job = pending_after_lost_answer(world)
    assert [change for _, change in world.observed] == ["add"]
    claimed = world.table.claim(job, "worker-1")
    done: dict[str, Any] = {"rooms_count": 1, "confidence_score": None, "steps": {}}
    world.items.faults.next = ["lost"]
    with pytest.raises(UnreachableError):
        world.table.complete(claimed, **done)
    world.table.complete(claimed, **done)
    assert [change for _, change in world.observed] == ["add", "claim", "end"]


def pending_after_lost_answer(world: World) -> str:
    """A job whose first write lost its answer, and was repeated."""
    job = new_job(wall_count=4, now=world.clock(), retention_days=30, attempt_limit=2)
    with pytest.raises(UnreachableError):
        world.table.add(job)
    world.table.add(job)
    return job.job_id


def test_a_result_is_noted_under_its_own_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    plan = a_plan(4)
    job = world.submission.submit(plan, bypass_cache=True)
    with monkeypatch.context() as old:
        old.setattr("roomjobs.jobs.store.result_cache.detector_version", lambda: "an older one")
        world.deliver(job.job_id)
    assert world.submission.submit(plan).status is JobStatus.PENDING
    world.settle()
    assert world.submission.submit(plan).status is JobStatus.COMPLETED


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("Worker exited prematurely: signal 11 (SIGSEGV) Job: 3.", "SIGSEGV"),
        ("Worker exited prematurely: signal 6 (SIGABRT) Job: 3.", "SIGABRT"),
        ("Worker exited prematurely: signal 9 (SIGKILL) Job: 3.", None),
        ("Worker exited prematurely: exitcode 1 Job: 3.", "exitcode 1"),
        ("Worker exited prematurely: exitcode 155 Job: 3.", None),
    ],
)
def test_a_crash_is_told_from_a_kill(words: str, signal: str | None) -> None:
    assert crash_in(words) == signal


def test_a_crash_is_told_by_name_at_the_second_time() -> None:
    world = World()
    job = world.a_job()
    crashes = Crashes(world.table, job_seconds=60, clock=world.clock)
    world.table.claim(job.job_id, "host-1/77/a")
    assert crashes.note(job.job_id, "host-2", "SIGSEGV") is None, "another host has it"
    noted = crashes.note(job.job_id, "host-1", "SIGSEGV")
    assert noted is not None
    assert noted.status is JobStatus.PROCESSING
    world.clock.now += 0.001
    world.table.claim(job.job_id, "host-1/78/b")  # at once, and not after the lease
    failed = crashes.note(job.job_id, "host-1", "SIGSEGV")
    assert failed is not None
    assert (failed.status, failed.error_fingerprint, failed.attempt) == (JobStatus.FAILED, "crash", 2)
    assert "SIGSEGV" in (failed.error_message or "")


def test_a_hang_is_told_once_the_limit_is_over() -> None:
    world = World()
    job = world.a_job()
    crashes = Crashes(world.table, job_seconds=60, clock=world.clock)
    world.table.claim(job.job_id, "host-1/77/a")
    assert crashes.note(job.job_id, "host-1", "exitcode 1") is None, "it ended for another reason"
    world.clock.now += 61
    failed = crashes.note(job.job_id, "host-1", "exitcode 1")
    assert failed is not None
    assert (failed.status, failed.error_fingerprint) == (JobStatus.FAILED, "time-limit")


class Delivered:
    """A message of SQS as a task sees it."""

    def __init__(self, count: int) -> None:
        self.id = "task-1"
        self.properties = {"delivery_info": {"receive_count": count}}


@pytest.mark.parametrize(
    ("count", "why", "is_renewed"),
    [(4, "leased by another", False), (5, "leased by another", True), (5, UnreachableError(), True),
     (9, OSError("a fault of our own"), False)],
)  # fmt: skip
def test_waiting_makes_no_dead_letter(
    monkeypatch: pytest.MonkeyPatch, count: int, why: str | Exception, *, is_renewed: bool
) -> None:
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(tasks, "send_renewed", lambda *what, after, **_: sent.append((*what[1:], after)))

    class Task:
        name, app, request = "detect", None, Delivered(count)

    task: Any = Task()
    if is_renewed:
        tasks._return_to_queue(task, "job_1", LEASE, why)
        assert sent == [("detect", "job_1", "task-1", LEASE)]
    else:
        with pytest.raises(sqs.ReturnToQueue):
            tasks._return_to_queue(task, "job_1", LEASE, why)
        assert sent == []


def test_a_time_limit_kills_no_neighbour_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    job = world.a_job()
    killed = threading.Event()
    outcomes: list[object] = []

    def slow(_plan: object, progress: Any) -> None:
        while True:
            progress("close", 0.5)

    monkeypatch.setattr(processing, "detect_rooms", slow)
    processor = replace(world.processor, job_seconds=0.05, die=killed.set)
    thread = threading.Thread(target=lambda: outcomes.append(processor.process(job.job_id, "worker-1")))
    thread.start()
    thread.join()
    assert not killed.is_set()
    assert world.job(job.job_id).error_fingerprint == "time-limit"
