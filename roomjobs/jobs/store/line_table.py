"""
The line of each owner: how much work of theirs is open, and which of their jobs are held back.

========================  =======================================================================
key                       attributes
========================  =======================================================================
``line#<owner>``          ``open``: jobs, and plans of accepted batches that are no jobs yet;
                          ``sent_<lane>``: open jobs with a message; ``hour`` and ``in_hour``: jobs
                          accepted in that hour; ``off_by`` and ``off_since``: a doubt about ``open``
``held#<job_id>``         a held job; in the index under ``held#<lane>#<owner>``, oldest first
``full#<owner>``          the owner was refused at the limit of open jobs; in the index under ``full``
``lines``                 ``next_count``: when all lines are to be set right again
========================  =======================================================================

Counts are changed by single writes, or together with the job where nobody else writes the line. A process
that dies between single writes leaves them a little off, and the sweep sets them right. An owner stands in
keys by a hash.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from roomjobs.jobs.conditions import ALWAYS, Absent, Field, Sum, all_of, any_of, compare, equal
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.store.attributes import encode, plain
from roomjobs.jobs.store.conditional_table import ConditionFailedError, Delete, Put, Update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roomjobs.jobs.conditions import Condition
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.conditional_table import ConditionalTable, Item

HOUR = 3600
_KEPT = 40 * 24 * HOUR  # seconds after the last job
_LINE = "line"
_FULL = "full"
_COUNT = "lines"
_MOST_NOTED = 100  # owners that one sweep looks at


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """What is open of an owner."""

    open: int = 0
    hour: int = 0  # number of the hour since 1970 that `in_hour` is about
    in_hour: int = 0
    sent: Mapping[str, int] = field(default_factory=dict)  # by lane
    off_by: int = 0  # by how much `open` differed at least from what each sweep found, since `off_since`
    off_since: int = 0  # Unix seconds


class LineTable:
    """
    Reads and writes the lines of owners.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    def __init__(self, items: ConditionalTable) -> None:
        self._items = items

    def get(self, owner: str) -> OwnerLine:
        return _line(self._items.get(_key(owner)))

    def entry(
        self, owner: str, jobs: int, sent: Mapping[Lane, int], *, now: float, when: Condition = ALWAYS
    ) -> Update:
        """
        The write that counts more open jobs, of which some are sent, for a transaction.

        Its condition is `when`, and that the line is counted by the hour of `now`.
        """
        edits = {
            "open": Sum(Field("open"), jobs),
            "in_hour": Sum(Field("in_hour"), jobs),
            **{_sent(lane): Sum(Field(_sent(lane)), number) for lane, number in sent.items() if number},
            "expires_at": int(now) + _KEPT,
        }
        return Update(_key(owner), edits, all_of(equal("hour", int(now) // HOUR), when))

    def enter(
        self, owner: str, jobs: int, sent: Mapping[Lane, int], *, now: float, when: Condition = ALWAYS
    ) -> OwnerLine:
        """
        Count more open jobs, of which some are sent.

        Raises
        ------
        ConditionFailedError
            The line does not meet `when`, or is counted by another hour.
        """
        return _line(self._items.write(self.entry(owner, jobs, sent, now=now, when=when)))

    def placing(self, owner: str, ended: int, sent: Mapping[Lane, int]) -> Update:
        """The write that counts some of the jobs reserved as ended, and some as sent, for a transaction."""
        edits = {_sent(lane): Sum(Field(_sent(lane)), number) for lane, number in sent.items() if number}
        return Update(_key(owner), {"open": Sum(Field("open"), -ended), **edits})

    def begin_hour(self, owner: str, *, now: float) -> None:
        """Count from zero for a new hour; no effect if another process has."""
        hour = int(now) // HOUR
        edits = {
            "hour": hour,
            "in_hour": 0,
            "open": Sum(Field("open"), 0),
            "expires_at": int(now) + _KEPT,
            **{_sent(lane): Sum(Field(_sent(lane)), 0) for lane in Lane},
        }
        try:
            when = any_of(Absent("hour"), compare("hour", "<", hour))
            self._items.write(Update(_key(owner), edits, when))
        except ConditionFailedError:
            return

    def leave(
        self, owner: str, jobs: int, sent: Mapping[Lane, int], *, refund_at: float | None = None
    ) -> OwnerLine:
        """
        Count fewer open jobs, of which some were sent; the counts never go below zero.

        With `refund_at`, Unix seconds, the jobs do not count among those accepted in that hour, either.
        """
        wanted = {"open": jobs, **{_sent(lane): number for lane, number in sent.items()}}
        of_hour: Condition = ALWAYS
        if refund_at is not None:
            wanted["in_hour"] = jobs
            of_hour = equal("hour", int(refund_at) // HOUR)
        try:
            return self._lower(owner, wanted, of_hour)
        except ConditionFailedError as failed:
            line = plain(failed.item or {})
        left = {name: min(by, int(line.get(name, 0))) for name, by in wanted.items() if name != "in_hour"}
        try:
            return self._lower(owner, left, ALWAYS)
        except ConditionFailedError as failed:
            return _line(failed.item)

    def _lower(self, owner: str, by: Mapping[str, int], when: Condition) -> OwnerLine:
        edits = {name: Sum(Field(name), -number) for name, number in by.items()}
        enough = all_of(*(compare(name, ">=", number) for name, number in by.items()))
        return _line(self._items.write(Update(_key(owner), edits, all_of(when, enough))))

    def note_sent(self, owner: str, lane: Lane, jobs: int) -> None:
        """Count jobs that were held and are sent now."""
        self._items.write(Update(_key(owner), {_sent(lane): Sum(Field(_sent(lane)), jobs)}))

    def line(self, name: str) -> OwnerLine:
        """The line of an owner, given by its name: see `name_of`."""
        return _line(self._items.get(f"{_LINE}#{name}"))

    def correct_sent(self, name: str, by: Mapping[Lane, int]) -> None:
        """Change the counts of sent jobs by these differences; no effect if one fell below zero."""
        changes = {_sent(lane): change for lane, change in by.items() if change}
        edits = {each: Sum(Field(each), change) for each, change in changes.items()}
        when = all_of(*(compare(each, ">=", -change) for each, change in changes.items() if change < 0))
        with suppress(ConditionFailedError):  # others have counted meanwhile: the next sweep looks again
            self._items.write(Update(f"{_LINE}#{name}", edits, when))

    def note_off(self, name: str, by: int, *, since: float, now: float) -> None:
        """Note by how much the count of open jobs differs from what sweeps have found since then."""
        edits = {"off_by": by, "off_since": int(since), "expires_at": int(now) + _KEPT}
        self._items.write(Update(f"{_LINE}#{name}", edits))

    def correct_open(self, name: str, by: int, doubt: OwnerLine) -> None:
        """Change the count of open jobs and remove the doubt; no effect if another process has."""
        edits = {"open": Sum(Field("open"), by), "off_by": 0, "off_since": 0}
        when = _same(doubt) if doubt.off_by else ALWAYS
        enough = compare("open", ">=", -by) if by < 0 else ALWAYS
        with suppress(ConditionFailedError):
            self._items.write(Update(f"{_LINE}#{name}", edits, all_of(when, enough)))

    def next_count(self) -> float:
        """When all lines are to be set right again, Unix seconds."""
        stored = self._items.get(_COUNT)
        return 0.0 if stored is None else float(stored["next_count"]["N"])

    def set_next_count(self, at: float) -> None:
        """Store when all lines are to be set right again."""
        self._items.write(Put(encode({"job_id": _COUNT, "next_count": at}), when=ALWAYS))

    def note_full(self, owner: str, *, now: float) -> None:
        """Note that the owner was refused because of the count of open jobs."""
        item = {
            "job_id": f"{_FULL}#{name_of(owner)}",
            "status_shard": _FULL,
            "created_at": int(now),
            "expires_at": int(now) + _KEPT,
        }
        self._items.write(Put(encode(item), when=ALWAYS))

    def full_ones(self) -> list[str]:
        """The names of the lines that are noted as full, at most 100."""
        noted, _ = self._items.in_index(_FULL, at_most=_MOST_NOTED)
        return [each["job_id"]["S"].removeprefix(f"{_FULL}#") for each in noted]

    def forget_full(self, name: str) -> None:
        """Remove the note that a line is full."""
        self._items.write(Delete(f"{_FULL}#{name}"))

    def ticket(self, job: Job) -> Put:
        """The write that puts a held job into its line, for a transaction with the job."""
        item = encode(
            {
                "job_id": _ticket(job.job_id),
                "status_shard": _held(job.owner, job.lane),
                "created_at": job.created_at,
                "expires_at": job.expires_at,
            }
        )
        return Put(item, when=ALWAYS)

    def put_in(self, job: Job) -> None:
        """Put a job into its line."""
        self._items.write(self.ticket(job))

    def held(self, owner: str, lane: Lane, at_most: int) -> list[str]:
        """The ids of the oldest held jobs; the index may lag behind, so some may be sent already."""
        stored, _ = self._items.in_index(_held(owner, lane), at_most=at_most)
        return [each["job_id"]["S"].removeprefix("held#") for each in stored]

    def take_out(self, job_id: str) -> None:
        """Remove a job from those held."""
        self._items.write(Delete(_ticket(job_id)))


def room_for(limit: int, name: str, jobs: int) -> Condition:
    """The condition that so many more jobs stay within a limit, of which 0 means none."""
    return compare(name, "<=", limit - jobs) if limit else ALWAYS


def sent_in(lane: Lane) -> str:
    """The name of the count of sent jobs in a lane."""
    return _sent(lane)


def _sent(lane: Lane) -> str:
    return f"sent_{lane}"


def name_of(owner: str) -> str:
    """The name of the line of an owner: a hash, because an owner may be any text."""
    return hashlib.sha256(owner.encode()).hexdigest()[:32]


def _key(owner: str) -> str:
    return f"{_LINE}#{name_of(owner)}"


def _held(owner: str, lane: Lane) -> str:
    return f"held#{lane}#{name_of(owner)}"


def _ticket(job_id: str) -> str:
    return f"held#{job_id}"


def _same(doubt: OwnerLine) -> Condition:
    return all_of(equal("off_by", doubt.off_by), equal("off_since", doubt.off_since))


def _line(stored: Item | None) -> OwnerLine:
    """The line in an item; each submit reads one, so not by boto3's deserializer."""
    item = stored or {}

    def count(name: str) -> int:
        return int(Decimal(item[name]["N"])) if name in item else 0

    return OwnerLine(
        open=count("open"),
        hour=count("hour"),
        in_hour=count("in_hour"),
        sent={lane: count(_sent(lane)) for lane in Lane},
        off_by=count("off_by"),
        off_since=count("off_since"),
    )
