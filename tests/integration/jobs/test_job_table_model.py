"""Random sequences of changes: a real endpoint must do with each what the rules of `jobs.changes` say."""

from __future__ import annotations

from dataclasses import replace
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
from roomjobs.jobs.changes import TRANSITIONS
from roomjobs.jobs.job import Job, JobStatus, TransitionRefusedError, new_job
from roomjobs.jobs.store.table import JobTable
from tests.clock import Clock
from tests.memory import MemoryTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.config import Settings

LEASE = 60
PROFILE = hypothesis.settings(
    max_examples=hypothesis.settings().max_examples // 5,
    stateful_step_count=30,
    suppress_health_check=list(hypothesis.HealthCheck),
)


class Lifecycle(RuleBasedStateMachine):
    """One job in two tables, any number of workers, late ones too, and everyone else who may change it."""

    real: JobTable
    clock: Clock

    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.by_rules = JobTable(MemoryTable(), lease_seconds=LEASE, clock=self.clock)
        fresh = new_job(wall_count=5, now=self.clock(), retention_days=3650, attempt_limit=2)
        self.job_id = fresh.job_id
        for table in (self.real, self.by_rules):
            table.add(fresh)
        self.last = fresh
        self.workers = 0

    @initialize(target=claims)
    def accept(self) -> Job:
        """The job as it was at first, for those who act on what they saw then."""
        return replace(self.last, spans=({"claimed": 0},), attempt=1, lease_owner="nobody")

    @rule(seconds=st.sampled_from([1, LEASE - 1, LEASE + 1]))
    def wait(self, seconds: int) -> None:
        self.clock.now += seconds

    @rule(target=claims)
    def claim(self) -> Job:
        self.workers += 1
        owner = f"worker-{self.workers}"
        return self.both(lambda table: table.claim(self.job_id, owner)) or self.late()

    @rule(claim=claims)
    def renew(self, claim: Job) -> None:
        self.both(lambda table: table.renew(claim))

    @rule(claim=claims, how=st.sampled_from(["release", "postpone", "note_crash"]))
    def let_go(self, claim: Job, how: str) -> None:
        ways: dict[str, Callable[[JobTable], Job]] = {
            "release": lambda table: table.release(claim, steps={}),
            "postpone": lambda table: table.postpone(claim, "S3 is out of reach", steps={}),
            "note_crash": lambda table: table.note_crash(claim, "SIGSEGV"),
        }
        self.both(ways[how])

    @rule(claim=claims)
    def complete(self, claim: Job) -> None:
        self.both(
            lambda table: table.complete(claim, rooms_count=claim.attempt, confidence_score=None, steps={})
        )

    @rule(claim=claims)
    def fail(self, claim: Job) -> None:
        self.both(lambda table: table.fail(claim, message="broken", fingerprint="f", steps={}))

    @rule()
    def give_up(self) -> None:
        self.both(lambda table: table.give_up(self.last))

    @rule()
    def cancel(self) -> None:
        self.both(lambda table: table.cancel(self.job_id))

    @rule(seen=claims)
    def retry(self, seen: Job) -> None:
        """By somebody who looked at the job some time ago."""
        self.both(lambda table: table.retry(seen, attempts=2))

    @rule()
    def retry_now(self) -> None:
        self.both(lambda table: table.retry(self.last, attempts=2))

    @rule(seen=claims, how=st.sampled_from(["note_send", "note_unsent"]))
    def note(self, seen: Job, how: str) -> None:
        self.both(lambda table: getattr(table, how)(seen))

    @invariant()
    def both_tables_hold_the_same(self) -> None:
        job = self.real.get(self.job_id)
        assert job is not None
        assert job == self.by_rules.get(self.job_id)
        assert job.status is self.last.status or job.status in TRANSITIONS[self.last.status]
        if self.last.status in (JobStatus.COMPLETED, JobStatus.CANCELLED):
            assert job == self.last
        assert (job.status is JobStatus.COMPLETED) == (job.output_s3_key is not None)
        if job.status is JobStatus.COMPLETED:
            assert job.output_s3_key == f"results/{job.job_id}/{job.attempt}.json"
            assert job.rooms_count == job.attempt  # of that attempt, not of another
        self.last = job

    def both(self, change: Callable[[JobTable], Job]) -> Job | None:
        """What the change makes of the job in both tables; None where both refuse it."""
        try:
            made = change(self.by_rules)
        except TransitionRefusedError:
            with pytest.raises(TransitionRefusedError):
                change(self.real)
            return None
        assert change(self.real) == made
        return made

    def late(self) -> Job:
        """As a worker has it whose claim was refused: with the attempt of another."""
        return replace(self.last, spans=self.last.spans or ({"claimed": 0},), lease_owner="late")


@pytest.mark.hypothesis
def test_every_sequence_of_changes_ends_as_the_rules_say(settings: Settings) -> None:
    clock = Clock()
    table = JobTable(services.open_items(settings), lease_seconds=LEASE, clock=clock)
    machine = type("Machine", (Lifecycle,), {"real": table, "clock": clock})
    run_state_machine_as_test(machine, settings=PROFILE)
