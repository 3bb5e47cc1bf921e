"""
Fair order between owners: each owner has a line, and only a share of it is in the queue of a lane.

Jobs beyond the share are *held*: accepted and stored as pending, without a message. When a job of the owner
ends, the oldest held one is sent. So the queue holds a bounded number of messages of each owner, and the job
of another owner waits behind those alone. What is missed by a process that dies, the sweep makes up for.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from roomjobs.jobs.acceptance import NotAcceptedError
from roomjobs.jobs.conditions import ALWAYS, all_of, compare
from roomjobs.jobs.job import JobStatus, TransitionRefusedError
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.limits import Limits, OpenLimitReachedError
from roomjobs.jobs.store.conditional_table import ConditionFailedError
from roomjobs.jobs.store.line_table import HOUR, room_for, sent_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roomjobs.jobs.conditions import Condition
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.conditional_table import Update, Write
    from roomjobs.jobs.store.line_table import LineTable, OwnerLine
    from roomjobs.jobs.store.table import JobTable

_log = logging.getLogger(__name__)

_TRIES = 6  # writes of one admission while the line of the owner changes
_AT_ONCE = 10  # held jobs sent by one end
_MOST_ROOM = 100  # jobs, after which a line is looked at again
_MOST_FULL = 10_000  # shares remembered as used up


@dataclass(frozen=True, slots=True)
class Lines:
    """Admits jobs to the lines of their owners, and sends held jobs when others end."""

    table: JobTable
    lines: LineTable
    send_tasks: Callable[[Sequence[Job]], None]
    limits: Limits = Limits()  # noqa: RUF009 - it is frozen
    clock: Callable[[], float] = time.time
    _full: set[tuple[str, Lane]] = field(default_factory=set)  # shares that were used up the last time
    _room: dict[str, int] = field(default_factory=dict)  # jobs that owners may yet have, as last seen

    def admit(self, job: Job) -> Job:
        """
        Count a new job in the line of its owner; the returned job says whether it is held.

        Raises
        ------
        LimitReachedError
            The owner has too many jobs.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses.
        NotAcceptedError
            The line changes too fast.
        """
        return self._placed(job, self.limits.room_for(1), is_limited=True)

    def takes_room(self, owner: str) -> bool:
        """Take one of the places that an owner is known to have; False if none is known to be left."""
        left = self._room.get(owner, 0)
        if left > 0:
            self._room[owner] = left - 1
        return left > 0

    def add_counted(self, job: Job) -> Job:
        """
        Count and store a new job in one transaction, placed as the last one of its owner was.

        Returns
        -------
        Job
            It says whether it is held.

        Raises
        ------
        ConditionFailedError
            It has to be placed otherwise, a limit is reached, or an hour has begun.
        ConflictError
            The line is being written.
        """
        job = replace(job, is_held=(job.owner, job.lane) in self._full)
        when = all_of(self.limits.room_for(1), self._fits(job))
        counted = self.lines.entry(job.owner, 1, _places(job), now=self.clock(), when=when)
        self.table.add_once(job, counted, *([self.lines.ticket(job)] if job.is_held else []))
        return job

    def _fits(self, job: Job) -> Condition:
        """The condition on its line that a job is rightly held, or sent."""
        if job.is_held:
            return compare(sent_in(job.lane), ">=", self.limits.share)
        return room_for(self.limits.share, sent_in(job.lane), 1)

    def readmit(self, job: Job) -> Job:
        """
        Count a job that is to be retried; the returned job says whether it is to be held.

        If so, it has its place in the line already, so that it keeps one if this process dies. Until the job
        waits, an end may take that for a place left behind: call `keep_place` then.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses.
        """
        job = self._placed(job, ALWAYS, is_limited=False)
        if job.is_held:
            self.lines.put_in(job)
        return job

    def keep_place(self, job: Job) -> None:
        """Put a held job into its line, perhaps for the second time."""
        try:
            self.lines.put_in(job)
        except (BotoCoreError, ClientError) as error:
            _log.warning("the place of job %s in a line is not written again: %r", job.job_id, error)

    def _placed(self, job: Job, when: Condition, *, is_limited: bool) -> Job:
        if self.limits == Limits():
            return replace(job, is_held=False)
        place = (job.owner, job.lane)
        job = replace(job, is_held=place in self._full)  # most likely: to be wrong costs two calls more
        now = self.clock()
        for turn in range(_TRIES):
            is_last = turn > _TRIES // 2  # the share is passed by one rather than missed once more
            condition = when if is_last else all_of(when, self._fits(job))
            try:
                line = self.lines.enter(job.owner, 1, _places(job), now=now, when=condition)
            except ConditionFailedError:
                line, now = self._line_at(job.owner, now)
                if is_limited:
                    self._check(job.owner, line, 1)
                is_held = bool(self.limits.share) and line.sent.get(job.lane, 0) >= self.limits.share
                job = replace(job, is_held=is_held)
            else:
                self._note_place(place, is_full=job.is_held)
                self._note_room(job.owner, self.limits.left(line))
                return job
        raise NotAcceptedError  # the line changes too fast

    def _note_place(self, place: tuple[str, Lane], *, is_full: bool) -> None:
        if not is_full:
            self._full.discard(place)
        elif len(self._full) < _MOST_FULL:
            self._full.add(place)

    def _note_room(self, owner: str, left: int) -> None:
        if len(self._room) >= _MOST_FULL:
            self._room.clear()
        self._room[owner] = min(left, _MOST_ROOM)

    def reservation(self, owner: str, jobs: int) -> list[Update]:
        """
        The write that counts the jobs of a new batch, for the transaction that stores it or its size.

        Raises
        ------
        LimitReachedError
            The owner has too many jobs, or may have no further one.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses.
        """
        if self.limits == Limits():
            return []
        line, now = self._line_at(owner, self.clock())
        self._check(owner, line, max(1, jobs))
        return [self.lines.entry(owner, jobs, {}, now=now, when=self.limits.room_for(jobs))]

    def release(self, owner: str, jobs: int) -> None:
        """Count no more the plans of a batch that will be no jobs, or are none that wait."""
        if self.limits == Limits() or jobs <= 0:
            return
        try:
            self.lines.leave(owner, jobs, {})
        except (BotoCoreError, ClientError) as error:
            _log.warning("%d jobs that do not wait are still counted in a line: %r", jobs, error)

    def reserve_again(self, owner: str, jobs: int) -> None:
        """Count the plans of a batch that is resumed, whatever the limits; the sweep makes up for a fault."""
        if self.limits == Limits() or jobs <= 0:
            return
        try:
            _, now = self._line_at(owner, self.clock())
            self.lines.enter(owner, jobs, {}, now=now)
        except (ConditionFailedError, BotoCoreError, ClientError) as error:
            _log.warning("%d plans of a resumed batch are not counted in a line: %r", jobs, error)

    def _line_at(self, owner: str, now: float) -> tuple[OwnerLine, float]:
        """The line of an owner, counted by this hour, and the time by which it is counted."""
        line = self.lines.get(owner)
        if line.hour < int(now) // HOUR:
            self.lines.begin_hour(owner, now=now)
            line = self.lines.get(owner)
        return line, max(now, line.hour * HOUR)  # the clock of another process may be ahead

    def _check(self, owner: str, line: OwnerLine, jobs: int) -> None:
        """
        Refuse more jobs than the limits allow.

        Raises
        ------
        LimitReachedError
        """
        try:
            self.limits.check(line, jobs, now=self.clock())
        except OpenLimitReachedError:
            self._have_it_checked(owner)
            raise

    def _have_it_checked(self, owner: str) -> None:
        """Ask the sweep whether anything is open: without a job to be seen by, a wrong count would stay."""
        try:
            self.lines.note_full(owner, now=self.clock())
        except (BotoCoreError, ClientError) as error:
            _log.warning("the line of an owner at the limit is not checked: %r", error)

    def admit_reserved(self, jobs: Sequence[Job]) -> tuple[list[Job], list[Write]]:
        """
        Place the next jobs of a batch, which are reserved.

        Returns
        -------
        list
            The jobs, which now say whether they are held.
        list
            The writes that count and hold them, for the transaction that stores the jobs.
        """
        if not jobs or self.limits == Limits():
            return list(jobs), []
        owner = jobs[0].owner
        counted = Counter(self.lines.get(owner).sent)
        admitted, sent = [], Counter[Lane]()
        for job in jobs:
            is_waiting = not job.is_final
            is_held = is_waiting and 0 < self.limits.share <= counted[job.lane] + sent[job.lane]
            sent[job.lane] += is_waiting and not is_held
            admitted.append(replace(job, is_held=is_held))
        tickets = [self.lines.ticket(job) for job in admitted if job.is_held]
        return admitted, [self.lines.placing(owner, sum(job.is_final for job in jobs), sent), *tickets]

    def add(self, job: Job) -> None:
        """
        Store a new job, and its place in the line if it is held.

        Raises
        ------
        TransitionRefusedError
            Its id is taken.
        """
        if job.is_held:
            self.table.add_held(job, self.lines.ticket(job))
        else:
            self.table.add(job)

    def withdraw(self, job: Job) -> None:
        """Count no more a job that was admitted and not accepted."""
        if self.limits == Limits():
            return
        try:
            self.lines.leave(job.owner, 1, _places(job), refund_at=self.clock())
        except (BotoCoreError, ClientError) as error:
            _log.warning("job %s, which was not accepted, is still counted in a line: %r", job.job_id, error)

    def job_ended(self, job: Job, *, sends_held: bool = True) -> None:
        """Count the end of a job, and send held ones of its owner. A fault is left to the sweep."""
        if self.limits == Limits() and not job.is_held:
            return
        try:
            line = self.lines.leave(job.owner, 1, _places(job))
            if job.is_held:
                self.lines.take_out(job.job_id)
            if sends_held:
                self._refill(job.owner, job.lane, line, _AT_ONCE)
        except Exception:  # noqa: BLE001 - the end itself has succeeded
            _log.exception("job %s has ended, but no job was sent in its place", job.job_id)

    def refill(self, owner: str) -> None:
        """Send held jobs of an owner where there is room. A fault is left to the sweep."""
        try:
            line = self.lines.get(owner)
            for lane in Lane:
                self._refill(owner, lane, line, _AT_ONCE * _AT_ONCE)
        except Exception:  # noqa: BLE001 - the ends that made room have succeeded
            _log.exception("no held job of an owner was sent")

    def _refill(self, owner: str, lane: Lane, line: OwnerLine, at_most: int) -> None:
        room = self.limits.share - line.sent.get(lane, 0) if self.limits.share else at_most
        has_all_sent = line.open == sum(line.sent.values())
        if room > 0 and not has_all_sent:  # fewer are open than sent: the counts are wrong, so look
            self.send_held(owner, lane, min(room, at_most))

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

    def restore_places(self, job_ids: Iterable[str]) -> int:
        """Put jobs into their lines that are held and have no place, as after a death; return how many."""
        restored = 0
        for job_id in job_ids:
            job = self.table.get(job_id)
            if job is not None and job.is_held and job.status is JobStatus.PENDING:
                self.lines.put_in(job)
                restored += 1
        return restored

    def _note_unsent(self, jobs: Iterable[Job]) -> None:
        """Have the next sweep send the tasks, of which the queue may have taken some."""
        for job in jobs:
            try:
                self.table.note_unsent(job)
            except (TransitionRefusedError, BotoCoreError, ClientError) as error:
                _log.warning("cannot mark job %s as unsent, a later sweep sends it: %r", job.job_id, error)


def _places(job: Job) -> dict[Lane, int]:
    """What a job takes of the share of its owner."""
    return {} if job.is_held else {job.lane: 1}
