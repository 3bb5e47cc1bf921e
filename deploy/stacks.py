"""Stacks: change sets, their execution, drift and deletion. Everything can be repeated."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import ClientError
from cfnlint.decode import cfn_yaml

from deploy.release import with_versions
from deploy.target import TEMPLATES, DeploymentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_cloudformation.type_defs import StackTypeDef

    from deploy.target import Target

_EVERY = 3.0  # seconds between two looks at a running operation
_LONGEST = 3600.0  # seconds; a distribution may take a quarter of an hour

#: The templates of nested stacks that are not called as their template is.
TEMPLATE_OF = {"LargeWorker": "worker"}


#: Alarms that a faulty release sets off, by the ends of their names.
TELLING = ("api-failures", "error-rate", "task-failures", "burn-hour")


@dataclass(frozen=True, slots=True)
class Watched:
    """Alarms that take a change back, and for how many minutes after it."""

    alarms: tuple[str, ...]  # ARNs
    minutes: int

    def configuration(self) -> dict[str, Any]:
        """As CloudFormation takes it."""
        triggers = [{"Arn": each, "Type": "AWS::CloudWatch::Alarm"} for each in self.alarms]
        return {"RollbackTriggers": triggers, "MonitoringTimeInMinutes": self.minutes if triggers else 0}


def watch(target: Target, minutes: int) -> Watched:
    """
    The alarms of an environment that are to take its next change back.

    One that is red already would end the change before it began, which may be the one that mends it; one that
    does not exist would fail it. So both are left out.
    """
    if minutes == 0:
        return Watched((), 0)
    names = [f"{target.stack}-{each}" for each in TELLING]
    found = target.client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    for each in found:
        if each["StateValue"] == "ALARM":
            print(f"{each['AlarmName']} is red already, so it does not take this change back.")
    calm = sorted(each["AlarmArn"] for each in found if each["StateValue"] != "ALARM")
    return Watched(tuple(calm), minutes)


def create_change_set(
    target: Target,
    stack: str,
    source: dict[str, str],
    parameters: dict[str, str],
    watched: Watched | None = None,
) -> str | None:
    """
    Prepare a change, and give the name of its change set; None when nothing would change.

    Change sets are named together with their stack: then IAM asks for rights on the stack, but by their ARN
    for rights on the change set, of which the deploy role has none.
    Source: github.com/widdix/complete-aws-iam-reference, issue 6.

    `source` is `{"TemplateURL": …}` or `{"TemplateBody": …}`. An alarm of `watched` that goes off while the
    change is carried out, or for some minutes after it, takes everything back.

    Raises
    ------
    DeploymentError
        The stack cannot be changed in its state, or CloudFormation refuses the change.
    """
    standing = target.described(stack)
    status = "" if standing is None else standing["StackStatus"]
    if status == "ROLLBACK_COMPLETE":  # a creation that failed can only be deleted
        delete(target, stack)
        status = ""
    if standing is not None:
        refuse_while_it_changes(standing, "CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
    if status and not status.endswith("_COMPLETE"):
        way = "rollback` returns it to a usable state" if "UPDATE" in status else "destroy` deletes it"
        raise DeploymentError(f"The stack {stack} is {status}. `make {way}.")
    kind: Literal["CREATE", "UPDATE"] = "UPDATE" if status else "CREATE"
    # Without change sets of the nested stacks: there a parameter that takes an output has a placeholder for a
    # value, which is no subnet and none of the allowed values.
    # Source: github.com/aws-cloudformation/cfn-language-discussion, issue 152.
    name = f"change-{time.time_ns()}"
    arguments: dict[str, Any] = {
        "StackName": stack,
        "ChangeSetName": name,
        "ChangeSetType": kind,
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Tags": [{"Key": "app", "Value": "room-jobs"}, {"Key": "environment", "Value": target.environment}],
        # Always said, since a stack keeps what it was told before.
        "RollbackConfiguration": (watched or Watched((), 0)).configuration(),
        **source,
    }
    target.cloudformation.create_change_set(**arguments)
    for found in _watch(
        lambda: target.cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)
    ):
        if found["Status"] == "FAILED":
            reason = found.get("StatusReason", "")
            target.cloudformation.delete_change_set(StackName=stack, ChangeSetName=name)
            if "didn't contain changes" in reason or "No updates" in reason:
                return None
            raise DeploymentError(f"CloudFormation refuses the change of {stack}: {reason}")
        if found["Status"] == "CREATE_COMPLETE":
            break
    return name


def refuse_while_it_changes(standing: StackTypeDef, *more: str) -> None:
    """
    Refuse to change a stack that is being changed; some commands refuse in `more` statuses, too.

    Raises
    ------
    DeploymentError
        A change is under way.
    """
    status = standing["StackStatus"]
    changing = status.startswith(("UPDATE_", "ROLLBACK_")) and status.endswith("_IN_PROGRESS")
    if changing or status in more:
        raise DeploymentError(
            f"The stack {standing['StackName']} is {status}: a change is under way, "
            "possibly by another person. Repeat the command when it is done."
        )


def describe_changes(target: Target, stack: str, change_set: str) -> list[str]:
    """The changes of a change set, a line per resource; below a nested stack, its changed resources."""
    standing = {} if target.described(stack) is None else _nested_stacks(target, stack)
    lines = []
    described = target.cloudformation.describe_change_set(StackName=stack, ChangeSetName=change_set)
    for each in described.get("Changes", []):
        change = each["ResourceChange"]
        logical = change["LogicalResourceId"]
        mark = "  REPLACES IT" if change.get("Replacement") == "True" else ""
        lines.append(f"{change['Action']:8} {logical:28} {change['ResourceType']}{mark}")
        if change["Action"] == "Modify" and logical in standing:
            before = with_versions(
                str(target.cloudformation.get_template(StackName=standing[logical])["TemplateBody"])
            )
            after = (TEMPLATES / f"{TEMPLATE_OF.get(logical, logical.lower())}.yaml").read_text()
            refuse_many_indexes(before, after)
            lines += compare(before, after)
    return lines


def refuse_many_indexes(before: str, after: str) -> None:
    """
    Refuse a change that DynamoDB refuses late, after which the whole update is rolled back.

    Source: github.com/aws-cloudformation/cloudformation-coverage-roadmap, issues 229 and 881.

    Raises
    ------
    DeploymentError
        A table gets or loses more than one index.
    """
    old, new = (cfn_yaml.loads(text)["Resources"] for text in (before, after))
    for logical in sorted(old.keys() & new.keys()):
        had, has = (
            {index["IndexName"] for index in each.get("Properties", {}).get("GlobalSecondaryIndexes", [])}
            for each in (old[logical], new[logical])
        )
        if len(had ^ has) > 1:
            raise DeploymentError(
                f"{logical} would get or lose the indexes {', '.join(sorted(had ^ has))} at once. "
                "DynamoDB does one in each update: deploy a commit between these two first."
            )


def compare(before: str, after: str) -> list[str]:
    """The resources that differ between two templates, a line per resource."""
    old, new = (cfn_yaml.loads(text)["Resources"] for text in (before, after))
    actions = {
        **dict.fromkeys(old.keys() - new.keys(), "Remove"),
        **dict.fromkeys(new.keys() - old.keys(), "Add"),
        **{logical: "Modify" for logical in old.keys() & new.keys() if old[logical] != new[logical]},
    }
    return [
        f"  {action:8} {logical:26} {(new.get(logical) or old[logical])['Type']}"
        for logical, action in sorted(actions.items())
    ]


def execute(target: Target, stack: str, change_set: str) -> None:
    """
    Carry a change out and wait for its end.

    Raises
    ------
    DeploymentError
        It failed; CloudFormation has gone back to what was before.
    """
    target.cloudformation.execute_change_set(StackName=stack, ChangeSetName=change_set)
    finished = wait(target, stack)
    if finished["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise DeploymentError(f"{stack} is {finished['StackStatus']}:\n" + "\n".join(failures(target, stack)))


def wait(target: Target, stack: str) -> StackTypeDef:
    """Wait until no operation runs on a stack."""
    found: StackTypeDef
    for found in _watch(lambda: target.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]):
        if not found["StackStatus"].endswith("_IN_PROGRESS"):
            return found
    raise AssertionError("_watch raises before it ends")


def failures(target: Target, stack: str) -> list[str]:
    """Why resources of a stack failed, those of nested stacks as well, in the newest attempt."""
    found = []
    for event in target.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]:
        reason = event.get("ResourceStatusReason", "")
        if "FAILED" in event.get("ResourceStatus", "") and "cancelled" not in reason:
            found.append(f"  {event['LogicalResourceId']}: {reason}")
        inner = event.get("PhysicalResourceId", "")
        if "FAILED" in event.get("ResourceStatus", "") and ":stack/" in inner and inner != event["StackId"]:
            found += failures(target, inner)
        if event.get("ResourceStatusReason") == "User Initiated":  # the beginning of this attempt
            break
    return found


def protect(target: Target) -> None:
    """Set the stack policy on stacks with data, and protect the production stack from deletion."""
    policy = (TEMPLATES / "stack-policy.json").read_text()
    for stack in (target.stack, nested(target, "Data")):
        target.cloudformation.set_stack_policy(StackName=stack, StackPolicyBody=policy)
    if target.environment == "prod":
        target.cloudformation.update_termination_protection(
            StackName=target.stack, EnableTerminationProtection=True
        )


def nested(target: Target, logical: str) -> str:
    """The id of a nested stack."""
    return _nested_stacks(target, target.stack)[logical]


def settle(target: Target, skipped: tuple[str, ...] = ()) -> bool:
    """
    Bring a stack out of a failed update; false when it is in none.

    `skipped` names resources that are left as they are, those of nested stacks as `<stack>.<resource>`:
    something that was deleted by hand cannot be brought back, and would keep everything else from going back.

    Raises
    ------
    DeploymentError
        CloudFormation cannot go back.
    """
    standing = target.described()
    status = "" if standing is None else standing["StackStatus"]
    if status == "UPDATE_ROLLBACK_FAILED":
        names = [_skippable(target, each) for each in skipped]
        more: dict[str, Any] = {"ResourcesToSkip": names} if names else {}
        target.cloudformation.continue_update_rollback(StackName=target.stack, **more)
    elif status == "UPDATE_FAILED":
        target.cloudformation.rollback_stack(StackName=target.stack)
    else:
        return False
    finished = wait(target, target.stack)
    if finished["StackStatus"] != "UPDATE_ROLLBACK_COMPLETE":
        raise DeploymentError(
            f"{target.stack} is {finished['StackStatus']}:\n" + "\n".join(failures(target, target.stack))
        )
    return True


def _skippable(target: Target, name: str) -> str:
    """The name of a resource as CloudFormation takes it: a nested stack has one of its own making."""
    stack, dot, resource = name.partition(".")
    if not dot:
        return name
    return f"{nested(target, stack).partition(':stack/')[2].partition('/')[0]}.{resource}"


def drift(target: Target, stack: str) -> list[str]:
    """The drifted resources of a stack and its nested stacks, a line per resource."""
    identifier = target.cloudformation.detect_stack_drift(StackName=stack)["StackDriftDetectionId"]
    for found in _watch(
        lambda: target.cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=identifier)
    ):
        if found["DetectionStatus"] != "DETECTION_IN_PROGRESS":
            break
    drifted = target.cloudformation.describe_stack_resource_drifts(
        StackName=stack, StackResourceDriftStatusFilters=["MODIFIED", "DELETED"]
    )["StackResourceDrifts"]
    lines = [
        f"{each['StackResourceDriftStatus']:9} {each['ResourceType']} {each.get('PhysicalResourceId', '')}"
        for each in drifted
        if each["ResourceType"] != "AWS::CloudFormation::Stack"
    ]
    for inner in _nested_stacks(target, stack).values():
        lines += drift(target, inner)
    return lines


def delete(target: Target, stack: str) -> None:
    """
    Delete a stack and wait for its end.

    Raises
    ------
    DeploymentError
        It could not be deleted.
    """
    standing = target.described(stack)
    if standing is None:
        return
    target.cloudformation.delete_stack(StackName=stack)
    try:
        finished = wait(target, standing["StackId"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":  # the stack does not exist any more
            return
        raise
    if finished["StackStatus"] != "DELETE_COMPLETE":
        raise DeploymentError(f"{stack} is {finished['StackStatus']}:\n" + "\n".join(failures(target, stack)))


def _nested_stacks(target: Target, stack: str) -> dict[str, str]:
    """The id of each nested stack by its logical id."""
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for each in target.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
        if each["ResourceType"] == "AWS::CloudFormation::Stack"
    }


def _watch(look: Any) -> Iterator[Any]:  # noqa: ANN401 - one of boto3's many answers
    """Poll a value for at most an hour, at first without a pause."""
    deadline = time.monotonic() + _LONGEST
    pause = 0.05
    while time.monotonic() < deadline:
        yield look()
        time.sleep(pause)
        pause = min(_EVERY, pause * 1.5)
    raise DeploymentError("CloudFormation did not finish within an hour; check the stack in the console.")
