"""
Conditional writes of items in DynamoDB, the base of every table of the service.

A write whose answer was lost may have happened. It is then repeated, and its own earlier effect may break its
condition. Each write leaves its own id in the item, `write_id`, and so tells that from a real conflict.
"""

from __future__ import annotations

import random
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from roomjobs import RoomJobsError, sqs
from roomjobs.jobs.conditions import ALWAYS, Absent, Condition
from roomjobs.jobs.store.attributes import encode
from roomjobs.jobs.store.items import key
from roomjobs.jobs.store.rendering import Rendering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

Item = dict[str, Any]  # attribute values in DynamoDB's format

INDEX = "by-status"
_PAGE = 100  # keys in one BatchGetItem at most
_COUNTED_PAGES = 10  # of 1 MB each
_TRIES = 12  # attempts of a transaction that conflicts with others
_IS_NEW = Absent("job_id")


class ConditionFailedError(RoomJobsError):
    """The item does not meet the condition; `item` is the stored item, None if it does not exist."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("the item does not meet the condition of the write")
        self.item = item


class ConflictError(RoomJobsError):
    """Another write of one of the items was under way, as DynamoDB `answered`; nothing was written."""

    def __init__(self, answered: ClientError) -> None:
        super().__init__("another write of one of the items is under way")
        self.answered = answered


@dataclass(frozen=True, slots=True)
class Put:
    """Writes a new item or replaces an existing one."""

    item: Item
    when: Condition = _IS_NEW
    given: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return str(self.item["job_id"]["S"])


@dataclass(frozen=True, slots=True)
class Update:
    """Edits an item, which is created if it does not exist."""

    key: str
    edits: Mapping[str, object]
    when: Condition = ALWAYS
    given: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """Writes nothing; the other writes of the transaction happen only if the condition holds."""

    key: str
    when: Condition
    given: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delete:
    key: str
    when: Condition = ALWAYS
    given: Mapping[str, object] = field(default_factory=dict)


Write = Put | Update | Check | Delete


class ConditionalTable:
    """
    Reads and conditional writes of items whose key is `job_id`.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    def __init__(
        self,
        dynamodb: DynamoDBClient,
        table: str,
        *,
        quick: sqs.QuickCalls | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._dynamodb = dynamodb
        self._quick = quick or sqs.QuickCalls(dynamodb, credentials=None)
        self._table = table
        self._sleep = sleep

    def get(self, item_key: str) -> Item | None:
        """The stored item."""
        asked = {"TableName": self._table, "Key": key(item_key), "ConsistentRead": True}
        found: Item | None = self._quick.call("GetItem", asked).get("Item")
        return found

    def get_many(self, keys: Iterable[str]) -> list[Item]:
        """The existing items, in no particular order."""
        wanted = list(keys)
        found: list[Item] = []
        for first in range(0, len(wanted), _PAGE):
            left: Any = [key(each) for each in wanted[first : first + _PAGE]]
            pause = 0.05
            while left:
                answer: Any = self._dynamodb.batch_get_item(
                    RequestItems={self._table: {"Keys": left, "ConsistentRead": True}}
                )
                found += answer["Responses"].get(self._table, [])
                left = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
                if left:
                    self._sleep(sqs.charge(pause := min(2 * pause, 2.0)))
        return found

    def write(self, write: Put | Update | Delete) -> Item:
        """
        Make one write. One that conflicts with a transaction is repeated.

        Returns
        -------
        dict
            The item after the write; for a deletion, the deleted item.

        Raises
        ------
        ConditionFailedError
        """
        write_id = uuid.uuid4().hex
        operation = {Put: "PutItem", Update: "UpdateItem", Delete: "DeleteItem"}[type(write)]
        asked = {
            **_rendered(write, self._table, write_id),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if not isinstance(write, Put):
            asked["ReturnValues"] = "ALL_NEW" if isinstance(write, Update) else "ALL_OLD"
        try:
            answer = self._unless_busy(operation, asked)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            standing: Any = error.response.get("Item")
            if standing and standing.get("write_id") == {"S": write_id}:
                return dict(standing)
            raise ConditionFailedError(standing or None) from error
        return asked["Item"] if isinstance(write, Put) else dict(answer.get("Attributes", {}))

    def transact(self, writes: Sequence[Write]) -> None:
        """
        Make all writes or none. A transaction that conflicts with another is repeated.

        Raises
        ------
        ConditionFailedError
            With the first item that does not meet its condition.
        """
        for turn in range(_TRIES):
            try:
                self.transact_once(writes)
            except ConflictError as conflict:
                refusal = conflict.answered
            except ClientError as error:
                if not _is_under_way(error):
                    raise
                refusal = error
            else:
                return
            if turn == _TRIES - 1:
                raise refusal
            self._sleep(sqs.charge(_pause(turn)))

    def transact_once(self, writes: Sequence[Write]) -> None:
        """
        Make all writes or none, without waiting for others.

        Raises
        ------
        ConditionFailedError
            With the first item that does not meet its condition.
        ConflictError
            Another write of an item is under way.
        botocore.exceptions.ClientError
            For one, this transaction itself is still under way after a lost answer, and may yet happen.
        """
        items = [
            {type(write).__name__.replace("Check", "ConditionCheck"): _rendered(write, self._table, "")}
            for write in writes
        ]
        for each in items:
            for operation in each.values():
                operation["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        try:  # by the token DynamoDB recognizes a repeated request whose answer was lost
            self._quick.call(
                "TransactWriteItems", {"TransactItems": items, "ClientRequestToken": uuid.uuid4().hex}
            )
        except ClientError as error:
            failed, busy = _reasons(error)
            if failed:
                raise ConditionFailedError(failed[0].get("Item")) from error
            if busy:
                raise ConflictError(error) from error
            raise

    def _unless_busy(self, operation: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call; again while the item is in a transaction, for which DynamoDB refuses other writes of it."""
        for turn in range(_TRIES - 1):
            try:
                return self._quick.call(operation, asked)
            except ClientError as error:
                if error.response["Error"]["Code"] != "TransactionConflictException":
                    raise
                self._sleep(sqs.charge(_pause(turn)))
        return self._quick.call(operation, asked)

    def count_in_index(self, partition: str, where: Condition = ALWAYS) -> int:
        """Number of items in a partition of the by-status index, from 10 MB of it at most."""
        rendering = Rendering({})
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": INDEX,
            "KeyConditionExpression": "status_shard = :partition",
            "Select": "COUNT",
        }
        if condition := rendering.condition(where):
            query["FilterExpression"] = condition
            query["ExpressionAttributeNames"] = {alias: name for name, alias in rendering.names.items()}
        query["ExpressionAttributeValues"] = {**encode({":partition": partition}), **rendering.values}
        count = 0
        for _ in range(_COUNTED_PAGES):
            answer = self._quick.call("Query", query)
            count += answer["Count"]
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return count

    def in_index(
        self,
        partition: str,
        *,
        at_most: int,
        forward: bool = True,
        after: Item | None = None,
        only: Sequence[str] = (),
    ) -> tuple[list[Item], Item | None]:
        """
        A page of a partition of the by-status index, by creation, and the start of the next page.

        The items have all attributes, unless `only` names some.
        """
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "IndexName": INDEX,
            "KeyConditionExpression": "status_shard = :partition",
            "ExpressionAttributeValues": encode({":partition": partition}),
            "ScanIndexForward": forward,
            "Limit": at_most,
        }
        if only:
            query["ProjectionExpression"] = ", ".join(f"#{name}" for name in only)
            query["ExpressionAttributeNames"] = {f"#{name}": name for name in only}
        if after is not None:
            query["ExclusiveStartKey"] = after
        answer = self._quick.call("Query", query)
        last = answer.get("LastEvaluatedKey")
        return list(answer["Items"]), dict(last) if last else None


def _rendered(write: Write, table: str, write_id: str) -> dict[str, Any]:
    """The request of a write in DynamoDB's format, without `ReturnValues`."""
    rendering = Rendering(write.given)
    asked: dict[str, Any] = {"TableName": table}
    if isinstance(write, Put):
        asked["Item"] = {**write.item, "write_id": {"S": write_id}} if write_id else write.item
    else:
        asked["Key"] = key(write.key)
    if isinstance(write, Update):
        edits = {**write.edits, "write_id": write_id} if write_id else write.edits
        asked["UpdateExpression"] = "SET " + ", ".join(
            rendering.edit(name, edit) for name, edit in edits.items()
        )
    if condition := rendering.condition(write.when):
        asked["ConditionExpression"] = condition
    if rendering.names:
        asked["ExpressionAttributeNames"] = {alias: name for name, alias in rendering.names.items()}
    if rendering.values:
        asked["ExpressionAttributeValues"] = rendering.values
    return asked


def _pause(turn: int) -> float:
    return random.uniform(0, min(1.0, 0.02 * 2**turn))


def _reasons(error: ClientError) -> tuple[list[Any], bool]:
    """The failed conditions of a transaction, and whether it conflicted with another."""
    if error.response["Error"]["Code"] == "TransactionConflictException":
        return [], True
    reasons: Any = error.response.get("CancellationReasons", [])
    failed = [each for each in reasons if each.get("Code") == "ConditionalCheckFailed"]
    return failed, any(each.get("Code") == "TransactionConflict" for each in reasons)


def _is_under_way(error: ClientError) -> bool:
    """Whether a transaction was asked for again before it was done."""
    return error.response["Error"]["Code"] == "TransactionInProgressException"
