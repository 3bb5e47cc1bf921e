"""
Which lanes are paused, in the control table.

=====================  ==================  ==================================================
partition key ``pk``   sort key ``sk`` (S)  other attributes
=====================  ==================  ==================================================
``lanes``              name of the lane    ``at`` (N, Unix seconds), ``by`` (S, who paused it)
=====================  ==================  ==================================================

A lane without an item is not paused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roomjobs.jobs.lanes import Lane
from roomjobs.sqs import PARTITION_KEY, SORT_KEY

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PARTITION = "lanes"


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when nobody receives from a lane, and who said so."""

    at: int  # Unix seconds
    by: str


class LaneTable:
    """The pauses of lanes. Every method may raise what botocore raises."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def pause(self, lane: Lane, pause: Pause) -> None:
        """Pause a lane; one that is paused already keeps its first pause."""
        item = {**_key(lane), "at": {"N": str(pause.at)}, "by": {"S": pause.by}}
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="attribute_not_exists(#pk)",
                ExpressionAttributeNames={"#pk": PARTITION_KEY},
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def resume(self, lane: Lane) -> None:
        """Pause a lane no more."""
        self._dynamodb.delete_item(TableName=self._table, Key=_key(lane))

    def paused(self) -> dict[Lane, Pause]:
        """The lanes that are paused."""
        answer = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": PARTITION_KEY},
            ExpressionAttributeValues={":pk": {"S": _PARTITION}},
            ConsistentRead=True,
        )
        return {
            Lane(item[SORT_KEY]["S"]): Pause(int(item["at"]["N"]), item["by"]["S"])
            for item in answer["Items"]
            if item[SORT_KEY]["S"] in set(Lane)
        }


def _key(lane: Lane) -> dict[str, Any]:
    return {PARTITION_KEY: {"S": _PARTITION}, SORT_KEY: {"S": lane.value}}
