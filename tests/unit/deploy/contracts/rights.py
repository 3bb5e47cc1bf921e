"""What must hold of roles and their rights."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.unit.deploy.environment import ADMINISTRATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.unit.deploy.environment import Deployment

#: Actions that IAM lets nobody limit to resources.
WITHOUT_RESOURCES = {
    "cloudwatch:DescribeAlarms",  # when it searches
    "ecr:GetAuthorizationToken",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
}

LONGEST_POLICY = 6144  # characters of a managed policy
LONGEST_INLINE = 10240  # characters of all policies in a role

#: What another resource with a name gives, and so stays the same.
FIXED_WHATEVER_HAPPENS = {"Cluster"}
PARAMETER = re.compile(r'(?:"Ref": "|\$\{)(\w+)')

#: The property that names a resource, and the characters that AWS takes, as each service's reference has it.
LONGEST_NAMES = {
    "AWS::CloudFront::Function": ("Name", 64),
    "AWS::CloudWatch::Alarm": ("AlarmName", 255),
    "AWS::CloudWatch::Dashboard": ("DashboardName", 255),
    "AWS::DynamoDB::Table": ("TableName", 255),
    "AWS::ECR::Repository": ("RepositoryName", 256),
    "AWS::ECS::Cluster": ("ClusterName", 255),
    "AWS::ECS::Service": ("ServiceName", 255),
    "AWS::Events::Rule": ("Name", 64),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", 128),
    "AWS::IAM::Role": ("RoleName", 64),
    "AWS::Lambda::Function": ("FunctionName", 64),
    "AWS::S3::Bucket": ("BucketName", 63),
    "AWS::SQS::Queue": ("QueueName", 80),
    "AWS::Scheduler::Schedule": ("Name", 64),
}

#: Actions that have to be allowed for everything; the first three take no resource at all, DescribeAlarms and
#: DescribeLogGroups none when they search. Source: Service Authorization Reference.
ONLY_FOR_EVERYTHING = {
    "ecr:GetAuthorizationToken",
    "secretsmanager:GetRandomPassword",
    "sns:Unsubscribe",
    "cloudwatch:DescribeAlarms",
    "logs:DescribeLogGroups",
}

#: What CloudFormation does for properties that no template of ours sets, or under names that IAM lacks.
NOT_CALLED = (
    "application-autoscaling:*ScheduledAction",
    "billing:*",
    "dynamodb:*KinesisStreamingDestination",
    "dynamodb:*ResourcePolicy",
    "dynamodb:*TableReplica",
    "dynamodb:BatchWriteItem",
    "dynamodb:ImportTable",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateContributorInsights",
    "ec2:*SubnetCidrBlock",
    "ec2:*VpnGateway",
    "ec2:CreateVpcEncryptionControl",
    "ec2:ModifyVpcTenancy",
    "elasticfilesystem:*",
    "firehose:*",
    "iam:*RolePermissionsBoundary",  # a role gets its boundary when it is made, and keeps it
    "kinesis:*",
    "kms:*",
    "s3:*BucketMetadata*",
    "s3:DeleteBucket?*",  # to take a setting away is the right to put it
    "s3:REST.*",
    "s3files:*",
    "s3tables:*",
    "vpc-lattice:*",
    "vpce:*",
)


def roles_are_bounded(made: Deployment) -> Iterator[str]:
    boundary = made.stacks["main"].parameters["PermissionsBoundary"]
    for where, role in roles(made):
        if role.get("PermissionsBoundary") != boundary:
            yield f"{where} has no boundary, so the deploy role could not make it"
        if role.get("ManagedPolicyArns"):
            yield f"{where} has rights that are not written down here"


def rights_are_small(made: Deployment) -> Iterator[str]:
    for where, statement in statements(made):
        for action in as_list(statement["Action"]):
            if "*" in action:
                yield f"{where} may do {action}"
        free = {action for action in as_list(statement["Action"]) if action not in WITHOUT_RESOURCES}
        if free and any(resource == "*" for resource in as_list(statement["Resource"])):
            yield f"{where} may do {sorted(free)} with everything"


def services_act_for_this_account_alone(made: Deployment) -> Iterator[str]:
    for where, role in roles(made):
        for statement in role["AssumeRolePolicyDocument"]["Statement"]:
            service = statement["Principal"]["Service"]
            source = statement.get("Condition", {}).get("StringEquals", {}).get("aws:SourceAccount")
            if service != "lambda.amazonaws.com" and source != "123456789012":
                yield f"{where}: {service} may take the role on behalf of another account"


def the_boundary_admits_what_roles_need(made: Deployment) -> Iterator[str]:
    bootstrap = made.stacks["bootstrap"].resources["Boundary"]["Properties"]["PolicyDocument"]["Statement"]
    for where, statement in statements(made):
        for action in as_list(statement["Action"]):
            for resource in as_list(statement["Resource"]):
                if not any(_admits(each, action, resource) for each in bootstrap):
                    yield f"{where}: the boundary forbids {action} on {resource}"


def the_deploy_role_makes_bounded_roles_alone(made: Deployment) -> Iterator[str]:
    for statement in _deploy_statements(made):
        actions = set(as_list(statement["Action"]))
        if statement["Effect"] != "Allow":
            continue
        if actions & {
            "iam:*",
            "*",
            "iam:CreateUser",
            "iam:CreatePolicyVersion",
            "iam:DeleteRolePermissionsBoundary",
        }:
            yield f"{statement['Sid']} lets the deploy role do anything"
        if actions & {"iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"}:
            bound = statement.get("Condition", {}).get("StringEquals", {}).get("iam:PermissionsBoundary")
            if bound != "<Boundary>":
                yield f"{statement['Sid']} makes roles without the boundary"
        if "iam:PassRole" in actions and "Condition" not in statement:
            yield f"{statement['Sid']} hands roles to any service"


def the_deploy_role_may_do_what_cloudformation_does(made: Deployment) -> Iterator[str]:
    """CloudFormation acts with the rights of its caller. What it calls for a type is in the type's schema."""
    policy = _deploy_statements(made)
    allowed = {action for each in policy if each["Effect"] == "Allow" for action in as_list(each["Action"])}
    everywhere = {action for each in policy if each["Resource"] == "*" for action in as_list(each["Action"])}
    types = {
        resource["Type"]
        for stack in made.stacks.values()
        if stack.name not in ADMINISTRATED
        for resource in stack.resources.values()
    }
    for kind in sorted(types):
        handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema.get("handlers", {})
        needed = {
            action
            for verb in ("create", "read", "update", "delete")
            for action in handlers.get(verb, {}).get("permissions", [])
        }
        for action in sorted(needed):
            if not _any_matches(action, allowed) and not _any_matches(action, NOT_CALLED):
                yield f"the deploy role lacks {action}, which {kind} needs"
    for action in sorted(ONLY_FOR_EVERYTHING - everywhere):
        yield f"the deploy role may do {action} by no name"


