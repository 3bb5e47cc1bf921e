"""What must hold of every resource of a kind, whatever its name and however many there will be."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from cfnlint.jsonschema import StandardValidator
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.unit.deploy.contracts.rights import as_list
from tests.unit.deploy.environment import load_templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

#: Types that outlive their stack, and those whose resources do except for what holds nothing to keep.
KEPT = {
    "AWS::ApiGateway::Account",
    "AWS::Backup::BackupVault",
    "AWS::DynamoDB::Table",
    "AWS::ECR::Repository",
    "AWS::IAM::OIDCProvider",
    "AWS::S3::Bucket",
}
KEPT_BY_NAME = {"bootstrap/ApiGatewayRole"}
NOT_KEPT = {"data/ControlTable", "frontend/PageBucket"}
#: Types that go with their stack by an attribute, since what they hold is worth something for a while.
DELETED = {"AWS::Logs::LogGroup"}
#: Security headers of every answer, by the keys of CloudFront.
HEADERS = {
    "ContentSecurityPolicy",
    "ContentTypeOptions",
    "FrameOptions",
    "ReferrerPolicy",
    "StrictTransportSecurity",
}
ARN_PARTS = 6
#: What `make deploy` and its kin call themselves, or CloudFormation beside what is in the schema of a type.
CALLED_BY_DEPLOY = {
    *(f"cloudformation:{verb}ChangeSet" for verb in ("Create", "Delete", "Execute")),
    *(f"cloudformation:{each}" for each in ("CancelUpdateStack", "ContinueUpdateRollback", "RollbackStack")),
    *(f"cloudformation:{each}" for each in ("BatchDescribeTypeConfigurations", "DetectStackDrift")),
    *(f"cloudformation:{each}" for each in ("DetectStackResourceDrift", "TagResource", "ValidateTemplate")),
    "cloudformation:DescribeStackDriftDetectionStatus",
    *(f"ec2:Describe{each}" for each in ("AvailabilityZones", "PrefixLists", "SecurityGroupRules")),
    *(f"ecr:{each}LayerUpload" for each in ("Complete", "Initiate")),
    *(f"ecr:{each}" for each in ("BatchCheckLayerAvailability", "BatchGetImage", "DescribeImages")),
    "ecr:DescribeImageScanFindings",
    *(f"ecr:{each}" for each in ("GetAuthorizationToken", "GetDownloadUrlForLayer", "PutImage")),
    "ecr:UploadLayerPart",
    "route53:AssociateVPCWithHostedZone",
    "wafv2:GetWebACL",
    "s3:DeleteObjectVersion",
}
#: What CloudFormation calls for records of DNS, which the type's schema does not say.
CALLED_FOR_NAMES = {
    *(f"route53:{each}" for each in ("ChangeResourceRecordSets", "GetHostedZone", "ListResourceRecordSets")),
    "route53:GetChange",
}
#: Patterns of actions in the deploy role, all of them for resources of ours by their names or for types whose
#: ARNs have none.
PATTERNS = {
    *(f"cloudformation:{verb}*" for verb in ("Describe", "Get", "List")),
    *(f"s3:{verb}*" for verb in ("Get", "List", "Put")),
    *(f"dynamodb:{verb}*" for verb in ("Describe", "List")),
    *(f"{each}:*" for each in ("codedeploy", "lambda", "ecs", "cloudwatch", "events", "logs", "scheduler")),
    *(f"{each}:*" for each in ("secretsmanager", "sns", "apigateway", "cloudfront", "iam")),  # iam is denied
}
#: Those of them that are for everything, since ARNs of these services hold no names of ours.
PATTERNS_FOR_EVERYTHING = {"apigateway:*", "cloudfront:*"}
#: What stands beside the properties of a resource, whatever its type.
ATTRIBUTES = {
    *("Type", "Properties", "Metadata", "Condition"),
    *("DependsOn", "DeletionPolicy", "UpdateReplacePolicy"),
}
#: Types whose names are those of something else, or belong to what the resource is in: an API, a service.
NAMED_WITHIN = {
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGateway::Stage",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::EC2::VPCEndpoint",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
}


def resources_fit_their_schemas(made: Deployment) -> Iterator[str]:
    """As CloudFormation checks them: what is required, what is allowed, and in which form."""
    for stack in made.stacks.values():
        for logical, resource in stack.resources.items():
            for fault in _faults_of_schema(resource["Type"], json.dumps(resource["Properties"])):
                yield f"{stack.name}/{logical}: {fault}"


@cache
def _validator(kind: str) -> StandardValidator:
    return StandardValidator(PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema)


@cache
def _faults_of_schema(kind: str, properties: str) -> tuple[str, ...]:
    found = []
    for error in _validator(kind).iter_errors(json.loads(properties)):
        is_coerced = "is not of type" in error.message and not isinstance(error.instance, (dict, list))
        is_known_to_aws_alone = isinstance(error.instance, str) and "<" in error.instance
        if not is_coerced and not is_known_to_aws_alone:
            found.append(f"{'/'.join(map(str, error.path))}: {error.message}")
    return tuple(found)


def queues_have_an_end_and_a_watch(made: Deployment) -> Iterator[str]:
    """Tasks that cannot be done go to a queue of their own, and somebody hears of them and of delays."""
    queues = dict(made.of_type("AWS::SQS::Queue"))
    watched = _watched(made)
    ends: dict[str, set[str]] = {}
    for where, queue in queues.items():
        if "RedrivePolicy" in queue:
            end = where.partition("/")[0] + "/" + queue["RedrivePolicy"]["deadLetterTargetArn"][1:-5]
            ends.setdefault(end, set()).add(queue["QueueName"])
            if ("ApproximateAgeOfOldestMessage", queue["QueueName"]) not in watched:
                yield f"nobody hears when messages wait in {where}"
            if queue.get("ReceiveMessageWaitTimeSeconds") != 20:
                yield f"{where} answers empty receives at once, each of which costs"
        elif ("ApproximateNumberOfMessagesVisible", queue["QueueName"]) not in watched:
            yield f"nobody hears of messages in {where}"
    for where, queue in queues.items():
        if ("RedrivePolicy" in queue) == (where in ends):
            yield f"{where} is to be either a queue with an end or an end, and is both or neither"
        if len(ends.get(where, ())) > 1:
            yield f"{where} takes the dead letters of {sorted(ends[where])}, and nobody could tell which"
        allowed = queue.get("RedriveAllowPolicy", {})
        sources = {arn.rpartition(":")[2] for arn in allowed.get("sourceQueueArns", [])}
        if not ends.get(where, set()) <= sources or (where in ends) != (allowed != {}):
            yield f"{where} takes letters of {sorted(sources)}"


def _watched(made: Deployment) -> set[tuple[str, str]]:
    """Name of each metric of an alarm that somebody hears, and the value of each of its dimensions."""
    return {
        (metric["MetricName"], dimension["Value"])
        for _, alarm in made.stacks["monitoring"].of_type("AWS::CloudWatch::Alarm")
        for metric in (
            alarm,
            *(each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each),
        )
        for dimension in metric.get("Dimensions", [])
    }


def functions_are_watched(made: Deployment) -> Iterator[str]:
    """By their errors, or by those of the API that they stand behind."""
    watched = _watched(made)
    apis = {each["Name"] for _, each in made.of_type("AWS::ApiGateway::RestApi")}
    is_api_watched = all(("5XXError", name) in watched for name in apis)
    knows_math = made.stacks["main"].parameters["MathAlarms"] == "on"
    for where, function in made.of_type("AWS::Lambda::Function"):
        if where.startswith("api/"):
            if not is_api_watched:
                yield f"nobody hears when {where} fails"
        elif knows_math:
            for metric in ("Errors", "Invocations"):
                if (metric, function["FunctionName"]) not in watched:
                    yield f"nobody hears of the {metric} of {where}"


def what_is_stored_is_kept_and_nothing_else(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        for logical, resource in stack.template["Resources"].items():
            where, kind = f"{stack.name}/{logical}", resource["Type"]
            found = resource.get("DeletionPolicy", ""), resource.get("UpdateReplacePolicy", "")
            if (kind in KEPT and where not in NOT_KEPT) or where in KEPT_BY_NAME:
                # A first deployment that fails may take back what it made, and what holds nothing yet.
                wanted = {("RetainExceptOnCreate", "Retain")}
                if kind in ("AWS::S3::Bucket", "AWS::ECR::Repository") and stack.name == "bootstrap":
                    wanted = {("Retain", "Retain")}
            elif kind in DELETED or where in NOT_KEPT:
                wanted = {("Delete", "Delete")}
            else:
                wanted = {("", "")}
            if found not in wanted:
                yield f"{where}: DeletionPolicy and UpdateReplacePolicy are {found}, not {wanted}"


def rights_are_about_resources_of_their_service(made: Deployment) -> Iterator[str]:
    """A statement has actions and resources of the same services."""
    for where, statement in _statements(made):
        resources = [each for each in as_list(statement.get("Resource", [])) if not each.startswith("<")]
        if "*" in resources or not resources:
            continue
        about = set()
        for resource in resources:
            parts = resource.split(":", 5)
            if parts[:2] != ["arn", "aws"] or len(parts) < ARN_PARTS:
                yield f"{where}: {resource} is no ARN"
            else:
                about.add(parts[2])
        services = {action.partition(":")[0] for action in as_list(statement["Action"])}
        if services != about:
            yield f"{where}: actions of {sorted(services)} on resources of {sorted(about)}"


def policies_say_what_they_mean(made: Deployment) -> Iterator[str]:
    """Resources are opened to a service or closed to all; nobody is let in by a wildcard."""
    for where, statement in _statements(made):
        if statement["Effect"] not in ("Allow", "Deny"):
            yield f"{where}: IAM knows no effect {statement['Effect']}"
        if not {"Action", "Resource"} <= statement.keys():
            yield f"{where} is about nothing"
        for key in ("Action", "Resource"):
            said = as_list(statement.get(key, []))
            if len(set(said)) != len(said):
                yield f"{where} says something twice"
        if "Principal" not in statement:
            continue
        is_for_all = statement["Principal"] in ("*", {"AWS": "*"})
        if is_for_all != (statement["Effect"] == "Deny"):
            yield f"{where}: {statement['Effect']} for {statement['Principal']}"


def names_are_of_their_environment(made: Deployment) -> Iterator[str]:
    """Two environments of one account, and two resources of a type, never share a name."""
    environment = made.stacks["main"].parameters["Environment"]
    seen: set[tuple[str, str]] = set()
    for stack in made.stacks.values():
        if stack.name == "bootstrap":
            continue
        for logical, resource in stack.resources.items():
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
            fixed = {
                each.removeprefix("/properties/")
                for key in ("createOnlyProperties", "primaryIdentifier")
                for each in schema.get(key, [])
            }
            for key in fixed:
                name = resource["Properties"].get(key)
                if resource["Type"] in NAMED_WITHIN:
                    continue
                if not key.endswith("Name") or not isinstance(name, str) or name.startswith("<"):
                    continue
                if not re.search(rf"(^|[-/_.]){environment}([-/_.]|$)", name) and "<" not in name:
                    yield f"{stack.name}/{logical} is called {name}, in every environment"
                if (resource["Type"], name) in seen and key != "ClusterName":
                    yield f"two resources of the type {resource['Type']} are called {name}"
                seen.add((resource["Type"], name))


def attributes_are_of_their_types(made: Deployment) -> Iterator[str]:
    """CloudFormation waits for signals that nobody sends, and ignores a policy of another type's updates."""
    for stack in made.stacks.values():
        for logical, resource in stack.template["Resources"].items():
            own = ATTRIBUTES | ({"UpdatePolicy"} if resource["Type"] == "AWS::Lambda::Alias" else set())
            for name in sorted(resource.keys() - own):
                yield f"{stack.name}/{logical} has the attribute {name}"


