"""The control plane's queues and bindings in one DynamoDB table.

============================  ===========================  =================================================
partition key ``pk`` (S)      sort key ``sk`` (S)          other attributes
============================  ===========================  =================================================
``queue#<app>/<queue>``       ``<ns>.<random>.<part>``     ``body`` (B), ``parts`` (N), ``expires_at`` (N)
``exchange#<app>/<name>``     ``<queue name>``             ``expires_at`` (N), ``looks_every`` (N)
``scheduled``                 ``<slot>.<shard>``           none: names the partitions of the next line
``scheduled#<slot>.<shard>``  ``<due>.<random>``           ``queue`` (S), ``due`` (N), ``shown`` (M)
``scheduled-body#<id>``       ``<due>.<random>.<part>``    ``body`` (B), ``parts`` (N)
``sent#<queue URL>#<token>``  ``claim``                    ``holder`` (S), ``held_until`` (N), ``done`` (BOOL)
``bookmark``                  ``expiry``                   ``after`` (M), where `remove_expired` continues
============================  ===========================  =================================================

``expires_at`` is the table's TTL attribute, in Unix seconds. DynamoDB deletes up to days later, so readers
look at it themselves, and `remove_expired` makes up for what is late, or for a table without TTL.
"""

from __future__ import annotations

