"""The whole service in memory: its use cases over stand-ins, and a queue that is a list."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError

from roomjobs.jobs.batches.acceptance import BatchAcceptance
from roomjobs.jobs.batches.batch import BatchFormat, BatchMovedError, BatchStatus, job_id_of
from roomjobs.jobs.batches.expansion import Expansion
from roomjobs.jobs.batches.recovery import BatchRecovery
from roomjobs.jobs.batches.service import BatchService
from roomjobs.jobs.batches.table import BatchTable
from roomjobs.jobs.callbacks.callback import Attempt
from roomjobs.jobs.callbacks.delivery import Delivery
from roomjobs.jobs.callbacks.event_bus import EventBus
from roomjobs.jobs.callbacks.service import Callbacks
from roomjobs.jobs.callbacks.table import TO_BUS, CallbackTable
from roomjobs.jobs.job import Job, JobStatus, TransitionRefusedError, new_job
from roomjobs.jobs.joint_admission import JointAdmission
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.limits import Limits
from roomjobs.jobs.line_correction import LineCorrection
from roomjobs.jobs.lines import Lines
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.processing import Processor
from roomjobs.jobs.retry import Retries
from roomjobs.jobs.store.conditional_table import ConditionFailedError
from roomjobs.jobs.store.index import JobIndex
from roomjobs.jobs.store.line_table import LineTable
from roomjobs.jobs.store.result_cache import ResultCache
from roomjobs.jobs.store.table import JobTable
from roomjobs.jobs.submission import Submission
from roomjobs.jobs.sweep import Sweep
from tests.clock import Clock
from tests.memory import MemoryPlans, MemoryTable

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Mapping

    from roomjobs.jobs.batches.batch import Batch

LEASE = 60
RESEND = 300

#: What may come of a step while stores and queue do as they like.
EXPECTED = (BotoCoreError, BatchMovedError, TransitionRefusedError, ConditionFailedError)


def a_plan(width: float) -> bytes:
    """One room."""
    corners = [(0, 0), (width, 0), (width, 3), (0, 3)]
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    return json.dumps({"walls": [{"type": "line", "start": a, "end": b} for a, b in sides]}).encode()


@dataclass
class World:
    """Everything that one deployment has."""

    clock: Clock = field(default_factory=Clock)
    items: MemoryTable = field(default_factory=MemoryTable)
    plans: MemoryPlans = field(default_factory=MemoryPlans)
    queue: list[str] = field(default_factory=list)  # ids of jobs and batches, one a message
    queue_is_down: bool = False
    observed: list[tuple[str, str]] = field(default_factory=list)  # job and change, as the metrics count them
    workers: int = 0
    answers: list[int | None] = field(default_factory=list)  # of receivers of callbacks
    received: list[tuple[str, dict[str, str], str, int | None]] = field(default_factory=list)
    limits: Limits = Limits()  # noqa: RUF009 - it is frozen
    bus: str | None = None  # the event bus that ends are put on
    events: list[dict[str, Any]] = field(default_factory=list)  # that it took
    refusals: list[str] = field(default_factory=list)  # of the bus, before it takes any more

    def __post_init__(self) -> None:
        self.table = JobTable(
            self.items,
            lease_seconds=LEASE,
            clock=self.clock,
            observe=lambda job, change: self.observed.append((job.job_id, change)),
        )
        self.batch_table = BatchTable(self.items, clock=self.clock)
        cache = ResultCache(self.items)
        self.callbacks = Callbacks(
            CallbackTable(self.items),
            self.receive,
            jobs=self.batch_table.jobs,
            batch=self.batch_table.get,
            bus=None if self.bus is None else self._bus(self.bus),
            clock=self.clock,
        )
        self.lines = Lines(self.table, LineTable(self.items), self.send_all, self.limits, clock=self.clock)
        self.submission = Submission(
            self.table,
            self.plans,
            cache,
            send_task=self.send,
            max_walls=100,
            attempt_limit=2,
            retention_days=30,
            lines=self.lines,
            callbacks=self.callbacks,
            joint=JointAdmission(self.lines),
            clock=self.clock,
        )
        self.batches = BatchService(
            self.batch_table,
            self.table,
            self.plans,
            Expansion(
                self.batch_table,
                self.submission,
                self.send_all,
                most_plans=100,
                most_bytes=10_000,
                clock=self.clock,
            ),
            lines=self.lines,
            callbacks=self.callbacks,
            send_task=self.send,
        )
        self.acceptance = BatchAcceptance(
            self.batch_table,
            self.plans,
            self.lines,
            self.callbacks,
            send_task=self.send,
            ask_for_workers=lambda _count: None,
            retention_days=30,
            clock=self.clock,
        )
        self.recovery = BatchRecovery(
            self.batch_table, self.lines, self.callbacks, self.send, resend_seconds=RESEND, clock=self.clock
        )
        self.retries = Retries(
            self.table, self.batch_table, self.send, self.lines, self.callbacks, attempts=2
        )
        self.sweep = Sweep(
            self.table,
            JobIndex(self.items),
            self.send,
            backlog=lambda lane: sum(self._lane(each) is lane for each in self.queue),
            resend_seconds=RESEND,
            job_changed=self.batches.notify_safely,
            correct_lines=LineCorrection(
                self.lines, JobIndex(self.items).open_jobs, self.batch_table.unfinished, clock=self.clock
            ).run,
            clock=self.clock,
        )
        self.processor = Processor(
            self.table, self.plans, cache, lease_seconds=LEASE, clock=self.clock, sleep=self.clock.sleep
        )

    def _lane(self, subject: str) -> Lane:
        """The lane of the task of a job or a batch."""
        if subject.startswith("batch_"):
            return Lane.BATCH
        job = self.table.get(subject)
        return Lane.INTERACTIVE if job is None else job.lane

    def _bus(self, name: str) -> Delivery:
        return Delivery(
            CallbackTable(self.items, TO_BUS),
            EventBus(lambda: self, "room-jobs", clock=self.clock).prepare,
            lambda subject: None if isinstance(subject, Job) and subject.batch_id else name,
            jobs=self.batch_table.jobs,
            batch=self.batch_table.get,
            clock=self.clock,
        )

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - as boto3's client
        """Take events as the bus, or refuse them."""
        if self.refusals:
            return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": self.refusals.pop(0)}]}
        self.events += Entries
        return {"FailedEntryCount": 0, "Entries": [{"EventId": str(len(self.events))}]}

    def call_back(self) -> int:
        """Attempt what is due, as a worker does; return how many were delivered."""
        return sum(each.deliver_due() for each in self.callbacks.deliveries)

    def receive(self, url: str, headers: Mapping[str, str], body: str) -> Attempt:
        """Answer a callback as its receiver; the answers are those of `answers`, then 204."""
        status = self.answers.pop(0) if self.answers else 204
        self.received.append((url, dict(headers), body, status))
        return Attempt(at=int(self.clock()), milliseconds=1, status_code=status)

    def send(self, subject: Job | Batch) -> None:
        if self.queue_is_down:
            raise ConnectionError
        self.queue.append(subject.job_id if isinstance(subject, Job) else subject.batch_id)

    def send_all(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            self.send(job)

    def batch_of(self, count: int) -> Batch:
        """An accepted batch."""
        plans = b"\n".join(a_plan(4 + place) for place in range(count))
        return self.acceptance.accept(plans, BatchFormat.JSON_LINES, jobs_count=count, bypass_cache=True)

    def a_job(self) -> Job:
        return self.submission.submit(a_plan(4), bypass_cache=True)

    def job(self, job_id: str) -> Job:
        found = self.table.get(job_id)
        assert found is not None
        return found

    def batch(self, batch_id: str) -> Batch:
        found = self.batch_table.get(batch_id)
        assert found is not None
        return found

    def jobs_of(self, batch: Batch) -> list[Job]:
        count = self.batch(batch.batch_id).expanded
        return [self.job(job_id_of(batch.batch_id, place)) for place in range(count)]

    def deliver(self, subject: str, *, fails: bool = False) -> bool:
        """Have a worker work on one message; say whether it may go."""
        if subject.startswith("batch_"):
            self.batches.advance(subject)
            return True
        self.workers += 1
        if fails:
            claimed = self.table.claim(subject, f"worker-{self.workers}")
            failed = self.table.fail(claimed, message="broken", fingerprint="f", steps={})
            self.lines.job_ended(failed)
            self.batches.job_changed(failed)
            return True
        outcome = self.processor.process(subject, f"worker-{self.workers}")
        if isinstance(outcome, Delete) and outcome.job is not None:
            self.callbacks.tell(outcome.job)
            if outcome.is_end:
                self.lines.job_ended(outcome.job)
            self.batches.job_changed(outcome.job)
        return isinstance(outcome, Delete)

    def settle(self, *, rounds: int = 60) -> None:
        """Let workers and sweeps do their work until no message is left and all has ended."""
        for _ in range(rounds):
            while self.queue:
                subject = self.queue.pop(0)
                if not self.deliver(subject):
                    self.queue.append(subject)
                    self.clock.now += LEASE + 1
            if not self.open_things():
                return
            self.clock.now += RESEND * 2
            self.sweep.run()
            self.recovery.sweep()
        raise AssertionError(f"still open: {self.open_things()}")

    def open_things(self) -> list[str]:
        return [
            key
            for key, item in self.items.items.items()
            if item.get("status", {}).get("S")
            in {"pending", "processing", "expanding", "running", "cancelling"}
        ]

    def archive_of(self, batch: Batch) -> list[dict[str, Any]]:
        """The lines of the summary."""
        key = self.batch(batch.batch_id).output_s3_key
        assert key is not None
        with zipfile.ZipFile(io.BytesIO(self.plans.objects[key])) as archive:
            lines = list(csv.DictReader(io.StringIO(archive.read("summary.csv").decode())))
            for line in lines:
                assert (line["result"] in archive.namelist()) == (line["status"] == "completed")
        return lines

    def violations(self, batch: Batch) -> list[str]:
        """What is wrong with a batch that has ended."""
        found = []
        batch = self.batch(batch.batch_id)
        jobs = self.jobs_of(batch)
        statuses = Counter(job.status for job in jobs)
        if self.batch_table.counts(batch.batch_id) != statuses:
            found.append(f"counts {self.batch_table.counts(batch.batch_id)} for {statuses}")
        if batch.jobs_count != len(jobs):
            found.append(f"{batch.jobs_count} jobs said, {len(jobs)} there")
        if batch.status is BatchStatus.COMPLETED:
            lines = self.archive_of(batch)
            if [line["status"] for line in lines] != [job.status for job in jobs]:
                found.append(f"archive {[line['status'] for line in lines]}, jobs {statuses}")
        return found


def stir(world: World, batch: Batch, chance: random.Random, *, steps: int) -> None:
    """Do steps of workers, owners and sweeps at random, with writes that fail or lose their answers."""
    for _ in range(steps):
        world.items.faults.next = [chance.choice(["ok", "ok", "ok", "lost", "down"]) for _ in range(3)]
        jobs = [job_id_of(batch.batch_id, place) for place in range(batch.jobs_count or 0)]
        job_id = chance.choice(jobs)
        acts: list[Callable[[], object]] = [
            partial(world.deliver, job_id),
            partial(world.deliver, job_id, fails=True),
            partial(world.deliver, batch.batch_id),
            partial(world.retries.retry, job_id),
            partial(world.retries.retry, job_id),
            lambda: world.batches.notify_safely(world.table.cancel(job_id)),  # noqa: B023 - called at once
            world.recovery.sweep,
            world.sweep.run,
        ]
        weights = [3, 3, 4, 2, 2, 1, 1, 1]
        with suppress(*EXPECTED):
            chance.choices(acts, weights)[0]()
        world.clock.now += chance.choice([0, 1, LEASE + 1, RESEND + 1])
    world.items.faults.next = []


def pending(world: World) -> Job:
    """A job that was not sent."""
    job = new_job(wall_count=4, now=world.clock(), retention_days=30, attempt_limit=2)
    world.plans.put_plan(job.input_s3_key, a_plan(4))
    world.table.add(job)
    assert job.status is JobStatus.PENDING
    return job
