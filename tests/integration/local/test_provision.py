"""The local stack comes from the cloud's template, also in what the endpoint ignores in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import yaml

from roomjobs import services
from roomjobs.local.folders import TEMPLATE
from roomjobs.local.provision import STACK, provision

if TYPE_CHECKING:
    from pathlib import Path

    from roomjobs.config import Settings
    from roomjobs.local.endpoint import Endpoint


def test_lifecycles_are_as_the_template_says(settings: Settings) -> None:
    clients = services.open_clients(settings.region)
    for table in (settings.jobs_table, settings.control_table):
        found = clients.dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        assert found == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    for bucket in (settings.input_bucket, settings.output_bucket):
        rules = clients.s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        days = {rule["Filter"]["Prefix"]: rule["Expiration"]["Days"] for rule in rules}
        assert days[""] == settings.retention_days


def test_the_queue_gives_up_to_its_dead_letters(settings: Settings) -> None:
    sqs = services.open_clients(settings.region).sqs
    attributes = sqs.get_queue_attributes(QueueUrl=settings.queue_url, AttributeNames=["All"])["Attributes"]
    assert attributes["VisibilityTimeout"] == "60"
    assert '"maxReceiveCount":"10"' in attributes["RedrivePolicy"].replace(" ", "")


def test_provisioning_again_changes_nothing(aws_environment: dict[str, str], settings: Settings) -> None:
    clients = services.open_clients(settings.region)
    clients.s3.put_object(Bucket=settings.input_bucket, Key="kept", Body=b"x")
    again = provision(TEMPLATE, aws_environment)
    assert names_of(again) == names_of(aws_environment)
    assert clients.s3.get_object(Bucket=settings.input_bucket, Key="kept")["Body"].read() == b"x"


def names_of(environment: dict[str, str]) -> dict[str, str]:
    names = ("S3_INPUT_BUCKET", "S3_OUTPUT_BUCKET", "DYNAMODB_TABLE", "SQS_QUEUE_URL")
    return {name: environment[name] for name in names}


def test_a_changed_template_updates_the_stack(
    aws_environment: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    changed = tmp_path / "data.yaml"
    changed.write_text(TEMPLATE.read_text().replace("Default: 60\n", "Default: 90\n"))
    provision(changed, aws_environment)
    found = services.open_clients(settings.region).sqs.get_queue_attributes(
        QueueUrl=settings.queue_url, AttributeNames=["VisibilityTimeout"]
    )
    assert found["Attributes"] == {"VisibilityTimeout": "90"}


def test_a_stack_whose_creation_failed_is_made_anew(
    endpoint: Endpoint, aws_environment: dict[str, str], settings: Settings
) -> None:
    endpoint.reset()
    cloudformation = boto3.client("cloudformation")
    broken = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": -1}}}}
    cloudformation.create_stack(StackName=STACK, TemplateBody=yaml.safe_dump(broken))
    assert cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"
    assert provision(TEMPLATE, aws_environment)["SQS_QUEUE_URL"] == settings.queue_url