def the_deploy_role_has_actions_that_there_are(made: Deployment) -> Iterator[str]:
    """CloudFormation calls each for some type, or `make deploy` does; few are patterns."""
    for where, statement in _statements(made):
        if not where.startswith("bootstrap/DeployPolicy"):
            continue
        for action in as_list(statement["Action"]):
            is_known = (
                action.lower() in _called_by_cloudformation() or action in CALLED_BY_DEPLOY | CALLED_FOR_NAMES
            )
            if not (is_known or action in PATTERNS):
                yield f"{where}: nobody calls {action}"
            if "*" in action and statement["Resource"] == "*" and action not in PATTERNS_FOR_EVERYTHING:
                yield f"{where}: {action} is for everything"
    allowed = {action for _, each in _statements(made) for action in as_list(each.get("Action", []))}
    for action in sorted(CALLED_BY_DEPLOY - allowed):
        yield f"the deploy role lacks {action}, which `make deploy` calls"


@cache
def _called_by_cloudformation() -> frozenset[str]:
    """Actions in lower case, for all types of all templates."""
    types = {
        each["Type"] for template in load_templates().values() for each in template["Resources"].values()
    }
    schemas = (PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema for kind in types)
    handlers = (each for schema in schemas for each in schema.get("handlers", {}).values())
    return frozenset(action.lower() for each in handlers for action in each.get("permissions", []))


