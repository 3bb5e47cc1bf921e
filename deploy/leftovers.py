"""
What an environment that was never complete leaves behind.

Buckets and the jobs table outlive their stack, and their names block the next one. When a first
deployment fails after they were made, they hold nothing yet, and nobody has to be asked before they go. In
production the table is protected from deletion on top, so that CloudFormation may not even roll back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy import stacks
from deploy.target import DeploymentError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

    from deploy.target import Target

#: A creation that failed, and one that could not be rolled back.
_NEVER_COMPLETE = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED")


def never_was_complete(standing: StackTypeDef) -> bool:
    """Whether the very first deployment of a stack failed."""
    return standing["StackStatus"] in _NEVER_COMPLETE


def clear(target: Target) -> None:
    """
    Before a first deployment, delete what is left of tries that failed, as long as it holds nothing.

    Raises
    ------
    DeploymentError
        A name is taken, and what has it holds data.
    """
    standing = target.described()
    if standing is not None and not never_was_complete(standing):
        return
    buckets, table = target.data
    full = [f"the bucket {name}" for name in buckets if _bucket_holds_something(target, name)]
    if _table_holds_something(target, table):
        full.append(f"the table {table}")
    if full:
        way = (
            "docs/operate/deployment.md#taking-it-down says how they are deleted"
            if target.environment == "prod"
            else f"`make destroy ENV={target.environment} DATA=delete` deletes them"
        )
        raise DeploymentError(
            f"There is no {target.stack}, but data of an earlier stack uses its names: {', '.join(full)}. "
            f"Keep the data and give the environment another name, for example by a Prefix; or {way}."
        )
    remove_table(target, table)  # first: CloudFormation cannot delete one that is protected
    if standing is not None:
        stacks.delete(target, target.stack)
    for name in buckets:
        _delete_bucket(target, name)


def remove_table(target: Target, name: str) -> None:
    """Delete a table although it is protected; nothing, if there is none."""
    dynamodb = target.client("dynamodb")
    try:
        found = dynamodb.describe_table(TableName=name)["Table"]
        if found.get("DeletionProtectionEnabled"):
            dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
            dynamodb.get_waiter("table_exists").wait(TableName=name)
        dynamodb.delete_table(TableName=name)
        dynamodb.get_waiter("table_not_exists").wait(TableName=name)
    except dynamodb.exceptions.ResourceNotFoundException:
        return
    print(f"Deleted the table {name}.")


def _table_holds_something(target: Target, name: str) -> bool:
    dynamodb = target.client("dynamodb")
    try:
        return bool(dynamodb.scan(TableName=name, Limit=1)["Items"])
    except dynamodb.exceptions.ResourceNotFoundException:
        return False


def _bucket_holds_something(target: Target, name: str) -> bool:
    try:
        found = target.s3.list_object_versions(Bucket=name, MaxKeys=1)
    except target.s3.exceptions.NoSuchBucket:
        return False
    return bool(found.get("Versions") or found.get("DeleteMarkers"))


def _delete_bucket(target: Target, name: str) -> None:
    try:
        target.s3.delete_bucket(Bucket=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise
        return
    print(f"Deleted the bucket {name}, which a deployment that failed had made.")
