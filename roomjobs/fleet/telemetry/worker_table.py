"""
The last heartbeat of each worker, in the control table.

=====================  ====================  ==========================================================
partition key ``pk``   sort key ``sk`` (S)   other attributes (N, ``pool`` S)
=====================  ====================  ==========================================================
``workers``            name of the worker    ``pool``, ``processes``, ``processed``, ``since``, ``beat``
=====================  ====================  ==========================================================
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from roomjobs.sqs import PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: Seconds of silence after which a worker is forgotten.
FORGOTTEN_SECONDS = 300
_PARTITION = "workers"


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life. Times are Unix seconds."""

    name: str
    pool: str  # prefork, threads, solo
    processes: int  # jobs that it can do at once
    processed: int  # tasks since its start
    since: int
    beat: int


class WorkerTable:
    """The last beat of each worker. Every method may raise what botocore raises."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def put(self, beat: Beat) -> None:
        numbers = {
            name: {"N": str(getattr(beat, name))} for name in ("processes", "processed", "since", "beat")
        }
        self._dynamodb.put_item(
            TableName=self._table,
            Item={
                **_key(beat.name),
                **numbers,
                "pool": {"S": beat.pool},
                TTL_ATTRIBUTE: {"N": str(beat.beat + FORGOTTEN_SECONDS)},
            },
        )

    def remove(self, name: str) -> None:
        self._dynamodb.delete_item(TableName=self._table, Key=_key(name))

    def beats(self, now: float) -> list[Beat]:
        """The last beats of all workers that are not forgotten, by name."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": PARTITION_KEY},
            ExpressionAttributeValues={":pk": {"S": _PARTITION}},
            ConsistentRead=True,
        )
        found = [_beat(item) for page in pages for item in page["Items"]]
        return [each for each in found if each.beat + FORGOTTEN_SECONDS > now]


def _key(name: str) -> dict[str, Any]:
    return {PARTITION_KEY: {"S": _PARTITION}, SORT_KEY: {"S": name}}


def _beat(item: Any) -> Beat:  # noqa: ANN401 - what botocore gives
    numbers = {field.name: int(item[field.name]["N"]) for field in fields(Beat) if field.type == "int"}
    return Beat(name=item[SORT_KEY]["S"], pool=item["pool"]["S"], **numbers)