def the_deploy_role_knows_each_role_by_its_name(made: Deployment) -> Iterator[str]:
    """
    A name that CloudFormation makes up begins with that of the nested stack, unless it is too long for IAM.

    Source: github.com/aws-samples/sample-autonomous-cloud-coding-agents, issue 865.
    """
    policy = _deploy_statements(made)
    names = []
    for where, role in roles(made):
        name = role.get("RoleName", "a name of CloudFormation's")
        arn = f"arn:aws:iam::123456789012:role/{name}"
        found = {
            statement["Effect"]
            for statement in policy
            if _any_matches("iam:CreateRole", as_list(statement["Action"]))
            and any(fnmatchcase(arn, pattern) for pattern in as_list(statement["Resource"]))
        }
        if found != {"Allow"}:
            yield f"{where}: the deploy role may not make {name}"
        names.append(name)
    if len(set(names)) != len(names):
        yield "two roles have one name"


def policies_fit(made: Deployment) -> Iterator[str]:
    """Source: IAM user guide, "IAM and AWS STS quotas"; white space does not count."""
    for where, policy in made.of_type("AWS::IAM::ManagedPolicy"):
        if _length(policy) > LONGEST_POLICY:
            yield f"{where} has {_length(policy)} characters, IAM takes {LONGEST_POLICY}"
    for where, role in roles(made):
        length = sum(map(_length, role.get("Policies", [])))
        if length > LONGEST_INLINE:
            yield f"{where} has {length} characters of policies, IAM takes {LONGEST_INLINE}"


