"""
The state changes of a job: source statuses, conditions, target status and edits. No I/O.

These values are the state machine. `JobTable` turns each change into one conditional write, `tests/models`
explores all sequences of changes, and the diagram in the docs is `diagram(CHANGES)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from roomjobs.jobs.conditions import (
    ALWAYS,
    Append,
    Condition,
    Field,
    Given,
    Replace,
    Sum,
    all_of,
    any_of,
    compare,
    edited,
    equal,
    holds,
)
from roomjobs.jobs.job import JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One allowed state change of a job or a batch."""

    name: str
    sources: Mapping[Any, Condition]  # by source status: the further condition
    to: StrEnum | None = None  # the status afterwards; None: unchanged
    edits: Mapping[str, object] = field(default_factory=dict)  # see `conditions.edited`

    @property
    def condition(self) -> Condition:
        """The complete condition on the stored item."""
        return any_of(*(all_of(equal("status", status), also) for status, also in self.sources.items()))

    @property
    def all_edits(self) -> Mapping[str, object]:
        """The edits, including that of the status."""
        return self.edits if self.to is None else {"status": self.to, **self.edits}

    def allows(self, item: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
        return holds(self.condition, item, given)

    def apply(self, item: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The item after the change."""
        return edited(self.all_edits, item, given)


_HOLDS_LEASE = all_of(equal("lease_owner", Given("owner")), equal("attempt", Given("attempt")))
_LEASE_IS_OVER = compare("lease_until", "<", Given("now"))
_ATTEMPTS_ARE_LEFT = compare("attempt", "<", Field("attempt_limit"))
_SAME_SENDS = equal("sends", Given("sends"))

#: `now` and `until` are Unix seconds, `second` is `now` in whole seconds, `moment` in milliseconds.
_TOUCHED = {"updated_at": Given("second")}
_WAITS_AGAIN = {"ready": Append(Given("moment"))}
_SPAN = {"spans": Replace(Given("place"), Given("span"))}  # of the current attempt, which is the last
_DELAY_IS_OVER = {"delay_reason": None, "delayed_since": None, "delays": 0}

CLAIM = Change(
    "claim",
    {
        JobStatus.PENDING: _ATTEMPTS_ARE_LEFT,
        JobStatus.PROCESSING: all_of(_ATTEMPTS_ARE_LEFT, _LEASE_IS_OVER),
    },
    JobStatus.PROCESSING,
    {
        "attempt": Sum(Field("attempt"), 1),
        "lease_owner": Given("owner"),
        "lease_until": Given("until"),
        "stage": None,
        "share": None,
        "delay_reason": None,
        "is_held": False,
        "spans": Append(Given("span")),
        "workers": Append(Given("owner")),
        **_TOUCHED,
    },
)
# A renewal that arrives after the lease was released, or after a later renewal, changes nothing.
RENEW = Change(
    "renew",
    {
        JobStatus.PROCESSING: all_of(
            _HOLDS_LEASE, compare("lease_until", ">", 0), compare("lease_until", "<=", Given("until"))
        )
    },
    edits={"lease_until": Given("until"), "stage": Given("stage"), "share": Given("share")},
)
NOTE_PLAN = Change(
    "note the plan",
    {JobStatus.PROCESSING: _HOLDS_LEASE},
    edits={"plan_s3_key": Given("plan_s3_key"), "wall_count": Given("wall_count"), **_TOUCHED},
)
RELEASE = Change(
    "release",
    {JobStatus.PROCESSING: _HOLDS_LEASE},
    edits={"lease_until": 0, **_SPAN, **_WAITS_AGAIN, **_TOUCHED},
)
# Like `RELEASE`, but the attempt does not count: a store was unreachable, which the plan did not cause.
POSTPONE = Change(
    "postpone",
    {JobStatus.PROCESSING: _HOLDS_LEASE},
    edits={
        **RELEASE.edits,
        "attempt_limit": Sum(Field("attempt_limit"), 1),
        "delays": Sum(Field("delays"), 1),
        "delayed_since": Given("delayed_since"),
        "delay_reason": Given("delay_reason"),
    },
)
# Like `RELEASE`; it also records the signal that ended the process of the attempt.
NOTE_CRASH = Change(
    "note the crash",
    {JobStatus.PROCESSING: _HOLDS_LEASE},
    edits={**RELEASE.edits, "crash": Given("crash")},
)
COMPLETE = Change(
    "end",
    {JobStatus.PROCESSING: _HOLDS_LEASE},
    JobStatus.COMPLETED,
    {
        "output_s3_key": Given("output_s3_key"),
        "rooms_count": Given("rooms_count"),
        "confidence_score": Given("confidence_score"),
        "processing_time": Given("processing_time"),
        "wall_count": Given("wall_count"),
        "name": Given("name"),
        **_SPAN,
        **_TOUCHED,
        **_DELAY_IS_OVER,
    },
)
_FAILED = {
    "error_message": Given("error_message"),
    "error_fingerprint": Given("error_fingerprint"),
    **_TOUCHED,
    **_DELAY_IS_OVER,
}
FAIL = Change(
    "end",
    {JobStatus.PROCESSING: _HOLDS_LEASE},
    JobStatus.FAILED,
    {**_FAILED, **_SPAN, "error_trace": Given("error_trace")},
)
GIVE_UP = Change(
    "give up",
    {JobStatus.PROCESSING: all_of(_LEASE_IS_OVER, compare("attempt", ">=", Field("attempt_limit")))},
    JobStatus.FAILED,
    _FAILED,
)
NOTE_SEND = Change(
    "send again",
    {JobStatus.PENDING: _SAME_SENDS, JobStatus.PROCESSING: all_of(_SAME_SENDS, _LEASE_IS_OVER)},
    edits={"sends": Sum(Field("sends"), 1), "sent_at": Given("second"), "is_unsent": False},
)
SEND_HELD = Change(
    "send for the first time",
    {JobStatus.PENDING: equal("is_held", True)},
    edits={"is_held": False, "sent_at": Given("second")},
)
NOTE_UNSENT = Change(
    "note that its task was refused",
    {JobStatus.PENDING: _SAME_SENDS},
    edits={"is_unsent": True},
)
CANCEL = Change(
    "cancel",
    {JobStatus.PENDING: ALWAYS, JobStatus.PROCESSING: ALWAYS},
    JobStatus.CANCELLED,
    {**_TOUCHED, **_DELAY_IS_OVER},
)
RETRY = Change(
    "retry",
    {JobStatus.FAILED: equal("attempt", Given("attempt"))},
    JobStatus.PENDING,
    {
        "error_message": None,
        "error_fingerprint": None,
        "error_trace": None,
        "crash": None,
        "sent_at": Given("second"),
        "attempt_limit": Sum(Field("attempt"), Given("attempts")),
        "sends": Sum(Field("sends"), 1),
        "first_send": Sum(Field("sends"), 1),
        "is_unsent": False,
        "is_held": Given("is_held"),
        **_WAITS_AGAIN,
        **_TOUCHED,
    },
)

CHANGES = (
    CLAIM, RENEW, NOTE_PLAN, RELEASE, POSTPONE, NOTE_CRASH, COMPLETE, FAIL, GIVE_UP, NOTE_SEND, SEND_HELD,
    NOTE_UNSENT,
    CANCEL, RETRY,
)  # fmt: skip


def transitions(changes: Iterable[Change], statuses: Iterable[Any]) -> Mapping[Any, frozenset[Any]]:
    """The statuses that each status can change to."""
    changes = list(changes)
    return MappingProxyType(
        {
            status: frozenset(change.to for change in changes if change.to and status in change.sources)
            for status in statuses
        }
    )


def diagram(changes: Iterable[Change]) -> str:
    """The changes of status as a Mermaid state diagram, one line per pair of statuses."""
    names: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        for source in change.sources if change.to else ():
            known = names.setdefault((str(source), str(change.to)), [])
            if change.name not in known:
                known.append(change.name)
    lines = [f"    {source} --> {to}: {', '.join(each)}" for (source, to), each in names.items()]
    return "\n".join(["stateDiagram-v2", *lines])


TRANSITIONS = transitions(CHANGES, JobStatus)
