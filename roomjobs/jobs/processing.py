"""
One delivery of a task: claim the job, find its rooms, commit the result.

The outcome says whether the message is deleted or returned to the queue. A message is deleted only once the
stored state of its job gives the reason.
"""

from __future__ import annotations

import logging
import math
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from detection import detect_rooms
from detection.plan.decode_walls import with_plain_walls
from roomjobs.jobs.failures import (
    Failure,
    PlanGoneError,
    TimeLimitError,
    explain,
    fingerprint_of,
    out_of_reach,
    short_name,
    trace_of,
)
from roomjobs.jobs.hang_guard import killed_after
from roomjobs.jobs.job import Job, TransitionRefusedError, attempts_used_up, plan_key, result_key
from roomjobs.jobs.lease import LeaseKeeper, LeaseLostError
from roomjobs.jobs.outcome import Delete, Outcome, ReturnToQueue, backoff
from roomjobs.jobs.result_text import ResultText
from roomjobs.plans.decoding import decoded
from roomjobs.plans.importing import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.store.result_cache import ResultCache
    from roomjobs.jobs.store.table import JobTable
    from roomjobs.plans.store import PlanStore

T = TypeVar("T")

_log = logging.getLogger(__name__)

AwsError = (BotoCoreError, ClientError)
_LONGEST_RETURN = 900.0  # seconds; an expired lease is noticed after this delay at the latest
_GRACE = 0.5  # seconds for the detector to stop at its next step, before its process is killed
_HANG_GRACE = 1.0  # seconds after the time limit; then no thread could run, and C code ends the process


