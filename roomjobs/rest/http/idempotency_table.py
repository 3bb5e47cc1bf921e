"""
Idempotent operations: requests with an Idempotency-Key, each of which is carried out once.

An item under the key records that an operation is being processed, and later its answer. It also holds the id
of the job or batch that the operation creates. If the process dies, the next request with the key creates the
same job or batch, or finds it.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from roomjobs import RoomJobsError
from roomjobs.jobs.acceptance import IdempotentOperation
from roomjobs.jobs.conditions import equal
from roomjobs.jobs.store.attributes import encode
from roomjobs.jobs.store.conditional_table import ConditionFailedError, Delete, Put, Update
from roomjobs.jobs.store.items import key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roomjobs.jobs.store.conditional_table import ConditionalTable, Item

#: After this a request counts as dead; API Gateway ends it after 29 s. One that is still alive makes the same
#: job as the request that replaces it, because the id follows from the key.
LEASE_SECONDS = 30
KEPT_SECONDS = 24 * 3600  # the answer is repeated for one day


class InWorkError(RoomJobsError):
    """Another request with this key is being processed."""


class KeyReusedError(RoomJobsError):
    """The key was used for a different request."""


class Answer(msgspec.Struct):
    """The stored answer of a request."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that this process may carry out now."""

    note: str  # key of its item
    name: str  # 32 hex digits, the same for every attempt
    was_begun: bool  # whether an earlier process began it without finishing
    until: int  # Unix seconds; afterwards other processes may take it over

    @property
    def idempotent(self) -> IdempotentOperation:
        """The operation as passed to the use cases."""
        return IdempotentOperation(self.name, self.was_begun)


@dataclass(frozen=True, slots=True)
class Operations:
    """
    Notes of operations, beside the jobs in their table.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    items: ConditionalTable
    clock: Callable[[], float] = time.time

    def begin(self, owner: str, given_key: str, request: bytes) -> Operation | Answer:
        """
        Take an operation on, or give what was answered before; `request` is all that makes it what it is.

        Raises
        ------
        InWorkError
        KeyReusedError
        """
        now = int(self.clock())
        note = "operation#" + hashlib.sha256(f"{owner}\0{given_key}".encode()).hexdigest()
        digest = hashlib.sha256(request).hexdigest()
        fresh = Operation(note, uuid.uuid4().hex, was_begun=False, until=now + LEASE_SECONDS)
        try:
            self.items.write(Put(_item(fresh, digest, now)))
        except ConditionFailedError as failed:
            stored = failed.item or {}
        else:
            return fresh
        if int(stored["expires_at"]["N"]) <= now:  # DynamoDB deletes up to days late
            return self._take(fresh, digest, now, stored)
        if stored["request"]["S"] != digest:
            raise KeyReusedError
        if "answer" in stored:
            return msgspec.msgpack.decode(stored["answer"]["B"], type=Answer)
        if int(stored["until"]["N"]) > now:
            raise InWorkError
        again = Operation(note, stored["name"]["S"], was_begun=True, until=now + LEASE_SECONDS)
        return self._take(again, digest, now, stored)

    def finish(self, operation: Operation, answer: Answer) -> None:
        """Store the answer, unless another process took the operation over, which has the same answer."""
        self._if_mine(Update(operation.note, {"answer": msgspec.msgpack.encode(answer)}), operation)

    def leave_open(self, operation: Operation) -> None:
        """Release an operation with unknown outcome, so that the next request can take it over at once."""
        self._if_mine(Update(operation.note, {"until": 0}), operation)

    def forget(self, operation: Operation) -> None:
        """Delete a refused operation, so that its key can be used for a corrected request."""
        self._if_mine(Delete(operation.note), operation)

    def _if_mine(self, write: Update | Delete, operation: Operation) -> None:
        with suppress(ConditionFailedError):
            self.items.write(replace(write, when=equal("until", operation.until)))

    def _take(self, operation: Operation, digest: str, now: int, stored: Mapping[str, Any]) -> Operation:
        """Take over an operation that no process works on; only one of several succeeds."""
        write = Put(_item(operation, digest, now), when=equal("until", int(stored["until"]["N"])))
        try:
            self.items.write(write)
        except ConditionFailedError as failed:
            raise InWorkError from failed
        return operation


def _item(operation: Operation, digest: str, now: int) -> Item:
    values = {
        "request": digest,
        "name": operation.name,
        "until": operation.until,
        "expires_at": now + KEPT_SECONDS,
    }
    return {**key(operation.note), **encode(values)}
