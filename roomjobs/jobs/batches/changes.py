"""
The state changes of a batch: source statuses, conditions, target status and edits. No I/O.

A batch that has ended has only jobs that have ended, all of them counted. So a retry of one of its jobs and
`REOPEN` are one transaction; and `COMPLETE` happens only if no count has moved since the results were read.
"""

from __future__ import annotations

from roomjobs.jobs.batches.batch import BatchStatus
from roomjobs.jobs.changes import Change
from roomjobs.jobs.conditions import ALWAYS, Field, Given, Sum, all_of, equal

_TOUCHED = {"updated_at": Given("second")}
_WENT_ON = {"letters": 0, **_TOUCHED}
_SENT = {
    "sends": Sum(Field("sends"), 1),
    "sent_at": Given("second"),
    "sent_expanded": Field("expanded"),
    "is_unsent": False,
}
_OPEN = (BatchStatus.EXPANDING, BatchStatus.RUNNING, BatchStatus.CANCELLING)
_SAME_SENDS = equal("sends", Given("sends"))

# Once: the jobs are counted in the line of their owner in the same transaction.
NOTE_SIZE = Change(
    "expand",
    {BatchStatus.EXPANDING: equal("jobs_count", Given("before"))},
    edits={"jobs_count": Given("jobs_count"), "left_out": Given("left_out"), **_TOUCHED},
)
# In one transaction with the jobs: no job exists beyond `expanded`, and none is added after a cancel.
EXPAND = Change(
    "expand",
    {BatchStatus.EXPANDING: equal("expanded", Given("expanded"))},
    edits={"expanded": Given("up_to"), **_WENT_ON},
)
RUN = Change(
    "run",
    {BatchStatus.EXPANDING: equal("expanded", Field("jobs_count"))},
    BatchStatus.RUNNING,
    {"seen_changes": 0, "quiet_looks": 0, **_WENT_ON},
)
CANCEL = Change(
    "cancel",
    {BatchStatus.EXPANDING: ALWAYS, BatchStatus.RUNNING: ALWAYS},
    BatchStatus.CANCELLING,
    _TOUCHED,
)
END_CANCELLED = Change(
    "end",
    {BatchStatus.CANCELLING: equal("expanded", Given("expanded"))},
    BatchStatus.CANCELLED,
    {"jobs_count": Field("expanded"), **_TOUCHED},
)
COMPLETE = Change(
    "complete",
    {BatchStatus.RUNNING: equal("rounds", Given("rounds"))},
    BatchStatus.COMPLETED,
    {"output_s3_key": Given("output_s3_key"), "rounds": Sum(Field("rounds"), 1), **_TOUCHED},
)
FAIL = Change(
    "fail",
    dict.fromkeys(_OPEN, ALWAYS),
    BatchStatus.FAILED,
    {"error_message": Given("error_message"), **_TOUCHED},
)
REOPEN = Change(
    "reopen", {BatchStatus.COMPLETED: ALWAYS}, BatchStatus.RUNNING, {"quiet_looks": 0, **_WENT_ON}
)
RESUME_EXPANDING = Change(
    "resume",
    {BatchStatus.FAILED: _SAME_SENDS},
    BatchStatus.EXPANDING,
    {"error_message": None, **_SENT, **_WENT_ON},
)
RESUME_RUNNING = Change(
    "resume",
    {BatchStatus.FAILED: all_of(_SAME_SENDS, equal("expanded", Field("jobs_count")))},
    BatchStatus.RUNNING,
    RESUME_EXPANDING.edits,
)
NOTE_SEND = Change("send again", dict.fromkeys(_OPEN, _SAME_SENDS), edits=_SENT)
NOTE_LETTER = Change(
    "send again after a dead letter",
    dict.fromkeys(_OPEN, _SAME_SENDS),
    edits={"letters": Given("letters"), **_SENT},
)
NOTE_UNSENT = Change(
    "note that its task was refused", dict.fromkeys(_OPEN, _SAME_SENDS), edits={"is_unsent": True}
)
NOTE_LOOK = Change(
    "note a look",
    dict.fromkeys(_OPEN, ALWAYS),
    edits={"seen_changes": Given("changes"), "quiet_looks": Given("quiet_looks"), "sent_at": Given("second")},
)

CHANGES = (
    NOTE_SIZE, EXPAND, RUN, CANCEL, END_CANCELLED, COMPLETE, FAIL, REOPEN, RESUME_EXPANDING, RESUME_RUNNING,
    NOTE_SEND, NOTE_LETTER, NOTE_UNSENT, NOTE_LOOK,
)  # fmt: skip

#: Marks the end or the retry of a job as counted, if its status is unchanged and it is not counted yet.
IS_TO_BE_COUNTED = all_of(equal("counted", Given("before")), equal("status", Given("status")))
