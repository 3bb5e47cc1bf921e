"""
What our code calls, and who lets it.

`calls.json` has the calls of each role with what they are about, as AWS names both. Integration tests record
what the Lambdas call and hold it against the same rights (`tests/integration/lambdas/test_zip.py`).
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.unit.deploy.contracts.rights import as_list
from tests.unit.deploy.environment import ENVIRONMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

CALLS: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("calls.json").read_text())
#: The service that may take the role.
TRUSTED = {
    "worker/ExecutionRole": "ecs-tasks.amazonaws.com",
    "worker/TaskRole": "ecs-tasks.amazonaws.com",
    "worker-large/ExecutionRole": "ecs-tasks.amazonaws.com",
    "worker-large/TaskRole": "ecs-tasks.amazonaws.com",
    "flower/ExecutionRole": "ecs-tasks.amazonaws.com",
    "flower/TaskRole": "ecs-tasks.amazonaws.com",
    "api/ReleaseRole": "codedeploy.amazonaws.com",
    "data/CopyRole": "s3.amazonaws.com",
    "copies/BackupRole": "backup.amazonaws.com",
    "upkeep/ScheduleRole": "scheduler.amazonaws.com",
    "bootstrap/ApiGatewayRole": "apigateway.amazonaws.com",
}


def roles_may_do_what_the_code_calls(made: Deployment) -> Iterator[str]:
    for where, role in made.of_type("AWS::IAM::Role"):
        for action, resources in CALLS.get(where, {}).items():
            for resource in resources:
                about = arn_of(made, resource)
                if about.endswith("/"):  # there is no bus
                    continue
                if not is_allowed(role, action, about):
                    yield f"{where} may not {action} {about}"


def roles_may_do_nothing_else(made: Deployment) -> Iterator[str]:
    for where, role in made.of_type("AWS::IAM::Role"):
        calls = CALLS.get(where, {})
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if statement["Effect"] != "Allow":
                    yield f"{where}, {statement['Sid']} forbids, where nothing is allowed that is not named"
                for action in as_list(statement["Action"]):
                    about = {arn_of(made, each) for each in calls.get(action, [])}
                    for resource in as_list(statement["Resource"]):
                        if not any(fnmatchcase(each, resource) for each in about):
                            yield f"{where}: nobody calls {action} of {resource}"


def roles_are_taken_by_who_runs_them(made: Deployment) -> Iterator[str]:
    for where, role in made.of_type("AWS::IAM::Role"):
        if where == "bootstrap/DeployRole":
            continue
        document = role["AssumeRolePolicyDocument"]
        (statement,) = document["Statement"]
        wanted = {"Service": TRUSTED.get(where, "lambda.amazonaws.com")}
        found = (statement["Effect"], statement["Action"], statement["Principal"], document["Version"])
        if found != ("Allow", "sts:AssumeRole", wanted, "2012-10-17"):
            yield f"{where} is taken by {found}, not by {wanted}"


def the_deploy_role_is_taken_by_whom_it_is_for(made: Deployment) -> Iterator[str]:
    """The account's administrators or one of theirs, and GitHub's jobs of one repository's environments."""
    given = made.stacks["bootstrap"].parameters
    issuer = "token.actions.githubusercontent.com"
    who = given["DeployPrincipal"] or "arn:aws:iam::123456789012:root"
    wanted = [{"Effect": "Allow", "Principal": {"AWS": who}, "Action": "sts:AssumeRole"}]
    if repository := given["GitHubRepository"]:
        arn = f"arn:aws:iam::123456789012:oidc-provider/{issuer}"
        provider = "<GitHub>" if given["GitHubProvider"] == "true" else arn
        wanted.append(
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        f"{issuer}:aud": "sts.amazonaws.com",
                        # No other: a job that names a missing environment creates it, unprotected.
                        f"{issuer}:sub": [f"repo:{repository}:environment:{each}" for each in ENVIRONMENTS],
                    },
                },
            }
        )
    role = made.stacks["bootstrap"].resources["DeployRole"]["Properties"]
    if role["AssumeRolePolicyDocument"] != {"Version": "2012-10-17", "Statement": wanted}:
        yield f"the deploy role is taken by {role['AssumeRolePolicyDocument']}"
    for where, each in made.of_type("AWS::IAM::OIDCProvider"):
        if each != {"Url": f"https://{issuer}", "ClientIdList": ["sts.amazonaws.com"]}:
            yield f"{where} trusts {each}"


