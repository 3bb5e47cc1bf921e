"""
Every stack that main.yaml nests, with the parameters that main.yaml gives it, in the embedded endpoint.

Nested, the endpoint loses in an update what did not change in a stack. So here they are stacks of their own,
in main's order, each with the outputs of those before it: created, updated by a change of main's parameters,
rolled back from an update that fails, checked for drift, and deleted.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from deploy import stacks
from deploy.release import with_versions
from deploy.target import TEMPLATES, DeploymentError, Target
from roomjobs.fleet.scaling.template import is_made, read_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.local.endpoint import Endpoint

BUCKET = "room-jobs-artifacts"
GIVEN = {
    "Environment": "dev",
    "WorkerImage": f"000000000000.dkr.ecr.us-east-1.amazonaws.com/room-jobs-worker@sha256:{'a' * 64}",
    "FlowerImage": f"000000000000.dkr.ecr.us-east-1.amazonaws.com/room-jobs-flower@sha256:{'c' * 64}",
    "CodeBucket": BUCKET,
    "CodeKey": f"lambda/{'b' * 64}.zip",
    "Release": "0a1b2c3d",
    "PermissionsBoundary": "arn:aws:iam::000000000000:policy/room-jobs-boundary-us-east-1",
    # What the endpoint does not know: Application Auto Scaling, alarms that calculate, Budgets.
    "Scaling": "off",
    "CopyTo": "dev2",
    "MathAlarms": "off",
    "MonthlyBudget": "0",
}
CHANGED = {
    "Release": "ffffffff",
    "MaxTasks": "7",
    "VisibilityTimeout": "90",
    "LogRetentionDays": "14",
    "RunbookUrl": "elsewhere.md",
}
FAILS = "Resources:\n  Broken: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: -1}}\n"


@pytest.fixture
def target(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Target:
    """An account with the code of the Lambdas, which nobody calls here."""
    endpoint.reset()
    for name, value in endpoint.client_environment().items():
        monkeypatch.setenv(name, value)
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("roomjobs/__init__.py", "")
    made = Target("dev", {})
    made.s3.create_bucket(Bucket=BUCKET)
    made.s3.put_object(Bucket=BUCKET, Key=GIVEN["CodeKey"], Body=code.getvalue())
    return made


def nested(target: Target, parameters: dict[str, str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The name, template and parameters of each nested stack, as main.yaml has them."""
    main = read_template((TEMPLATES / "main.yaml").read_text(), parameters)
    outputs: dict[str, dict[str, str]] = {}

    def resolve(value: Any) -> str:
        match value:
            case {"GetAtt": str(path)}:
                logical, _, name = path.split(".")
                if logical not in outputs:
                    outputs[logical] = target.outputs(f"room-jobs-{logical}")
                return outputs[logical][name]
            case _:
                return str(value)

    for logical, resource in main["Resources"].items():
        if is_made(main, resource):
            properties = resource["Properties"]
            given = {name: resolve(value) for name, value in properties["Parameters"].items()}
            text = (TEMPLATES / properties["TemplateURL"]).read_text()
            if properties["TemplateURL"] == "api.yaml":
                text = with_versions(text, parameters["Release"])
            yield f"room-jobs-{logical}", text, given


def change(target: Target, stack: str, template: str, parameters: dict[str, str]) -> bool:
    """Bring a stack to a template and parameters; false if it was there."""
    made = stacks.create_change_set(target, stack, {"TemplateBody": template}, parameters)
    if made is not None:
        stacks.execute(target, stack, made)
    return made is not None


def test_every_nested_stack_lives_through_its_life(target: Target) -> None:
    for stack, template, parameters in nested(target, GIVEN):
        assert change(target, stack, template, parameters)
    names = [stack for stack, *_ in nested(target, GIVEN)]
    assert len(names) == 9
    for stack, template, parameters in nested(target, GIVEN):
        assert not change(target, stack, template, parameters), f"{stack} would change without a reason"

    # A change of main's parameters reaches all that it concerns, outputs of one stack in others too.
    later = {**GIVEN, **CHANGED}
    updated = {
        stack
        for stack, template, parameters in nested(target, later)
        if change(target, stack, template, parameters)
    }
    assert updated == {*names} - {"room-jobs-Network", "room-jobs-Frontend"}
    check_what_changed(target)

    for stack, template, parameters in nested(target, later):
        broken = template.replace("Resources:\n", FAILS, 1)
        before = target.outputs(stack)
        with pytest.raises(DeploymentError, match=f"{stack} is UPDATE_ROLLBACK_COMPLETE"):
            change(target, stack, broken, {**parameters})
        assert target.outputs(stack) == before
        assert stacks.drift(target, stack) == []
    check_what_changed(target)

    for stack in reversed(names):
        stacks.delete(target, stack)
        found = target.described(stack)
        assert found is None or found["StackStatus"] == "DELETE_COMPLETE"


def check_what_changed(target: Target) -> None:
    capacity = target.outputs("room-jobs-Worker")["Capacity"]
    assert capacity == "delay:30 max:7"

    functions = boto3.client("lambda")
    for name in ("create-room-detection-job-dev", "room-jobs-wake-dev"):
        called = "live" if name.startswith("create") else "$LATEST"  # the alias has moved to the new version
        found = functions.get_function_configuration(FunctionName=name, Qualifier=called)
        variables = found["Environment"]["Variables"]
        assert variables["ROOMJOBS_CAPACITY"] == capacity

    queue = target.outputs("room-jobs-Data")["TaskQueueUrl"]
    found = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])
    assert found["Attributes"]["VisibilityTimeout"] == "90"

    groups = boto3.client("logs").describe_log_groups(logGroupNamePrefix="/room-jobs/dev/")["logGroups"]
    assert {each["retentionInDays"] for each in groups} == {14}

    alarms = boto3.client("cloudwatch").describe_alarms(AlarmNamePrefix="room-jobs-dev-")["MetricAlarms"]
    assert alarms
    assert all("elsewhere.md#" in each["AlarmDescription"] for each in alarms)
