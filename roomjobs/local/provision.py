"""
Creates or updates the local stack from the template of the cloud.

ministack accepts `TimeToLiveSpecification` and `LifecycleConfiguration` in a template and ignores them
(measured on 1.5.33), so both are read from the template and applied through the APIs.
"""

from __future__ import annotations

import time
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from roomjobs import RoomJobsError
from roomjobs.fleet.scaling.template import read_template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

STACK = "room-jobs-data"
ENVIRONMENT = "local"


class ProvisioningError(RoomJobsError):
    """The stack could not be created; the message gives the reasons of its resources."""


def provision(template: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """
    Bring the local stack in line with the template.

    Returns
    -------
    dict
        The settings of `roomjobs.config` that the stack's outputs stand for.
    """
    client = cache(local_clients(environ))
    cloudformation = client("cloudformation")
    body = template.read_text()
    stack = _deploy(cloudformation, body)
    resources = {
        resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "")
        for resource in cloudformation.list_stack_resources(StackName=STACK)["StackResourceSummaries"]
    }
    parameters = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    for name, declared in read_template(body, parameters)["Resources"].items():
        properties = declared.get("Properties", {})
        if "TimeToLiveSpecification" in properties:
            _apply_time_to_live(
                client("dynamodb"),
                resources[name],
                properties["TimeToLiveSpecification"],
            )
        if "LifecycleConfiguration" in properties:
            client("s3").put_bucket_lifecycle_configuration(
                Bucket=resources[name],
                LifecycleConfiguration=cast("Any", _lifecycle(properties["LifecycleConfiguration"])),
            )
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    return {
        "S3_INPUT_BUCKET": outputs["InputBucket"],
        "S3_OUTPUT_BUCKET": outputs["OutputBucket"],
        "DYNAMODB_TABLE": outputs["JobsTable"],
        "ROOMJOBS_CONTROL_TABLE": outputs["ControlTable"],
        "SQS_QUEUE_URL": outputs["TaskQueueUrl"],
        "ROOMJOBS_BATCH_QUEUE_URL": outputs["BatchQueueUrl"],
        "ROOMJOBS_LARGE_QUEUE_URL": outputs["LargeQueueUrl"],
        "ROOMJOBS_DEAD_LETTER_QUEUE_URL": outputs["DeadLetterQueueUrl"],
        "ROOMJOBS_BATCH_DEAD_LETTER_QUEUE_URL": outputs["BatchDeadLetterQueueUrl"],
        "ROOMJOBS_LARGE_DEAD_LETTER_QUEUE_URL": outputs["LargeDeadLetterQueueUrl"],
        "ROOMJOBS_RETENTION_DAYS": parameters["RetentionDays"],
    }


def local_clients(environ: Mapping[str, str]) -> Any:  # noqa: ANN401 - overloaded by the service's name
    """What makes clients of the local endpoint; no profile and no proxy of the user has a part in it."""
    session = boto3.Session(
        region_name=environ["AWS_REGION"],
        aws_access_key_id=environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environ["AWS_SECRET_ACCESS_KEY"],
        botocore_session=botocore.session.Session(session_vars={"profile": (None, None, None, None)}),
    )
    return partial(session.client, endpoint_url=environ["AWS_ENDPOINT_URL"], config=Config(proxies={}))


def _deploy(cloudformation: CloudFormationClient, body: str) -> StackTypeDef:
    arguments: dict[str, Any] = {
        "StackName": STACK,
        "TemplateBody": body,
        "Parameters": [{"ParameterKey": "Environment", "ParameterValue": ENVIRONMENT}],
    }
    try:
        if _status(cloudformation) == "ROLLBACK_COMPLETE":  # a creation that failed can only be deleted
            cloudformation.delete_stack(StackName=STACK)
            cloudformation.get_waiter("stack_delete_complete").wait(StackName=STACK)
        if _status(cloudformation) is None:
            cloudformation.create_stack(**arguments)
        else:
            cloudformation.update_stack(**arguments)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise
    deadline = time.monotonic() + 60
    while True:
        stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        if stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return stack
        if not stack["StackStatus"].endswith("IN_PROGRESS") or time.monotonic() > deadline:
            raise ProvisioningError(f"The local stack is {stack['StackStatus']}: {_reasons(cloudformation)}")
        time.sleep(0.02)


def _status(cloudformation: CloudFormationClient) -> str | None:
    try:
        return cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise


def _reasons(cloudformation: CloudFormationClient) -> str:
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    return "; ".join(
        f"{event.get('LogicalResourceId')}: {event['ResourceStatusReason']}"
        for event in events
        if event.get("ResourceStatusReason") and "FAILED" in event.get("ResourceStatus", "")
    )


def _apply_time_to_live(dynamodb: Any, table: str, wanted: Mapping[str, Any]) -> None:  # noqa: ANN401 - boto3
    status = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"]
    if status == "DISABLED":  # an enabled one refuses to be enabled again
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=dict(wanted))


def _lifecycle(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The form of the S3 API of what CloudFormation spells a little differently."""
    rules = []
    for rule in wanted["Rules"]:
        own = {key: value for key, value in rule.items() if key not in ("Id", "ExpirationInDays", "Prefix")}
        expiration = (
            {"Expiration": {"Days": int(rule["ExpirationInDays"])}} if "ExpirationInDays" in rule else {}
        )
        rules.append({"ID": rule["Id"], "Filter": {"Prefix": rule.get("Prefix", "")}, **expiration, **own})
    return {"Rules": rules}
