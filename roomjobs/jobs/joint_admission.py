"""
Counts a job in the line of its owner and stores it in one transaction, which saves a call.

DynamoDB cancels a transaction while anything else writes one of its items, and refuses single writes of them
meanwhile. So this is for owners of whom one request comes at a time; all others are counted first, as
`Lines.admit` does it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roomjobs.jobs.store.conditional_table import ConditionFailedError, ConflictError

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.lines import Lines

_APART_SECONDS = 10.0  # in which a line that others write, too, is written apart
_MOST_APART = 10_000  # owners remembered


@dataclass(frozen=True, slots=True)
class JointAdmission:
    """Tries the transaction where it is likely to succeed."""

    lines: Lines
    _writing: set[str] = field(default_factory=set)  # owners of whom a transaction is under way here
    _apart: dict[str, float] = field(
        default_factory=dict
    )  # until when owners are counted first, Unix seconds

    def is_likely(self, owner: str) -> bool:
        """
        Whether to try for a job of this owner.

        Nobody else writes the line, and when it was last looked at there was room for more jobs: the plan is
        stored before the transaction, and of one that is refused nothing shall stay.
        """
        return (
            owner not in self._writing
            and self._apart.get(owner, 0.0) <= self.lines.clock()
            and self.lines.takes_room(owner)
        )

    def add(self, job: Job) -> Job | None:
        """
        Count and store a new job; the returned job says whether it is held. None: nothing was written.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses; the transaction may have happened.
        """
        self._writing.add(job.owner)
        try:
            return self.lines.add_counted(job)
        except ConditionFailedError:  # something else is left of its share or its limits than it seemed
            return None
        except ConflictError:
            self._keep_apart(job.owner)
            return None
        finally:
            self._writing.discard(job.owner)

    def _keep_apart(self, owner: str) -> None:
        """Count the next jobs of an owner first: others write its line."""
        if len(self._apart) >= _MOST_APART:
            self._apart.clear()
        self._apart[owner] = self.lines.clock() + _APART_SECONDS
