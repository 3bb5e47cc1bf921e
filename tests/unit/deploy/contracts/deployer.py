"""The deploy role and the boundary reach what is ours by its name, and nothing of anybody else's."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from tests.unit.deploy.contracts.rights import as_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment, Stack

_HERE = "us-east-1:123456789012"
#: By type, the ARN with the property that names it, and an action that makes or changes such a resource.
MADE_BY = {
    "AWS::S3::Bucket": ("arn:aws:s3:::{BucketName}", "s3:CreateBucket"),
    "AWS::DynamoDB::Table": (f"arn:aws:dynamodb:{_HERE}:table/{{TableName}}", "dynamodb:CreateTable"),
    "AWS::SQS::Queue": (f"arn:aws:sqs:{_HERE}:{{QueueName}}", "sqs:CreateQueue"),
    "AWS::Lambda::Function": (f"arn:aws:lambda:{_HERE}:function:{{FunctionName}}", "lambda:CreateFunction"),
    "AWS::CodeDeploy::Application": (
        f"arn:aws:codedeploy:{_HERE}:application:{{ApplicationName}}",
        "codedeploy:CreateApplication",
    ),
    "AWS::CodeDeploy::DeploymentGroup": (
        f"arn:aws:codedeploy:{_HERE}:deploymentgroup:{{ApplicationName}}/{{DeploymentGroupName}}",
        "codedeploy:CreateDeployment",
    ),
    "AWS::ECS::Cluster": (f"arn:aws:ecs:{_HERE}:cluster/{{ClusterName}}", "ecs:CreateCluster"),
    "AWS::ECS::Service": (f"arn:aws:ecs:{_HERE}:service/{{Cluster}}/{{ServiceName}}", "ecs:CreateService"),
    "AWS::ECS::TaskDefinition": (
        f"arn:aws:ecs:{_HERE}:task-definition/{{Family}}:1",
        "ecs:RegisterTaskDefinition",
    ),
    "AWS::CloudWatch::Alarm": (
        f"arn:aws:cloudwatch:{_HERE}:alarm:{{AlarmName}}",
        "cloudwatch:PutMetricAlarm",
    ),
    "AWS::CloudWatch::Dashboard": (
        "arn:aws:cloudwatch::123456789012:dashboard/{DashboardName}",
        "cloudwatch:PutDashboard",
    ),
    "AWS::Events::Rule": (f"arn:aws:events:{_HERE}:rule/{{Name}}", "events:PutRule"),
    "AWS::Logs::LogGroup": (f"arn:aws:logs:{_HERE}:log-group:{{LogGroupName}}", "logs:CreateLogGroup"),
    "AWS::Scheduler::Schedule": (
        f"arn:aws:scheduler:{_HERE}:schedule/default/{{Name}}",
        "scheduler:CreateSchedule",
    ),
    "AWS::SecretsManager::Secret": (
        f"arn:aws:secretsmanager:{_HERE}:secret:{{Name}}-Ab12Cd",
        "secretsmanager:CreateSecret",
    ),
    "AWS::SNS::Topic": (f"arn:aws:sns:{_HERE}:{{TopicName}}", "sns:CreateTopic"),
    "AWS::IAM::Role": ("arn:aws:iam::123456789012:role/{RoleName}", "iam:CreateRole"),
}
#: What deployments touch beside the resources of templates.
BESIDE = {
    f"arn:aws:cloudformation:{_HERE}:stack/{{p}}room-jobs-{{e}}/id": "cloudformation:UpdateStack",
    f"arn:aws:ecs:{_HERE}:task/{{p}}room-jobs-{{e}}/id": "ecs:DescribeTasks",
    f"arn:aws:ecs:{_HERE}:service-deployment/{{p}}room-jobs-{{e}}/x/id": "ecs:DescribeServiceDeployments",
    f"arn:aws:ecs:{_HERE}:service-revision/{{p}}room-jobs-{{e}}/x/1": "ecs:DescribeServiceRevisions",
    f"arn:aws:codedeploy:{_HERE}:application:{{p}}room-jobs-{{e}}": "codedeploy:RegisterApplicationRevision",
    f"arn:aws:codedeploy:{_HERE}:deploymentgroup:{{p}}room-jobs-{{e}}/{{p}}room-jobs-{{e}}-api": (
        "codedeploy:GetDeployment"
    ),
    f"arn:aws:codedeploy:{_HERE}:deploymentconfig:CodeDeployDefault.LambdaCanary10Percent5Minutes": (
        "codedeploy:GetDeploymentConfig"
    ),
    "arn:aws:s3:::{p}room-jobs-page-{e}-123456789012/index.html": "s3:PutObject",
    "arn:aws:s3:::{p}room-jobs-artifacts-123456789012-us-east-1/main.yaml": "s3:GetObject",
    "arn:aws:iam::123456789012:role/{p}room-jobs-{e}-api": "iam:PassRole",
    "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/x": "iam:CreateServiceLinkedRole",
    f"arn:aws:secretsmanager:{_HERE}:secret:{{p}}room-jobs-{{e}}-flower-Ab12Cd": "secretsmanager:CreateSecret",
    "arn:aws:wafv2:us-east-1:123456789012:global/webacl/rooms/id": "wafv2:GetWebACL",
    "<WorkerRepository.Arn>": "ecr:PutImage",
    "<FlowerRepository.Arn>": "ecr:PutImage",
}
#: Somebody else's, in the same account.
FOREIGN = (
    *("arn:aws:s3:::other", f"arn:aws:dynamodb:{_HERE}:table/other", f"arn:aws:sqs:{_HERE}:other"),
    *(f"arn:aws:lambda:{_HERE}:function:other", f"arn:aws:ecs:{_HERE}:service/other/other"),
    *(f"arn:aws:cloudwatch:{_HERE}:alarm:other", f"arn:aws:events:{_HERE}:rule/other"),
    *(f"arn:aws:logs:{_HERE}:log-group:other", f"arn:aws:secretsmanager:{_HERE}:secret:other-Ab12Cd"),
    *(f"arn:aws:sns:{_HERE}:other", "arn:aws:iam::123456789012:role/other"),
    *(f"arn:aws:cloudformation:{_HERE}:stack/other/id", f"arn:aws:ecr:{_HERE}:repository/other"),
    *(f"arn:aws:scheduler:{_HERE}:schedule/default/other", f"arn:aws:ecs:{_HERE}:task/other/id"),
    "arn:aws:route53:::hostedzone/ZOTHER",
    *(f"arn:aws:codedeploy:{_HERE}:{each}" for each in ("application:other", "deploymentgroup:other/other")),
    f"arn:aws:codedeploy:{_HERE}:deploymentconfig:other",
    *(f"arn:aws:ecs:{_HERE}:cluster/other", f"arn:aws:ecs:{_HERE}:task-definition/other:1"),
)
#: Conditions of statements of the deploy role, by Sid; all others have none.
CONDITIONS = {
    "RolesWithinTheBoundary": {"StringEquals": {"iam:PermissionsBoundary": "<Boundary>"}},
    "HandRolesToServices": {
        "StringEquals": {
            "iam:PassedToService": [
                "codedeploy.amazonaws.com",
                "ecs-tasks.amazonaws.com",
                "lambda.amazonaws.com",
                "s3.amazonaws.com",
                "scheduler.amazonaws.com",
            ]
        }
    },
    "RolesThatServicesMakeForThemselves": {
        "StringEquals": {
            "iam:AWSServiceName": [
                "ecs.amazonaws.com",
                "ecs.application-autoscaling.amazonaws.com",
                "ops.apigateway.amazonaws.com",
            ]
        }
    },
}
#: What it may not touch though its name is one of ours: itself, and what bounds it.
OWN = (
    "arn:aws:iam::123456789012:role/{p}room-jobs-deploy-us-east-1",
    "arn:aws:iam::123456789012:policy/{p}room-jobs-boundary-us-east-1",
)


def the_deploy_role_reaches_what_is_made(made: Deployment) -> Iterator[str]:
    policy = _statements(made, "DeployPolicy")
    for arn, action in _needed(made):
        if not _allows(policy, action, arn):
            yield f"the deploy role may not {action} {arn}"
    arns = [arn for arn, _ in _needed(made)]
    for statement in policy:
        if statement["Effect"] == "Deny":
            continue
        for pattern in as_list(statement["Resource"]):
            if not any(fnmatchcase(arn, pattern) for arn in arns):
                yield f"{statement['Sid']}: nothing is called as {pattern}"


def nobody_reaches_what_is_others(made: Deployment) -> Iterator[str]:
    for name in ("DeployPolicy", "Boundary"):
        for statement in _statements(made, name):
            for pattern in as_list(statement["Resource"]):
                hit = next((arn for arn in FOREIGN if fnmatchcase(arn, pattern)), None)
                if hit and name == "Boundary" and statement["Sid"] == "LoginAndSessions":
                    continue  # actions that know no resources; rights.WITHOUT_RESOURCES has them
                if hit:
                    yield f"{name}, {statement['Sid']}: {pattern} is {hit}, too"


def the_deploy_role_cannot_loosen_itself(made: Deployment) -> Iterator[str]:
    policy = [
        each for name in ("DeployPolicy", "DeployPolicyWithoutNames") for each in _statements(made, name)
    ]
    for where, each in made.of_type("AWS::IAM::ManagedPolicy"):
        if each["PolicyDocument"].get("Version") != "2012-10-17":
            yield f"{where} is in an old language, which knows no variables"
    for own in OWN:
        for action in (
            "iam:PutRolePolicy",
            "iam:CreatePolicyVersion",
            "iam:UpdateAssumeRolePolicy",
            "iam:PassRole",
        ):
            if not _forbids(policy, action, _named(made, own)):
                yield f"the deploy role may {action} {own}"
    for statement in policy:
        wanted = CONDITIONS.get(statement["Sid"])
        if statement.get("Condition") != wanted:
            yield f"{statement['Sid']} holds under {statement.get('Condition')}, not under {wanted}"
    if missing := CONDITIONS.keys() - {each["Sid"] for each in policy}:
        yield f"the deploy role lacks {sorted(missing)}"


def the_boundary_has_no_right_that_nobody_has(made: Deployment) -> Iterator[str]:
    """Each of its actions and resources is one of some role's, where all roles are: with Flower."""
    used: dict[str, set[str]] = {}
    for stack in made.stacks.values():
        for statement in _of_roles(stack):
            for action in as_list(statement["Action"]):
                used.setdefault(action, set()).update(as_list(statement["Resource"]))
    if "flower" not in made.stacks:
        return
    for statement in _statements(made, "Boundary"):
        actions = as_list(statement["Action"])
        for action in actions:
            if action not in used:
                yield f"the boundary admits {action}, which no role may"
        about = {arn for action in actions for arn in used.get(action, ())}
        for pattern in as_list(statement["Resource"]):
            if not any(arn.startswith("<") or fnmatchcase(arn, pattern) for arn in about):
                yield f"the boundary is about {pattern}, which no role is"