def is_allowed(role: dict[str, Any], action: str, resource: str) -> bool:
    """As IAM decides: something allows it, and nothing forbids it."""
    effects = {
        statement["Effect"]
        for policy in role.get("Policies", [])
        if policy["PolicyDocument"]["Version"] == "2012-10-17"
        for statement in policy["PolicyDocument"]["Statement"]
        if any(fnmatchcase(action.lower(), each.lower()) for each in as_list(statement["Action"]))
        and any(fnmatchcase(resource, each) for each in as_list(statement["Resource"]))
        and "Condition" not in statement
    }
    return effects == {"Allow"}


def arn_of(made: Deployment, resource: str) -> str:  # noqa: C901, PLR0911 - one for each type
    """What a call is about: `data/JobsTable/index/by-status` as an ARN; what only AWS knows as `<…>`."""
    if resource == "*":
        return "*"
    if resource == "bus":
        return f"arn:aws:events:us-east-1:123456789012:event-bus/{made.stacks['main'].parameters['EventBus']}"
    if resource.startswith("copy/"):
        return _arn_of_copy(made, resource.removeprefix("copy/"))
    template, logical, *rest = resource.split("/")
    tail = "".join(f"/{each}" for each in rest)
    own = made.stacks[template].resources[logical]
    properties = own["Properties"]
    account = "us-east-1:123456789012"
    match own["Type"]:
        case "AWS::S3::Bucket":
            return f"arn:aws:s3:::{properties['BucketName']}{tail}"
        case "AWS::DynamoDB::Table":
            return f"arn:aws:dynamodb:{account}:table/{properties['TableName']}{tail}"
        case "AWS::SQS::Queue":
            return f"arn:aws:sqs:{account}:{properties['QueueName']}"
        case "AWS::ECS::Service":
            return f"arn:aws:ecs:{account}:service/{properties['Cluster']}/{properties['ServiceName']}"
        case "AWS::ECS::Cluster":  # a task in it
            return f"arn:aws:ecs:{account}:task/{properties['ClusterName']}{tail}"
        case "AWS::ECR::Repository":
            return f"arn:aws:ecr:{account}:repository/{properties['RepositoryName']}"
        case "AWS::Backup::BackupVault":
            return f"<{logical}.BackupVaultArn>"
        case "AWS::Lambda::Alias":
            return f"<{logical.removesuffix('Alias')}Function.Arn>:{properties['Name']}"
        case _:
            return f"<{logical}{'.Arn' if own['Type'] != 'AWS::SecretsManager::Secret' else ''}>"


def _arn_of_copy(made: Deployment, resource: str) -> str:
    """What is copied to another environment: objects in its buckets, its table in a vault and out of it."""
    given = made.stacks["main"].parameters
    what, _, tail = resource.partition("/")
    if what == "vault":
        return (
            f"arn:aws:backup:eu-west-1:123456789012:backup-vault:{given['Prefix']}room-jobs-{given['CopyTo']}"
        )
    if what == "restored":
        table = f"{given['Prefix']}RoomDetectionRestored-{given['Environment']}"
        return f"arn:aws:dynamodb:us-east-1:123456789012:table/{table}"
    return f"arn:aws:s3:::{given['Prefix']}room-detection-{what}-{given['CopyTo']}-123456789012/{tail}"


CHECKS = (
    roles_may_do_what_the_code_calls,
    roles_may_do_nothing_else,
    roles_are_taken_by_who_runs_them,
    the_deploy_role_is_taken_by_whom_it_is_for,
)
