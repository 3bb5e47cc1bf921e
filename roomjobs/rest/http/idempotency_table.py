"""
Operations that their clients named by a key of their own (Idempotency-Key): each happens once.

A note under the key says that an operation is in work, and later what was answered. It also holds the id that
the operation gives to what it makes. So if its process dies at any line, the next request with that key makes
the same thing, or finds it made.
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
from roomjobs.jobs.conditions import equal
from roomjobs.jobs.store.conditional_table import ConditionFailedError, Delete, Put, Update
from roomjobs.jobs.store.items import encode, key
from roomjobs.jobs.submission import IdempotentOperation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roomjobs.jobs.store.conditional_table import ConditionalTable, Item

LEASE_SECONDS = 120  # a request is taken for dead after this; API Gateway ends it after 29 s already
KEPT_SECONDS = 24 * 3600  # the answer is given again for so long


class InWorkError(RoomJobsError):
    """Another request with this key is in work."""


class KeyReusedError(RoomJobsError):
    """The key was used for another request."""


class Answer(msgspec.Struct):
    """What a request was answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Operation:
    """One that this process may carry out now."""

    note: str  # where it is noted
    name: str  # 32 hex digits, the same for every try
    was_begun: bool  # by a process that has not come to an end with it
    until: int  # Unix seconds; then others may take it over

    @property
    def idempotent(self) -> IdempotentOperation:
        """What those who carry it out have to know of it."""
        return IdempotentOperation(self.name, self.was_begun)


@dataclass(frozen=True, slots=True)
class Operations:
    """
    Notes of operations, beside the jobs in their table.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is out of reach or refuses.
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
        """Note what was answered, unless another took the operation over: it has the same answer."""
        self._if_mine(Update(operation.note, {"answer": msgspec.msgpack.encode(answer)}), operation)

    def leave_open(self, operation: Operation) -> None:
        """Let the next request take over at once an operation whose outcome is not known."""
        self._if_mine(Update(operation.note, {"until": 0}), operation)

    def forget(self, operation: Operation) -> None:
        """Forget an operation that was refused, so that its key is free for a better request."""
        self._if_mine(Delete(operation.note), operation)

    def _if_mine(self, write: Update | Delete, operation: Operation) -> None:
        with suppress(ConditionFailedError):
            self.items.write(replace(write, when=equal("until", operation.until)))

    def _take(self, operation: Operation, digest: str, now: int, stored: Mapping[str, Any]) -> Operation:
        """Replace a note that nobody is at work on; only one of several can."""
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