import logging
import secrets
from time import sleep, time_ns
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from ..backoff import Backoff
from ..http.answers import error_code
from ..log_once import Once
from .letters import (
    PARTITION_KEY,
    SORT_KEY,
    TTL_ATTRIBUTE,
    Item,
    Letter,
    delete_request,
    letters_of,
    part_keys,
    parts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb.type_defs import WriteRequestTypeDef

    from ..clients import Clients

logger = logging.getLogger(__name__)

_LOOKS_EVERY = "looks_every"

#: BatchWriteItem takes 25 items.
_WRITE_BATCH = 25
#: Letters nobody fetched, of a worker that was killed for one, are gone after this time.
LETTER_SECONDS = 120

_BOOKMARK: Item = {PARTITION_KEY: {"S": "bookmark"}, SORT_KEY: {"S": "expiry"}}


class ControlTable:
    """Queues, fanout bindings and the items behind them. Every method may raise what botocore raises."""

    def __init__(self, clients: Clients, name: str, namespace: str = "") -> None:
        self._clients = clients
        self._name = name
        #: Begins the names of queues and exchanges; what is scheduled belongs to task queues, and to no app.
        self._prefix = f"{namespace}/" if namespace else ""
        self._once = Once(logger)

    def now(self) -> float:
        """Unix time in seconds by DynamoDB's clock, which is one for all who use the table."""
        return self._clients.dynamodb().now()

    def post(self, letters: Iterable[tuple[str, bytes]]) -> list[str]:
        """Write messages, given as pairs of queue name and body, and return their keys."""
        expires = {"N": str(int(self.now()) + LETTER_SECONDS)}
        keyed = [(_new_key(), queue, body) for queue, body in letters]
        self._write(
            {"PutRequest": {"Item": {**item, TTL_ATTRIBUTE: expires}}}
            for key, queue, body in keyed
            for item in parts_of(self._queue(queue), key, body)
        )
        return [key for key, _, _ in keyed]

    def fetch(self, queue: str, *, consistent: bool = False) -> list[Letter]:
        """Read all complete messages of a queue, oldest first, and leave them there."""
        items = list(self.items(self._queue(queue), consistent=consistent))
        now = self.now()  # after an answer, which says what time it is
        live = (item for item in items if float(item[TTL_ATTRIBUTE]["N"]) > now)
        return list(letters_of(live, self._once))

    def remove(self, queue: str, letters: Iterable[Letter]) -> None:
        self._write(
            delete_request(self._queue(queue), key) for letter in letters for key in part_keys(letter)
        )

    def purge(self, queue: str) -> int:
        """Delete everything in a queue and say how many items that were."""
        keys = [item[SORT_KEY]["S"] for item in self.items(self._queue(queue), consistent=True)]
        self._write(delete_request(self._queue(queue), key) for key in keys)
        return len(keys)

    def bind(self, exchange: str, queue: str, *, seconds: float, looks_every: float) -> None:
        """Bind a queue to a fanout exchange for `seconds`, and say how often its reader looks (seconds)."""
        self._call(
            "PutItem",
            Item={
                PARTITION_KEY: {"S": self._exchange(exchange)},
                SORT_KEY: {"S": queue},
                TTL_ATTRIBUTE: {"N": str(int(self.now() + seconds))},
                _LOOKS_EVERY: {"N": f"{looks_every:g}"},
            },
        )

    def unbind(self, exchange: str, queue: str) -> None:
        self._call("DeleteItem", Key={PARTITION_KEY: {"S": self._exchange(exchange)}, SORT_KEY: {"S": queue}})

    def bindings(self, exchange: str, *, consistent: bool = True) -> dict[str, float]:
        """Find the queues bound to a fanout exchange now; or a moment ago, which costs half as much.

        Returns
        -------
        dict of str to float
            By queue, how often its reader looks for messages (seconds).
        """
        items = list(self.items(self._exchange(exchange), consistent=consistent))
        now = self.now()  # see above
        return {
            item[SORT_KEY]["S"]: float(item.get(_LOOKS_EVERY, {"N": "0"})["N"])
            for item in items
            if float(item[TTL_ATTRIBUTE]["N"]) > now
        }

    def items(self, partition: str, *, before: str | None = None, consistent: bool = False) -> Iterator[Item]:
        """Query a partition in the order of its sort keys, up to `before` if given."""
        condition = "#pk = :pk" if before is None else "#pk = :pk AND #sk < :before"
        names = {"#pk": PARTITION_KEY} if before is None else {"#pk": PARTITION_KEY, "#sk": SORT_KEY}
        values: Item = {":pk": {"S": partition}}
        if before is not None:
            values[":before"] = {"S": before}
        position: Item = {}
        while True:
            page = self._call(
                "Query",
                KeyConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                ConsistentRead=consistent,
                **position,
            )
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            position = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def remove_expired(self, *, at_most: int) -> int:
        """
        Read at most `at_most` items from where the last run stopped; return how many were removed.

        Concurrent runs are safe: an item is removed only if its expiry is still the one that was read.
        """
        position: Item = self._bookmark()
        page = self._call(
            "Scan",
            ProjectionExpression="pk, sk, #expires",
            FilterExpression="#expires < :now",
            ExpressionAttributeNames={"#expires": TTL_ATTRIBUTE},
            ExpressionAttributeValues={":now": {"N": str(int(self.now()))}},
            Limit=at_most,
            **position,
        )
        removed = sum(self._remove_as_found(item) for item in page["Items"])
        self._set_bookmark(page.get("LastEvaluatedKey"))
        return removed

    def put_all(self, items: Sequence[Item]) -> None:
        self._write({"PutRequest": {"Item": item}} for item in items)

    def delete_all(self, partition: str, keys: Iterable[str]) -> None:
        self._write(delete_request(partition, key) for key in keys)

    def claim(self, partition: str, key: str, until: float) -> bool:
        """Take an item for ourselves until a Unix time; False if it is gone or another's."""
        try:
            self.update(
                {PARTITION_KEY: {"S": partition}, SORT_KEY: {"S": key}},
                "SET claimed_until = :until",
                "attribute_exists(pk) AND (attribute_not_exists(claimed_until) OR claimed_until < :now)",
                values={":until": {"N": str(int(until))}, ":now": {"N": str(int(self.now()))}},
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def update(
        self, key: Item, change: str, condition: str, *, values: Item, names: Mapping[str, str] | None = None
    ) -> None:
        """Change an item, or make it, if `condition` holds; a refusal brings what is there."""
        self._call(
            "UpdateItem",
            Key=key,
            UpdateExpression=change,
            ConditionExpression=condition,
            ExpressionAttributeValues=values,
            **({"ExpressionAttributeNames": names} if names else {}),
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    def get(self, key: Item) -> Item | None:
        """Read an item as it is now."""
        found: Item | None = self._call("GetItem", Key=key, ConsistentRead=True).get("Item")
        return found

    def _remove_as_found(self, item: Item) -> bool:
        """Delete an item unless it was given more time, or deleted, since it was read."""
        try:
            self._call(
                "DeleteItem",
                Key={PARTITION_KEY: item[PARTITION_KEY], SORT_KEY: item[SORT_KEY]},
                ConditionExpression="#expires = :found",
                ExpressionAttributeNames={"#expires": TTL_ATTRIBUTE},
                ExpressionAttributeValues={":found": item[TTL_ATTRIBUTE]},
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def _bookmark(self) -> Item:
        stored = self._call("GetItem", Key=_BOOKMARK).get("Item")
        return {"ExclusiveStartKey": stored["after"]["M"]} if stored else {}

    def _set_bookmark(self, after: Item | None) -> None:
        if after is None:
            self._call("DeleteItem", Key=_BOOKMARK)
        else:
            self._call("PutItem", Item={**_BOOKMARK, "after": {"M": after}})

    def _queue(self, name: str) -> str:
        return f"queue#{self._prefix}{name}"

    def _exchange(self, name: str) -> str:
        return f"exchange#{self._prefix}{name}"

    def _call(self, operation: str, **asked: Any) -> Mapping[str, Any]:  # noqa: ANN401 - DynamoDB's parameters
        return self._clients.dynamodb().call(operation, {"TableName": self._name, **asked})

    def _write(self, requests: Iterable[WriteRequestTypeDef]) -> None:
        waiting = list(requests)
        backoff = Backoff(first=0.05, most=1)
        while waiting:
            batch, rest = _first_batch(waiting)
            asked = {"RequestItems": {self._name: batch}}
            answer = self._clients.dynamodb().call("BatchWriteItem", asked)
            refused = list((answer.get("UnprocessedItems") or {}).get(self._name, []))
            waiting = refused + rest
            if refused:
                sleep(backoff.next())
                if backoff.failures > 10:
                    raise ConnectionError(f"DynamoDB keeps refusing writes to {self._name}")


def _new_key() -> str:
    return f"{time_ns():020d}.{secrets.token_hex(4)}"


def _first_batch(
    requests: list[WriteRequestTypeDef],
) -> tuple[list[WriteRequestTypeDef], list[WriteRequestTypeDef]]:
    """Split after 25 requests: with parts of 350 KB that stays below BatchWriteItem's 16 MB."""
    return requests[:_WRITE_BATCH], requests[_WRITE_BATCH:]
