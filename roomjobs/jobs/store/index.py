"""The jobs by status, oldest first, through the index `by-status`: a little behind the table, never ahead."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from roomjobs.jobs.job import SHARDS, Job, JobStatus
from roomjobs.jobs.store.items import job_of, key
from roomjobs.sqs import QuickCalls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

_INDEX = "by-status"
_PAGE = 250  # jobs; a job takes about 1 KB, and an answer of DynamoDB holds 1 MB at most
_BOOKMARK = "sweep"  # in the place of a job's id; without a status_shard, so it is not in the index


class Place(NamedTuple):
    """Where a walk through the index stands."""

    partition: int = 0  # counted through all partitions of the statuses walked
    after: Mapping[str, Any] | None = None  # the last item seen in it, as DynamoDB gives it


class JobIndex:
    """
    Reads the jobs of some statuses in pages.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is out of reach or refuses.
    """

    def __init__(self, dynamodb: DynamoDBClient, table: str, *, quick: QuickCalls | None = None) -> None:
        self._dynamodb = dynamodb
        self._quick = quick or QuickCalls(dynamodb, credentials=None)
        self._table = table

    def page(
        self, statuses: Sequence[JobStatus], place: Place, *, at_most: int
    ) -> tuple[list[Job], Place | None]:
        """Some jobs from `place` on (perhaps none), and the place behind them, None at the end."""
        partitions = [f"{status}#{shard}" for status in statuses for shard in range(SHARDS)]
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "IndexName": _INDEX,
            "KeyConditionExpression": "status_shard = :partition",
            "ExpressionAttributeValues": {":partition": {"S": partitions[place.partition]}},
            "Limit": min(_PAGE, at_most),
        }
        if place.after:
            query["ExclusiveStartKey"] = place.after
        answer = self._dynamodb.query(**query)
        jobs = [job_of(each) for each in answer["Items"]]
        if answer.get("LastEvaluatedKey"):
            return jobs, Place(place.partition, answer["LastEvaluatedKey"])
        return jobs, Place(place.partition + 1) if place.partition + 1 < len(partitions) else None

    def oldest(self, status: JobStatus) -> Job | None:
        """The job that was submitted first of those with a status."""
        found = [job for jobs, _ in self.oldest_of_each_partition(status, 1) for job in jobs]
        return min(found, key=lambda job: job.created_at, default=None)

    def oldest_of_each_partition(self, status: JobStatus, at_most: int) -> list[tuple[list[Job], bool]]:
        """From each partition of a status the jobs submitted first, and whether these are all it has."""
        with ThreadPoolExecutor(SHARDS) as pool:
            partitions = [f"{status}#{shard}" for shard in range(SHARDS)]
            return list(pool.map(self._first, partitions, [at_most] * SHARDS))

    def _first(self, partition: str, at_most: int) -> tuple[list[Job], bool]:
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "IndexName": _INDEX,
            "KeyConditionExpression": "status_shard = :partition",
            "ExpressionAttributeValues": {":partition": {"S": partition}},
            "Limit": at_most,
        }
        answer = self._quick.call("Query", query)
        return [job_of(each) for each in answer["Items"]], "LastEvaluatedKey" not in answer

    def bookmark(self) -> Place:
        """Where the last walk stopped; the beginning when it came to the end."""
        stored = self._dynamodb.get_item(TableName=self._table, Key=key(_BOOKMARK)).get("Item")
        if stored is None:
            return Place()
        return Place(int(stored["partition"]["N"]), stored["after"].get("M"))

    def set_bookmark(self, place: Place | None) -> None:
        if place is None:
            self._dynamodb.delete_item(TableName=self._table, Key=key(_BOOKMARK))
            return
        self._dynamodb.put_item(
            TableName=self._table,
            Item={
                **key(_BOOKMARK),
                "partition": {"N": str(place.partition)},
                "after": {"M": place.after} if place.after else {"NULL": True},
            },
        )
