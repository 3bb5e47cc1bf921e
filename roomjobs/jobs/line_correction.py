"""
Sets the lines of owners right from all open jobs, for what processes that died have left uncounted.

Jobs come and go while they are read. So a count is changed only if it lies outside of what the line held
before and after the reading, and by the difference, which keeps what others count at this moment.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.limits import Limits
from roomjobs.jobs.store.line_table import OwnerLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.lines import Lines
    from roomjobs.jobs.store.index import OpenJob

_log = logging.getLogger(__name__)

_MANY = 50_000  # open jobs; more are not counted with each sweep, because each reading costs
_SECONDS_A_JOB = 1 / 500  # from one count of many jobs to the next


@dataclass(slots=True)
class _Found:
    """What is open of an owner."""

    before: OwnerLine  # as counted before the reading
    open: int = 0
    sent: Counter[Lane] = field(default_factory=Counter)
    held: Counter[Lane] = field(default_factory=Counter)
    is_moving: bool = False  # plans have become jobs meanwhile: they may be missing, or counted twice


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """Compares the lines with the jobs and batches that are open. Two runs at once are safe."""

    lines: Lines
    open_jobs: Callable[[], Iterable[OpenJob]]
    expanding: Callable[[], Iterable[Batch]]
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
        if self.lines.limits != Limits():
            for owner, each in found.items():
                self._correct(owner, each)
        self.lines.lines.empty_full_ones(except_of=found)
        return sum(self._send_held(owner, each) for owner, each in found.items())

    def _read(self) -> tuple[dict[str, _Found], int]:
        """What is open by owner, and how many jobs that are."""
        found: dict[str, _Found] = {}
        table = self.lines.lines

        def of(owner: str) -> _Found:
            if owner not in found:
                found[owner] = _Found(table.get(owner))
            return found[owner]

        unmade = self._unmade()
        for owner_name, plans in unmade.items():
            of(owner_name).open += plans
        seen = set()
        for job in self.open_jobs():
            if job.job_id in seen:  # its status has changed meanwhile
                continue
            seen.add(job.job_id)
            owner = of(job.owner)
            owner.open += 1
            (owner.held if job.is_held else owner.sent)[job.lane] += 1
        unmade_now = self._unmade()
        for owner_name in unmade.keys() | unmade_now.keys():
            of(owner_name).is_moving = unmade[owner_name] != unmade_now[owner_name]
        return found, len(seen)

    def _unmade(self) -> Counter[str]:
        """By owner, how many plans of accepted batches are no jobs yet."""
        unmade = Counter[str]()
        for batch in self.expanding():
            if batch.unmade:
                unmade[batch.owner] += batch.unmade
        return unmade

    def _correct(self, owner: str, found: _Found) -> None:
        before, after = found.before, self.lines.lines.get(owner)
        by = OwnerLine(
            open=0 if found.is_moving else _beyond(found.open, before.open, after.open),
            sent={
                lane: _beyond(found.sent[lane], before.sent.get(lane, 0), after.sent.get(lane, 0))
                for lane in Lane
            },
        )
        if by.open or any(by.sent.values()):
            _log.info("the line of an owner is corrected by %s", by)
            self.lines.lines.correct(owner, by)

    def _send_held(self, owner: str, found: _Found) -> int:
        share = self.lines.limits.share
        sent = 0
        for lane, waiting in found.held.items():
            room = share - found.sent[lane] if share else waiting
            if room > 0:
                sent += self.lines.send_held(owner, lane, min(room, waiting))
        return sent


def _beyond(found: int, *counted: int) -> int:
    """
    By how much a count is to change; 0 if what was found lies between what was counted.

    Examples
    --------
    >>> _beyond(5, 3, 7), _beyond(9, 3, 7), _beyond(0, 3, 7)
    (0, 2, -3)
    """
    return max(0, found - max(counted)) + min(0, found - min(counted))
