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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from roomjobs import RoomJobsError
from roomjobs.jobs.store.items import encode, key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roomjobs.sqs import QuickCalls

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


@dataclass(frozen=True, slots=True)
class Operations:
    """
    Notes of operations, beside the jobs in their table.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is out of reach or refuses.
    """

    dynamodb: QuickCalls
    table: str
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
            self._put(fresh, digest, now, condition="attribute_not_exists(job_id)", more={})
        except ClientError as error:
            stored = _what_was_there(error)
        else:
            return fresh
        if stored["name"]["S"] == fresh.name:  # the answer to the first try was lost
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
        """Note what was answered, unless another took the operation over: it has the same to tell."""
        try:
            self.dynamodb.call(
                "UpdateItem",
                {
                    "TableName": self.table,
                    "Key": key(operation.note),
                    "UpdateExpression": "SET answer = :answer",
                    "ConditionExpression": "#until = :until",
                    "ExpressionAttributeNames": {"#until": "until"},
                    "ExpressionAttributeValues": {
                        ":answer": {"B": msgspec.msgpack.encode(answer)},
                        ":until": {"N": str(operation.until)},
                    },
                },
            )
        except ClientError as error:
            _what_was_there(error)

    def give_up(self, operation: Operation) -> None:
        """Forget an operation that was refused, so that its key is free for a better request."""
        try:
            self.dynamodb.call(
                "DeleteItem",
                {
                    "TableName": self.table,
                    "Key": key(operation.note),
                    "ConditionExpression": "#until = :until",
                    "ExpressionAttributeNames": {"#until": "until"},
                    "ExpressionAttributeValues": {":until": {"N": str(operation.until)}},
                },
            )
        except ClientError as error:
            _what_was_there(error)

    def _take(self, operation: Operation, digest: str, now: int, stored: Mapping[str, Any]) -> Operation:
        """Replace a note that nobody is at work on; only one of several can."""
        try:
            self._put(
                operation,
                digest,
                now,
                condition="#until = :old",
                more={
                    "ExpressionAttributeNames": {"#until": "until"},
                    "ExpressionAttributeValues": {":old": stored["until"]},
                },
            )
        except ClientError as error:
            _what_was_there(error)
            raise InWorkError from error
        return operation

    def _put(
        self, operation: Operation, digest: str, now: int, *, condition: str, more: dict[str, Any]
    ) -> None:
        values = {
            "request": digest,
            "name": operation.name,
            "until": operation.until,
            "expires_at": now + KEPT_SECONDS,
        }
        self.dynamodb.call(
            "PutItem",
            {
                "TableName": self.table,
                "Item": {**key(operation.note), **encode(values)},
                "ConditionExpression": condition,
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                **more,
            },
        )


def _what_was_there(error: ClientError) -> Mapping[str, Any]:
    """The note that broke a condition; any other error goes on up."""
    if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        raise error
    stored: Any = error.response.get("Item", {})
    there: Mapping[str, Any] = stored
    return there