def names_fit(made: Deployment) -> Iterator[str]:
    for kind, (key, longest) in LONGEST_NAMES.items():
        for where, each in made.of_type(kind):
            if len(each.get(key, "")) > longest:
                yield f"{where}: {each[key]} has {len(each[key])} characters, AWS takes {longest}"


def what_has_a_name_need_not_be_replaced(made: Deployment) -> Iterator[str]:
    """
    CloudFormation makes a replacement before it deletes what was there, and refuses where both have one name.

    Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
    """
    for stack in made.stacks.values():
        for logical, resource in stack.template["Resources"].items():
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
            fixed = {each.removeprefix("/properties/") for each in schema.get("createOnlyProperties", [])}
            values = {key: _value_at(resource.get("Properties", {}), key) for key in fixed}
            if not any(key.endswith("Name") and values[key] is not None for key in fixed):
                continue
            for key in sorted(fixed - FIXED_WHATEVER_HAPPENS):
                for name in PARAMETER.findall(json.dumps(values[key])):
                    if name in stack.parameters and name not in ("Prefix", "Environment", "Lane"):
                        yield f"{stack.name}/{logical} has a name, but {name} replaces it by its {key}"


def _value_at(properties: dict[str, Any], path: str) -> Any:
    value: Any = properties
    for key in path.split("/"):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def statements(made: Deployment) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where, and each statement of the inline policies."""
    for where, role in roles(made):
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield f"{where}, {statement['Sid']}", statement


def roles(made: Deployment) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where, and each role of the environment itself."""
    for where, role in made.of_type("AWS::IAM::Role"):
        if where.partition("/")[0] not in ADMINISTRATED:
            yield where, role


def as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _length(policy: dict[str, Any]) -> int:
    return len(json.dumps(policy["PolicyDocument"], separators=(",", ":")))


def _deploy_statements(made: Deployment) -> list[dict[str, Any]]:
    """All that the deploy role is attached."""
    bootstrap = dict(made.stacks["bootstrap"].of_type("AWS::IAM::Role", "AWS::IAM::ManagedPolicy"))
    attached = [each.strip("<>") for each in bootstrap["DeployRole"]["ManagedPolicyArns"]]
    return [statement for name in attached for statement in bootstrap[name]["PolicyDocument"]["Statement"]]


def _any_matches(action: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def _admits(statement: dict[str, Any], action: str, resource: str) -> bool:
    if statement["Effect"] != "Allow" or action not in as_list(statement["Action"]):
        return False
    patterns = as_list(statement["Resource"])
    if resource.startswith("<"):  # an ARN that only AWS knows
        return True
    return any(pattern == "*" or fnmatchcase(resource, pattern) for pattern in patterns)


CHECKS = (
    roles_are_bounded,
    rights_are_small,
    services_act_for_this_account_alone,
    the_boundary_admits_what_roles_need,
    the_deploy_role_makes_bounded_roles_alone,
    the_deploy_role_may_do_what_cloudformation_does,
    the_deploy_role_knows_each_role_by_its_name,
    names_fit,
    what_has_a_name_need_not_be_replaced,
    policies_fit,
)