def the_boundary_knows_what_only_aws_names(made: Deployment) -> Iterator[str]:
    """Roles have the ARN of a secret or a group by reference; the boundary has a pattern of its name."""
    for kind, sid in (("AWS::SecretsManager::Secret", "FlowerPassword"), ("AWS::Logs::LogGroup", "Logs")):
        nothing: dict[str, Any] = {"Resource": []}
        own = next((each for each in _statements(made, "Boundary") if each["Sid"] == sid), nothing)
        for where, each in made.of_type(kind):
            if where.partition("/")[2] in ("ExecutionLogGroup", "AccessLogGroup", "EventLogGroup"):
                continue  # services write these
            arn = MADE_BY[kind][0].format(**each)
            if not any(fnmatchcase(arn, pattern) for pattern in as_list(own["Resource"])):
                yield f"the boundary forbids {sid} for {arn}"


def _of_roles(stack: Stack) -> Iterator[dict[str, Any]]:
    for _, role in stack.of_type("AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            yield from policy["PolicyDocument"]["Statement"]


def _needed(made: Deployment) -> list[tuple[str, str]]:
    """ARNs of all that is deployed, each with an action that it takes."""
    found = [(_named(made, arn), action) for arn, action in BESIDE.items()]
    if zone := made.stacks["bootstrap"].parameters["DnsZone"]:
        verbs = ("ChangeResourceRecordSets", "GetHostedZone", "ListResourceRecordSets")
        found += [(f"arn:aws:route53:::hostedzone/{zone}", f"route53:{verb}") for verb in verbs]
        found.append(("arn:aws:route53:::change/C1", "route53:GetChange"))
    for stack in made.stacks.values():
        if stack.name != "bootstrap":
            for kind, (arn, action) in MADE_BY.items():
                found += [(arn.format(**each), action) for _, each in stack.of_type(kind)]
    return found


def _named(made: Deployment, arn: str) -> str:
    given = made.stacks["main"].parameters
    return arn.replace("{p}", given["Prefix"]).replace("{e}", given["Environment"])


def _statements(made: Deployment, name: str) -> list[dict[str, Any]]:
    document = made.stacks["bootstrap"].resources[name]["Properties"]["PolicyDocument"]
    return list(document["Statement"]) if document.get("Version") == "2012-10-17" else []


def _fits(statement: dict[str, Any], action: str, arn: str) -> bool:
    return any(fnmatchcase(action.lower(), each.lower()) for each in as_list(statement["Action"])) and any(
        fnmatchcase(arn, each) for each in as_list(statement["Resource"])
    )


def _allows(policy: list[dict[str, Any]], action: str, arn: str) -> bool:
    return {each["Effect"] for each in policy if _fits(each, action, arn)} == {"Allow"}


def _forbids(policy: list[dict[str, Any]], action: str, arn: str) -> bool:
    return any(each["Effect"] == "Deny" and _fits(each, action, arn) for each in policy)


CHECKS = (
    the_deploy_role_reaches_what_is_made,
    nobody_reaches_what_is_others,
    the_deploy_role_cannot_loosen_itself,
    the_boundary_has_no_right_that_nobody_has,
    the_boundary_knows_what_only_aws_names,
)
