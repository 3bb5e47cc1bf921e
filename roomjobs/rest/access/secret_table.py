"""A random key that all processes of the service share; the first process that needs it creates it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from roomjobs.jobs.store.items import key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def shared_secret(dynamodb: DynamoDBClient, table: str, name: str, *, size: int = 32) -> bytes:
    """
    The key of that name, `size` bytes; kept beside the jobs in their table, without a status.

    Raises
    ------
    botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        DynamoDB is unreachable or refuses.
    """
    place = key(f"secret#{name}")
    stored = dynamodb.get_item(TableName=table, Key=place, ConsistentRead=True).get("Item")
    if stored is None:
        fresh = secrets.token_bytes(size)
        try:
            dynamodb.put_item(
                TableName=table,
                Item={**place, "value": {"B": fresh}},
                ConditionExpression="attribute_not_exists(job_id)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return shared_secret(dynamodb, table, name, size=size)  # another process was quicker
        return fresh
    value: bytes = stored["value"]["B"]
    return value
