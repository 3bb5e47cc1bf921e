"""
Fair order between owners: each owner has a line, and only a share of it is in the queue of a lane.

Jobs beyond the share are *held*: accepted and stored as pending, without a message. When a job of the owner
ends, the oldest held one is sent. So the queue holds a bounded number of messages of each owner, and the job
of another owner waits behind those alone. What is missed by a process that dies, the sweep makes up for.
"""

from __future__ import annotations

import logging
import math
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from roomjobs import RoomJobsError
from roomjobs.jobs.conditions import all_of
from roomjobs.jobs.job import JobStatus, TransitionRefusedError
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.store.conditional_table import ConditionFailedError
from roomjobs.jobs.store.line_table import HOUR, OwnerLine, room_for, sent_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.conditional_table import Put
    from roomjobs.jobs.store.line_table import LineTable
    from roomjobs.jobs.store.table import JobTable

_log = logging.getLogger(__name__)

_TRIES = 6  # writes of one admission while the line of the owner changes
_AT_ONCE = 10  # held jobs sent by one end
_OPEN_RETRY_SECONDS = 60  # when to ask again after the limit of open jobs


class LimitReachedError(RoomJobsError):
    """The owner has as many jobs as the limit allows; the message says which limit, and what is left."""

    def __init__(self, what: str, limit: int, left: int, retry_after: int) -> None:
        super().__init__(f"You may have {limit} {what}, and {left} of them are left.")
        self.limit = limit
        self.left = left  # jobs that would still be accepted
        self.retry_after = retry_after  # seconds


@dataclass(frozen=True, slots=True)
class Limits:
    """Jobs that one owner may have; 0 means any number."""

    share: int = 0  # in the queue of one lane
    open: int = 0  # accepted and not ended
    hourly: int = 0  # accepted in one hour


