"""Jobs that nothing moves any more, over a real table and a real queue; time is moved by the test."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from roomjobs import services, upkeep
from roomjobs import upkeep as upkeep_lambdas
from roomjobs.jobs.job import LONGEST_WAIT, Job, JobStatus, new_job
from roomjobs.jobs.store.index import JobIndex
from roomjobs.jobs.store.table import JobTable
from roomjobs.jobs.sweep import Sweep
from tests.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.config import Settings
    from roomjobs.services import Stores

RESEND = 300


class Bench:
    """A table with a sweep whose sends are written down."""

    def __init__(self, settings: Settings) -> None:
        self.clock = Clock()
        self.table = JobTable(services.open_items(settings), lease_seconds=60, clock=self.clock)
        self.index = JobIndex(services.open_items(settings))
        self.sent: list[str] = []
        self.told: list[Job] = []  # of jobs that were given up
        self.waiting = 0  # messages in the queue

    def sweep(self, send: Callable[[Job], None] | None = None) -> Sweep:
        return Sweep(
            table=self.table,
            index=self.index,
            send_task=send or (lambda job: self.sent.append(job.job_id)),
            backlog=lambda _lane: self.waiting,
            resend_seconds=RESEND,
            job_changed=self.told.append,
            clock=self.clock,
        )

    def accept(self, *, attempts: int = 2) -> Job:
        job = new_job(wall_count=5, now=self.clock(), retention_days=30, attempt_limit=attempts)
        self.table.add(job)
        return job

    def standing(self, job: Job) -> Job:
        standing = self.table.get(job.job_id)
        assert standing is not None
        return standing


@pytest.fixture
def bench(settings: Settings) -> Bench:
    return Bench(settings)


def test_a_pending_job_whose_task_was_never_sent_is_sent(bench: Bench) -> None:
    job = bench.accept()
    bench.clock.now += RESEND - 1
    assert bench.sweep().run().sent == 0
    bench.clock.now += 1
    report = bench.sweep().run()
    assert (report.looked_at, report.sent, report.finished) == (1, 1, True)
    assert bench.sent == [job.job_id]
    assert bench.standing(job).sends == 2


def test_a_waiting_job_is_sent_ever_more_rarely(bench: Bench) -> None:
    job = bench.accept()
    for wait in [RESEND * 2**doublings for doublings in range(7)] + [LONGEST_WAIT] * 2:
        bench.clock.now += wait - 1
        assert bench.sweep().run().sent == 0
        bench.clock.now += 1
        assert bench.sweep().run().sent == 1
    assert bench.standing(job).status is JobStatus.PENDING


def test_a_waiting_job_is_taken_to_have_its_message(bench: Bench) -> None:
    bench.accept()
    bench.waiting = 1
    bench.clock.now += LONGEST_WAIT - 1
    assert bench.sweep().run().sent == 0
    bench.clock.now += 1
    assert bench.sweep().run().sent == 1


def test_a_running_job_is_left_alone_while_its_lease_lives(bench: Bench) -> None:
    claimed = bench.table.claim(bench.accept().job_id, "worker-1")
    for _ in range(12):
        bench.clock.now += 50
        claimed = bench.table.renew(claimed)
        bench.sweep().run()
    assert bench.sent == []


def test_the_sweep_sends_a_lost_job_again(bench: Bench) -> None:
    job = bench.accept()
    bench.table.claim(job.job_id, "worker-1")
    bench.clock.now += 60 + RESEND
    assert bench.sweep().run().sent == 1
    assert bench.table.claim(job.job_id, "worker-2").attempt == 2


def test_a_dead_worker_at_the_last_attempt_fails_the_job(bench: Bench) -> None:
    job = bench.accept(attempts=1)
    bench.table.claim(job.job_id, "worker-1")
    bench.clock.now += 60 + RESEND
    bench.waiting = 1  # which changes nothing here
    report = bench.sweep().run()
    assert (report.sent, report.given_up) == (0, 1)
    failed = bench.standing(job)
    assert (failed.status, failed.error_fingerprint) == (JobStatus.FAILED, "attempts-used-up")
    assert bench.told == [failed]  # for its batch, if it has one


def test_ended_and_forgotten_jobs_are_left_alone(bench: Bench) -> None:
    cancelled, _forgotten = bench.accept(), bench.accept()
    bench.table.cancel(cancelled.job_id)
    bench.clock.now += 31 * 86_400
    assert bench.sweep().run().sent == 0


def test_a_send_that_fails_comes_later_again(bench: Bench) -> None:
    job = bench.accept()

    def out_of_reach(_: Job) -> None:
        raise ConnectionError

    bench.clock.now += RESEND
    report = bench.sweep(out_of_reach).run()
    assert (report.sent, report.faults) == (0, 1)
    bench.clock.now += 2 * RESEND
    assert bench.sweep().run().sent == 1
    assert bench.standing(job).sends == 3


def test_two_sweeps_at_once_send_each_job_once(bench: Bench) -> None:
    jobs = [bench.accept() for _ in range(20)]
    bench.clock.now += RESEND
    together = threading.Barrier(2)

    def run() -> None:
        together.wait()
        bench.sweep().run()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(bench.sent) == sorted(job.job_id for job in jobs)


def test_bounded_runs_resume_until_all_was_seen(bench: Bench) -> None:
    jobs = [bench.accept() for _ in range(23)]
    for job in jobs[:5]:
        bench.table.claim(job.job_id, "worker-1")
    bench.clock.now += 60 + RESEND
    reports = [bench.sweep().run(at_most=10) for _ in range(3)]
    assert [report.looked_at for report in reports] == [10, 10, 3]
    assert [report.finished for report in reports] == [False, False, True]
    assert sorted(bench.sent) == sorted(job.job_id for job in jobs)
    assert bench.sweep().run(at_most=10).looked_at == 10  # and from the beginning again


def test_the_lambda_sends_a_real_task(stores: Stores, settings: Settings) -> None:
    hour_ago = time.time() - 3600
    waiting = new_job(wall_count=5, now=time.time(), retention_days=30, attempt_limit=2)
    overdue = new_job(wall_count=5, now=hour_ago, retention_days=30, attempt_limit=2)
    for job in (waiting, overdue):
        stores.table.add(job)
    report = upkeep_lambdas.sweep({}, None)
    assert (report["looked_at"], report["sent"]) == (2, 1)
    assert stores.queue.backlog() == 1
    sqs = services.open_clients(settings.region).sqs
    assert len(sqs.receive_message(QueueUrl=settings.queue_url)["Messages"]) == 1
    standing = stores.table.get(overdue.job_id)
    assert standing is not None
    assert standing.sends == 2


def test_the_timer_goes_on_after_a_run_that_failed() -> None:
    stop = threading.Event()
    runs: list[int] = []

    def run() -> str:
        runs.append(1)
        if len(runs) == 1:
            raise ConnectionError
        stop.set()
        return "done"

    upkeep.repeat([run], every=0.01, stop=stop)
    assert len(runs) == 2
