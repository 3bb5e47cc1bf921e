"""
Sets the lines of owners right from all open jobs, for what processes that died have left uncounted.

Jobs come and go while they are read, and each is counted a moment before it is stored and a moment after it
has ended. So the count of open jobs, on which a limit rests, is changed only by a difference that all sweeps
of some minutes have found, beyond what has come and gone during the reading. The counts of sent jobs order
the work only: they are corrected at once.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.limits import Limits
from roomjobs.jobs.store.line_table import OwnerLine, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.lines import Lines
    from roomjobs.jobs.store.index import OpenJob

_log = logging.getLogger(__name__)

_MANY = 50_000  # open jobs; more are not counted with each sweep, because each reading costs
_SECONDS_A_JOB = 1 / 500  # from one count of many jobs to the next
_PATIENCE = 180  # seconds for which a difference has to last; counting and storing a job take less
_LOST_PLACES = 100  # held jobs of one line whose places a sweep looks for


@dataclass(slots=True)
class _Found:
    """What is open of an owner."""

    before: OwnerLine  # as counted before the reading
    owner: str | None = None  # None: no open job names it
    open: int = 0
    sent: Counter[Lane] = field(default_factory=Counter)
    held: Counter[Lane] = field(default_factory=Counter)
    first_held: dict[Lane, list[str]] = field(default_factory=dict)  # ids of some
    is_moving: bool = False  # plans have become jobs meanwhile: they may be missing, or counted twice

    def add(self, job: OpenJob) -> None:
        self.open += 1
        if not job.is_held:
            self.sent[job.lane] += 1
            return
        self.held[job.lane] += 1
        ids = self.first_held.setdefault(job.lane, [])
        if len(ids) < _LOST_PLACES:
            ids.append(job.job_id)


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """Compares the lines with the jobs and batches that are open. Two runs at once are safe."""

    lines: Lines
    open_jobs: Callable[[], Iterable[OpenJob]]
    unfinished: Callable[[], Iterable[Batch]]  # of which some plans may be no jobs
    clock: Callable[[], float] = time.time

    def run(self) -> int:
        """
        Correct all lines, and send held jobs that have room; return how many were sent.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses; the next run begins again.
        """
        if self.clock() < self.lines.lines.next_count():
            return 0
        found, number = self._read()
        if number > _MANY:
            self.lines.lines.set_next_count(self.clock() + number * _SECONDS_A_JOB)
        for name, each in found.items():
            if self.lines.limits != Limits():
                self._correct(name, each)
        return sum(self._send_held(each) for each in found.values())

    def _read(self) -> tuple[dict[str, _Found], int]:
        """What is open by the names of lines, and how many jobs that are."""
        table = self.lines.lines
        noted = table.full_ones()
        found = {name: _Found(table.line(name)) for name in noted}

        def of(owner: str) -> _Found:
            name = name_of(owner)
            if name not in found:
                found[name] = _Found(table.line(name))
            found[name].owner = owner
            return found[name]

        unmade = self._unmade()
        for owner, plans in unmade.items():
            of(owner).open += plans
        seen = set()
        for job in self.open_jobs():
            if job.job_id in seen:  # its status has changed meanwhile
                continue
            seen.add(job.job_id)
            of(job.owner).add(job)
        unmade_now = self._unmade()
        for owner in unmade.keys() | unmade_now.keys():
            of(owner).is_moving = unmade[owner] != unmade_now[owner]
        return found, len(seen)

    def _unmade(self) -> Counter[str]:
        """By owner, how many plans of accepted batches are no jobs yet."""
        unmade = Counter[str]()
        for batch in self.unfinished():
            if batch.unmade:
                unmade[batch.owner] += batch.unmade
        return unmade

    def _correct(self, name: str, found: _Found) -> None:
        table = self.lines.lines
        before, after = found.before, table.line(name)
        sent = {
            lane: _beyond(found.sent[lane], before.sent.get(lane, 0), after.sent.get(lane, 0))
            for lane in Lane
        }
        if any(sent.values()):
            _log.info("the sent jobs of a line are corrected by %s", sent)
            table.correct_sent(name, sent)
        if found.is_moving or before.hour != after.hour:
            return  # the next sweep looks again
        by = difference(found.open, before, after)
        now = self.clock()
        is_known = by * after.off_by > 0
        least = min(by, after.off_by, key=abs) if is_known else by
        is_sure = (is_known and now - after.off_since >= _PATIENCE) or not after.hour  # nobody has counted
        if by and is_sure:
            _log.info("the open jobs of a line are corrected by %d", least)
            table.correct_open(name, least, after)
        elif least != after.off_by:
            since = after.off_since if is_known else now
            table.note_off(name, least, since=since, now=now)
        if not by:
            table.forget_full(name)

    def _send_held(self, found: _Found) -> int:
        share = self.lines.limits.share
        sent = 0
        for lane, waiting in found.held.items():
            room = share - found.sent[lane] if share else waiting
            if room > 0 and found.owner is not None:
                sent += self._send(found.owner, lane, min(room, waiting), found.first_held[lane])
        return sent

    def _send(self, owner: str, lane: Lane, at_most: int, held: Iterable[str]) -> int:
        """Send held jobs; those of them that have lost their place in the line, too."""
        sent = self.lines.send_held(owner, lane, at_most)
        if sent < at_most and self.lines.restore_places(held):
            sent += self.lines.send_held(owner, lane, at_most - sent)
        return sent


def difference(found: int, before: OwnerLine, after: OwnerLine) -> int:
    """
    By how much a count of open jobs is wrong at least, if it is counted by one hour before and after.

    Parameters
    ----------
    found
        Jobs that were open when they were read, between `before` and `after`.

    Examples
    --------
    >>> five = OwnerLine(open=5)
    >>> difference(3, five, five), difference(7, five, five)
    (-2, 2)

    Two have come and two have gone: what was read may be any of the nine.

    >>> difference(5, five, OwnerLine(open=5, in_hour=2))
    0
    """
    entered = after.in_hour - before.in_hour
    return max(0, found - before.open - entered) + min(0, found - after.open + entered)


def _beyond(found: int, *counted: int) -> int:
    """
    By how much a count is to change; 0 if what was found lies between what was counted.

    Examples
    --------
    >>> _beyond(5, 3, 7), _beyond(9, 3, 7), _beyond(0, 3, 7)
    (0, 2, -3)
    """
    return max(0, found - max(counted)) + min(0, found - min(counted))