@dataclass(frozen=True, slots=True)
class Lines:
    """Admits jobs to the lines of their owners, and sends held jobs when others end."""

    table: JobTable
    lines: LineTable
    send_tasks: Callable[[Sequence[Job]], None]
    limits: Limits = Limits()
    clock: Callable[[], float] = time.time

    def admit(self, job: Job) -> Job:
        """
        Count a new job in the line of its owner; the returned job says whether it is held.

        Raises
        ------
        LimitReachedError
            The owner has too many jobs.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses.
        """
        if self.limits == Limits():
            return job
        now = self.clock()
        limits = (room_for(self.limits.open, "open", 1), room_for(self.limits.hourly, "in_hour", 1))
        share = room_for(self.limits.share, sent_in(job.lane), 1)
        is_held = False
        for _ in range(_TRIES):
            conditions = limits if is_held else (*limits, share)
            try:
                self.lines.enter(job.owner, job.lane, 1, int(not is_held), now=now, when=all_of(*conditions))
            except ConditionFailedError:
                line = self.lines.get(job.owner)
                if line.hour < int(now) // HOUR:
                    self.lines.begin_hour(job.owner, now=now)
                    continue
                self._check(job.owner, line, 1)
                is_held = bool(self.limits.share) and line.sent.get(job.lane, 0) >= self.limits.share
                if line.hour > int(now) // HOUR:
                    now = line.hour * HOUR  # the clock of another process is ahead
            else:
                return replace(job, is_held=is_held)
        return job  # the line changes too fast to be counted: the sweep counts it

    def _check(self, owner: str, line: OwnerLine, jobs: int) -> None:
        """
        Refuse more jobs than the limits allow.

        Raises
        ------
        LimitReachedError
        """
        if self.limits.open and line.open + jobs > self.limits.open:
            left = max(0, self.limits.open - line.open)
            self._have_it_checked(owner)
            raise LimitReachedError("jobs that have not ended", self.limits.open, left, _OPEN_RETRY_SECONDS)
        hour, passed = divmod(self.clock(), HOUR)
        in_hour = line.in_hour if line.hour >= hour else 0
        if self.limits.hourly and in_hour + jobs > self.limits.hourly:
            left = max(0, self.limits.hourly - in_hour)
            raise LimitReachedError("jobs an hour", self.limits.hourly, left, math.ceil(HOUR - passed))

    def _have_it_checked(self, owner: str) -> None:
        """Ask the sweep whether anything is open: without a job to be seen by, a wrong count would stay."""
        try:
            self.lines.note_full(owner, now=self.clock())
        except (BotoCoreError, ClientError) as error:
            _log.warning("the line of an owner at the limit is not checked: %r", error)

    def check_batch(self, owner: str, jobs: int) -> None:
        """
        Refuse a batch of more jobs than the limits allow.

        Raises
        ------
        LimitReachedError
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses.
        """
        if self.limits.open or self.limits.hourly:
            self._check(owner, self.lines.get(owner), jobs)

    def admit_accepted(self, jobs: Sequence[Job]) -> list[Job]:
        """Count jobs of a batch that is accepted; the returned jobs say which are held."""
        waiting = [job for job in jobs if job.status is JobStatus.PENDING]
        if not waiting or self.limits == Limits():
            return list(jobs)
        owner, now = waiting[0].owner, self.clock()
        self.lines.begin_hour(owner, now=now)
        sent = Counter(self.lines.get(owner).sent)
        admitted = []
        for job in jobs:
            is_held = job.status is JobStatus.PENDING and 0 < self.limits.share <= sent[job.lane]
            sent[job.lane] += job.status is JobStatus.PENDING
            admitted.append(replace(job, is_held=is_held))
        pending = [job for job in admitted if job.status is JobStatus.PENDING]
        for lane in {job.lane for job in pending}:
            held = [job.is_held for job in pending if job.lane is lane]
            try:
                self.lines.enter(owner, lane, len(held), held.count(False), now=now)
            except ConditionFailedError as failed:  # the clock of another process is ahead
                _log.info("the line of an owner is left to the sweep: %s", failed)
        return admitted

    def add(self, job: Job) -> None:
        """
        Store a new job, and its place in the line if it is held.

        Raises
        ------
        TransitionRefusedError
            Its id is taken.
        """
        if job.is_held:
            self.table.add_held(job, self.ticket(job))
        else:
            self.table.add(job)

    def ticket(self, job: Job) -> Put:
        """The write that puts a held job into the line, for a transaction with the job."""
        return self.lines.ticket(job)

    def readmit(self, job: Job) -> None:
        """Count a job that was retried; its task is sent at once. A fault is left to the sweep."""
        if self.limits == Limits():
            return
        try:
            now = self.clock()
            self.lines.begin_hour(job.owner, now=now)
            self.lines.enter(job.owner, job.lane, 1, 1, now=now)
        except (ConditionFailedError, BotoCoreError, ClientError) as error:
            _log.warning("the retry of job %s is not counted in the line: %r", job.job_id, error)

    def withdraw(self, job: Job) -> None:
        """Count the end of a job, or that it was counted for nothing; the sweep sends others in its place."""
        if self.limits == Limits():
            return
        try:
            self.lines.leave(job.owner, job.lane, was_sent=not job.is_held)
        except (BotoCoreError, ClientError) as error:
            _log.warning("the end of job %s is not counted in the line: %r", job.job_id, error)

    def job_ended(self, job: Job, *, sends_held: bool = True) -> None:
        """Count the end of a job, and send held ones of its owner. A fault is left to the sweep."""
        if self.limits == Limits() and not job.is_held:
            return
        try:
            line = self.lines.leave(job.owner, job.lane, was_sent=not job.is_held)
            if job.is_held:
                self.lines.take_out(job.job_id)
            waiting = line.open - sum(line.sent.values())
            room = self.limits.share - line.sent.get(job.lane, 0) if self.limits.share else waiting
            if sends_held and waiting > 0 and room > 0:
                self.send_held(job.owner, job.lane, min(room, _AT_ONCE))
        except Exception:  # noqa: BLE001 - the end itself has succeeded
            _log.exception("job %s has ended, but no job was sent in its place", job.job_id)

    def send_held(self, owner: str, lane: Lane, at_most: int) -> int:
        """Send the oldest held jobs of a line; return how many."""
        sent: list[Job] = []
        for job_id in self.lines.held(owner, lane, 2 * at_most):
            if len(sent) == at_most:
                break
            try:
                sent.append(self.table.send_held(job_id))
            except TransitionRefusedError as refused:  # sent by another process, ended, or deleted
                if (
                    refused.job is not None
                    and refused.job.is_held
                    and refused.job.status is JobStatus.PENDING
                ):
                    continue
            self.lines.take_out(job_id)
        if sent:
            self.lines.note_sent(owner, lane, len(sent))
            try:
                self.send_tasks(sent)
            except Exception:
                self._note_unsent(sent)
                raise
        return len(sent)

    def _note_unsent(self, jobs: Iterable[Job]) -> None:
        """Have the next sweep send the tasks, of which the queue may have taken some."""
        for job in jobs:
            try:
                self.table.note_unsent(job)
            except (TransitionRefusedError, BotoCoreError, ClientError) as error:
                _log.warning("cannot mark job %s as unsent, a later sweep sends it: %r", job.job_id, error)

    def correct(self, jobs: Iterable[Job]) -> int:
        """
        Set the lines right from all open jobs, and send held ones that have room; return how many.

        Called by the sweep with all open jobs.
        """
        lines: dict[str, Counter[str]] = {}
        held: Counter[tuple[str, Lane]] = Counter()
        for job in jobs:
            line = lines.setdefault(job.owner, Counter())
            line["open"] += 1
            if job.is_held:
                held[job.owner, job.lane] += 1
            else:
                line[job.lane] += 1
        for owner, line in lines.items() if self.limits != Limits() else ():
            counted = self.lines.get(owner)
            right = replace(counted, open=line["open"], sent={lane: line[lane] for lane in Lane})
            if counted != right:
                self.lines.correct(owner, right)
        self.lines.empty_full_ones(except_of=lines)
        sent = 0
        for (owner, lane), waiting in held.items():
            room = self.limits.share - lines[owner][lane] if self.limits.share else waiting
            if room > 0:
                sent += self.send_held(owner, lane, min(room, waiting))
        return sent