def browsers_get_every_header(made: Deployment) -> Iterator[str]:
    for where, policy in made.of_type("AWS::CloudFront::ResponseHeadersPolicy"):
        given = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        for name in sorted(HEADERS - given.keys()):
            yield f"{where} does not send {name}"
        for name, header in given.items():
            if header.get("Override") is not True:
                yield f"{where}: {name} gives way to what the origin says"
        hsts = given.get("StrictTransportSecurity", {})
        if hsts.get("AccessControlMaxAgeSec", 0) < 31536000 or hsts.get("IncludeSubdomains") is not True:
            yield f"{where}: browsers forget within a year, or on subdomains, that there is TLS"


def _statements(made: Deployment) -> Iterator[tuple[str, dict[str, Any]]]:
    """All statements of all policies but those that say who takes a role."""
    for stack in made.stacks.values():
        for logical, resource in stack.resources.items():
            properties = resource["Properties"]
            inline = [each["PolicyDocument"] for each in properties.get("Policies", [])]
            own = properties.get("PolicyDocument")
            for document in (*inline, *([own] if isinstance(own, dict) else [])):
                for statement in document["Statement"]:
                    yield f"{stack.name}/{logical}, {statement.get('Sid')}", statement


CHECKS = (
    resources_fit_their_schemas,
    queues_have_an_end_and_a_watch,
    functions_are_watched,
    what_is_stored_is_kept_and_nothing_else,
    rights_are_about_resources_of_their_service,
    policies_say_what_they_mean,
    names_are_of_their_environment,
    attributes_are_of_their_types,
    the_deploy_role_has_actions_that_there_are,
    browsers_get_every_header,
)
