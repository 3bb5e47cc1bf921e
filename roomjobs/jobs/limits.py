"""How many jobs an owner may have, and the error that says which limit is reached and what is left."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError
from roomjobs.jobs.conditions import all_of
from roomjobs.jobs.store.line_table import HOUR, room_for

if TYPE_CHECKING:
    from roomjobs.jobs.conditions import Condition
    from roomjobs.jobs.store.line_table import OwnerLine

_OPEN_RETRY_SECONDS = 60  # when to ask again after the limit of open jobs


class LimitReachedError(RoomJobsError):
    """The owner has as many jobs as the limit allows; the message says which limit, and what is left."""

    def __init__(self, what: str, limit: int, left: int, retry_after: int) -> None:
        super().__init__(f"You may have {limit} {what}, and {left} of them are left.")
        self.limit = limit
        self.left = left  # jobs that would still be accepted
        self.retry_after = retry_after  # seconds


class OpenLimitReachedError(LimitReachedError):
    """It is the limit of jobs that have not ended."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Jobs that one owner may have; 0 means any number."""

    share: int = 0  # in the queue of one lane
    open: int = 0  # accepted and not ended
    hourly: int = 0  # accepted in one hour

    def room_for(self, jobs: int) -> Condition:
        """The condition on the line of an owner that so many more jobs are accepted."""
        return all_of(room_for(self.open, "open", jobs), room_for(self.hourly, "in_hour", jobs))

    def left(self, line: OwnerLine) -> int:
        """How many more jobs an owner may have, `sys.maxsize` if any number."""
        counts = ((self.open, line.open), (self.hourly, line.in_hour))
        return min((limit - count for limit, count in counts if limit), default=sys.maxsize)

    def check(self, line: OwnerLine, jobs: int, *, now: float) -> None:
        """
        Refuse more jobs than the limits allow.

        Raises
        ------
        LimitReachedError
        """
        if self.open and line.open + jobs > self.open:
            left = max(0, self.open - line.open)
            raise OpenLimitReachedError("jobs that have not ended", self.open, left, _OPEN_RETRY_SECONDS)
        hour, passed = divmod(now, HOUR)
        in_hour = line.in_hour if line.hour >= hour else 0
        if self.hourly and in_hour + jobs > self.hourly:
            left = max(0, self.hourly - in_hour)
            raise LimitReachedError("jobs an hour", self.hourly, left, math.ceil(HOUR - passed))
