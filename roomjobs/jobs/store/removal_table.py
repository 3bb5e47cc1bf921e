"""Deletes the items of ended jobs and batches before they expire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.store.items import encode, key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_FINAL = {
    ":completed": JobStatus.COMPLETED,
    ":failed": JobStatus.FAILED,
    ":cancelled": JobStatus.CANCELLED,
}
_COUNTERS = 8  # items of a batch's counts


@dataclass(frozen=True, slots=True)
class RemovalTable:
    """
    Deletes items of the table of jobs.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    dynamodb: DynamoDBClient
    table: str

    def delete_job(self, job_id: str) -> bool:
        """Delete an ended job; false if it has not ended. A job that does not exist counts as deleted."""
        try:
            self.dynamodb.delete_item(
                TableName=self.table,
                Key=key(job_id),
                ConditionExpression=f"attribute_not_exists(job_id) OR #status IN ({', '.join(_FINAL)})",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues=encode(_FINAL),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def delete_batch(self, batch_id: str) -> None:
        """Delete a batch and its counters."""
        for each in (*(f"{batch_id}#{number}" for number in range(_COUNTERS)), batch_id):
            self.dynamodb.delete_item(TableName=self.table, Key=key(each))
