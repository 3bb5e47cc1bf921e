"""Random sequences of changes of a job against a small model of the state machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from roomjobs import services
from roomjobs.jobs.job import TRANSITIONS, Job, JobStatus, TransitionRefusedError, new_job
from roomjobs.jobs.store.table import JobTable
from tests.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.config import Settings

LEASE = 60
PROFILE = hypothesis.settings(
    max_examples=hypothesis.settings().max_examples * 2 // 5,
    stateful_step_count=25,
    suppress_health_check=list(hypothesis.HealthCheck),
)


@dataclass
class Model:
    """What matters of a job."""

    status: JobStatus = JobStatus.PENDING
    attempt: int = 0
    limit: int = 2
    sends: int = 1
    owner: str | None = None
    lease_until: float = 0


class Lifecycle(RuleBasedStateMachine):
    """One job, any number of workers, late ones too, and everyone else who may change it."""

    table: JobTable
    clock: Clock

    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        fresh = new_job(wall_count=5, now=self.clock(), retention_days=3650, attempt_limit=2)
        self.table.add(fresh)
        self.job_id = fresh.job_id
        self.last = fresh
        self.model = Model()
        self.workers = 0

    @initialize(target=claims)
    def accept(self) -> Job:
        """The job as it was at first, for those who act on what they saw then."""
        return self.last

    @rule(seconds=st.sampled_from([1, LEASE - 1, LEASE + 1]))
    def wait(self, seconds: int) -> None:
        self.clock.now += seconds

    @rule(target=claims)
    def claim(self) -> Job:
        self.workers += 1
        owner = f"worker-{self.workers}"
        model = self.model
        may = model.attempt < model.limit and (model.status is JobStatus.PENDING or self.lease_is_dead())
        claimed = self.try_(may, lambda: self.table.claim(self.job_id, owner))
        if claimed is None:
            return self.last  # as a late worker has it
        model.status, model.owner, model.lease_until = JobStatus.PROCESSING, owner, self.clock.now + LEASE
        model.attempt += 1
        return claimed

    @rule(claim=claims)
    def renew(self, claim: Job) -> None:
        if self.try_(self.holds(claim), lambda: self.table.renew(claim)):
            self.model.lease_until = self.clock.now + LEASE

    @rule(claim=claims)
    def release(self, claim: Job) -> None:
        if not claim.spans:
            return  # never claimed, so there is nothing to let go of
        if self.try_(self.holds(claim), lambda: self.table.release(claim, steps={})):
            self.model.lease_until = 0

    @rule(claim=claims)
    def complete(self, claim: Job) -> None:
        def change() -> Job:
            return self.table.complete(claim, rooms_count=claim.attempt, confidence_score=None, steps={})

        self.end(claim, JobStatus.COMPLETED, change)

    @rule(claim=claims)
    def fail(self, claim: Job) -> None:
        def change() -> Job:
            return self.table.fail(claim, message="broken", fingerprint="f", steps={})

        self.end(claim, JobStatus.FAILED, change)

    @rule()
    def give_up(self) -> None:
        may = self.lease_is_dead() and self.model.attempt >= self.model.limit
        if self.try_(may, lambda: self.table.give_up(self.last)):
            self.model.status = JobStatus.FAILED

    @rule()
    def cancel(self) -> None:
        may = self.model.status in (JobStatus.PENDING, JobStatus.PROCESSING, JobStatus.CANCELLED)
        if self.try_(may, lambda: self.table.cancel(self.job_id)):
            self.model.status = JobStatus.CANCELLED

    @rule()
    def retry(self) -> None:
        may = self.model.status is JobStatus.FAILED
        if self.try_(may, lambda: self.table.retry(self.job_id, attempts=2)):
            self.model.status = JobStatus.PENDING
            self.model.limit = self.model.attempt + 2
            self.model.sends += 1

    @rule(seen=claims)
    def send_again(self, seen: Job) -> None:
        """By a sweep that looked at the job some time ago."""
        may = seen.sends == self.model.sends and (
            self.model.status is JobStatus.PENDING or self.lease_is_dead()
        )
        if self.try_(may, lambda: self.table.note_send(seen)):
            self.model.sends += 1

    @invariant()
    def the_table_is_as_the_model(self) -> None:
        job = self.table.get(self.job_id)
        assert job is not None
        model = self.model
        assert (job.status, job.attempt, job.attempt_limit, job.sends) == (
            model.status,
            model.attempt,
            model.limit,
            model.sends,
        )
        if job.status is JobStatus.PROCESSING:
            assert (job.lease_owner, job.lease_until) == (model.owner, model.lease_until)
        assert job.status is self.last.status or job.status in TRANSITIONS[self.last.status]
        if self.last.status in (JobStatus.COMPLETED, JobStatus.CANCELLED):
            assert job == self.last
        assert (job.status is JobStatus.COMPLETED) == (job.output_s3_key is not None)
        if job.status is JobStatus.COMPLETED:
            assert job.output_s3_key == f"results/{job.job_id}/{job.attempt}.json"
            assert job.rooms_count == job.attempt  # of that attempt, not of another
        self.last = job

    def holds(self, claim: Job) -> bool:
        model = self.model
        return model.status is JobStatus.PROCESSING and (model.owner, model.attempt) == (
            claim.lease_owner,
            claim.attempt,
        )

    def lease_is_dead(self) -> bool:
        return self.model.status is JobStatus.PROCESSING and self.model.lease_until < self.clock.now

    def end(self, claim: Job, status: JobStatus, change: Callable[[], Job]) -> None:
        if not claim.spans:
            return  # never claimed, so there is nothing to end
        repeated = self.model.status is status and self.model.attempt == claim.attempt
        if self.try_(self.holds(claim) or repeated, change):
            self.model.status = status

    def try_(self, may: bool, change: Callable[[], Job]) -> Job | None:  # noqa: FBT001
        """Make a change that the model allows, or be refused one that it does not."""
        if may:
            return change()
        with pytest.raises(TransitionRefusedError):
            change()
        return None


@pytest.mark.hypothesis
def test_every_sequence_of_changes_ends_as_the_model_says(settings: Settings) -> None:
    clock = Clock()
    dynamodb = services.open_clients(settings.region).dynamodb
    table = JobTable(dynamodb, settings.jobs_table, lease_seconds=LEASE, clock=clock)
    machine = type("Machine", (Lifecycle,), {"table": table, "clock": clock})
    run_state_machine_as_test(machine, settings=PROFILE)