@dataclass(frozen=True, slots=True)
class Processor:
    """Runs one delivery of a detection task: claim, detect, commit."""

    table: JobTable
    store: PlanStore
    cache: ResultCache
    lease_seconds: float
    job_seconds: float = math.inf  # a job whose detection takes longer is failed
    outage_seconds: float = 6 * 3600.0  # a job whose stores are unreachable for longer is failed
    patience_seconds: float = 0.0  # how long writes of a finished result are repeated within the attempt
    memory_bytes: int | None = None  # memory limit of this process; only used in failure messages
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    die: Callable[[], None] = lambda: os.kill(os.getpid(), signal.SIGKILL)  # ends a process that hangs

    def process(self, job_id: str, owner: str, *, delivery: int = 1) -> Outcome:
        """
        Process a job once.

        `owner` is a name unique to this delivery, `delivery` the receive count of the message. Errors of a
        plan or of AWS are not raised: the outcome reports them.
        """
        try:
            job = self.table.claim(job_id, owner)
        except TransitionRefusedError as refused:
            return self._after_refusal(refused.job)
        except AwsError as error:
            return ReturnToQueue(f"not claimed: {error}", after=backoff(delivery, cap=5 * self.lease_seconds))
        steps = _Steps(self.clock)
        steps.done("held")
        try:
            with self._lease(job) as lease, ResultText() as text:
                return self._work(job, lease, steps, text)
        except (LeaseLostError, TransitionRefusedError):
            return self._after_loss(job_id)
        except Exception as error:  # noqa: BLE001 - an error of AWS or of this code must not lose the message
            _log.warning("processing of job %s was interrupted by an error", job.job_id, exc_info=error)
            return self._after_error(job, error, steps)

    def _work(self, job: Job, lease: LeaseKeeper, steps: _Steps, text: ResultText) -> Outcome:
        failure: Failure | None = None
        try:
            with killed_after(self.job_seconds + _HANG_GRACE):
                plan = self._plan(job)
                steps.done("read")
                result = detect_rooms(plan, progress=self._checks(lease))
                text.write(result.parts())
            lease.detected()
            steps.done("detected")
        except (LeaseLostError, TransitionRefusedError, OSError, *AwsError):  # no error of the plan
            raise
        except Exception as error:  # noqa: BLE001 - an error of the detector fails the job, not the worker
            thing = "plan" if job.drawing is None else "drawing"
            failure = explain(error, memory_bytes=self.memory_bytes, thing=thing)
            _log.warning("job %s failed in the detector", job.job_id, exc_info=error)
            lease.detected()
        if failure is not None:  # outside `except`, where the memory of its frames is released
            reason = failure._asdict()
            failed = self._insist(lambda: self.table.fail(job, **reason, steps=steps.times))
            return Delete(f"failed: {failure.message}", failed)
        self._insist(lambda: text.store(self.store, result_key(job)))
        steps.done("written")
        done = self._insist(
            lambda: self.table.complete(
                job,
                rooms_count=len(result.rooms),
                confidence_score=result.score,
                steps=steps.times,
                wall_count=len(result.plan.load_bearing),
                name=plan.get("name"),
            )
        )
        try:
            self.cache.remember(done)
        except AwsError as error:
            _log.warning("cannot store the result of job %s in the result cache: %s", job.job_id, error)
        return Delete("completed", done)

    def _plan(self, job: Job) -> Any:  # noqa: ANN401 - whatever JSON holds: the detector checks it
        """Read the plan; if the job has a drawing, import the plan from it and store it first."""
        try:
            given = self.store.read_plan(job.input_s3_key)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                raise PlanGoneError from error
            raise
        if job.drawing is None:
            return with_plain_walls(given, decoded)
        plan = plan_of(given, job.drawing)
        self.store.put_plan(plan_key(job), msgspec.json.encode(plan))
        self.table.note_plan(job, wall_count=len(plan["walls"]))
        return plan

    def _lease(self, job: Job) -> LeaseKeeper:
        return LeaseKeeper(
            self.table,
            job,
            lease_seconds=self.lease_seconds,
            at_most=self.job_seconds + _GRACE,
            overrun=partial(self._overrun, is_alone=threading.current_thread() is threading.main_thread()),
        )

    def _overrun(self, job: Job, *, is_alone: bool) -> None:
        """
        Fail the hung job, then kill this process; the redelivered message finds a failed job and is deleted.

        In a thread pool the process is not killed, because it also works on other jobs: the detector stops at
        its next step.
        """
        failure = explain(TimeLimitError(self.job_seconds), memory_bytes=None)
        try:
            self.table.fail(job, **failure._asdict(), steps={})
        except (TransitionRefusedError, *AwsError) as error:
            _log.warning("job %s exceeded its time limit but could not be failed: %s", job.job_id, error)
        if is_alone:
            self.die()

    def _insist(self, write: Callable[[], T]) -> T:
        """Repeat a write while its store is unreachable, so that the finished work is not lost."""
        deadline = self.clock() + self.patience_seconds
        for turn in count(1):
            try:
                return write()
            except AwsError as error:
                pause = backoff(turn, base=0.5, cap=15)
                if self.clock() + pause > deadline:
                    raise
                _log.warning("a write failed and is repeated in %.1f s: %r", pause, error)
                self.sleep(pause)
        raise AssertionError  # `count` has no end

    def _checks(self, lease: LeaseKeeper) -> Callable[[str, float], None]:
        """Make the callback of the detector; it raises once the lease is lost or the time limit exceeded."""
        began = time.monotonic()

        def check(stage: str, share: float) -> None:
            lease.check(stage, share)
            if time.monotonic() - began > self.job_seconds:
                raise TimeLimitError(self.job_seconds)

        return check

    def _after_refusal(self, job: Job | None) -> Outcome:
        """Decide what happens to the message of a job that cannot be claimed."""
        now = self.clock()
        if job is None:
            return Delete("the job does not exist or has expired")
        if job.is_final:
            return Delete(f"the job is {job.status} already", job, is_end=False)
        if job.lease_is_live(now) and job.lease_until is not None:
            return ReturnToQueue(
                f"leased by {job.lease_owner} until {job.lease_until:.0f}",
                after=min(job.lease_until - now + 1, _LONGEST_RETURN),
            )
        if attempts_used_up(job):
            return self._give_up(job)
        return ReturnToQueue("the job changed at this moment", after=1)

    def _give_up(self, job: Job) -> Outcome:
        try:
            failed = self.table.give_up(job)
        except TransitionRefusedError as refused:
            return self._after_refusal(refused.job)
        except AwsError as error:
            return ReturnToQueue(f"attempts exhausted, but not failed: {error}", after=backoff(1))
        return Delete("failed: attempts exhausted", failed)

    def _after_loss(self, job_id: str) -> Outcome:
        try:
            return self._after_refusal(self.table.get(job_id))
        except AwsError as error:
            return ReturnToQueue(f"lease lost, state of the job unknown: {error}", after=backoff(1))

    def _after_error(self, job: Job, error: Exception, steps: _Steps) -> Outcome:
        """Release the job for the next delivery, or fail it if its attempts are exhausted."""
        try:
            if isinstance(error, AwsError):
                return self._delayed(job, error, steps)
            if job.attempt >= job.attempt_limit:
                message = (
                    f"Given up after {job.attempt} attempts, the last of which ended with "
                    f"{short_name(error)}: the service has a fault."
                )
                failed = self.table.fail(
                    job,
                    message=message,
                    fingerprint=fingerprint_of(error),
                    steps=steps.times,
                    trace=trace_of(error),
                )
                return Delete("failed: the last attempt ended with an error", failed)
            self.table.release(job, steps=steps.times)
        except TransitionRefusedError:
            return self._after_loss(job.job_id)
        except AwsError:
            _log.warning("cannot release the lease of job %s; it has to expire", job.job_id)
        return ReturnToQueue(f"{type(error).__name__}: {error}", after=backoff(job.attempt))

    def _delayed(self, job: Job, error: Exception, steps: _Steps) -> Outcome:
        """Postpone a job whose store is unreachable: the attempt does not count, and the delay grows."""
        now = self.clock()
        waited = now - (job.delayed_since or now)
        if waited > self.outage_seconds:
            failure = out_of_reach(error, waited)
            failed = self._insist(lambda: self.table.fail(job, **failure._asdict(), steps=steps.times))
            return Delete(f"failed: {failure.message}", failed)
        after = backoff(job.delays + 1)
        next_at = datetime.fromtimestamp(now + after, UTC)
        reason = (
            f"A store did not answer ({short_name(error)}). The next attempt follows at about "
            f"{next_at:%H:%M:%S} UTC; it does not count as one of the job's attempts."
        )
        self._insist(lambda: self.table.postpone(job, reason, steps=steps.times))
        return ReturnToQueue(f"{type(error).__name__}: {error}", after=after)


@dataclass(slots=True)
class _Steps:
    """When each step of an attempt was done, Unix seconds."""

    clock: Callable[[], float]
    times: dict[str, float] = field(default_factory=dict)

    def done(self, step: str) -> None:
        self.times[step] = self.clock()
