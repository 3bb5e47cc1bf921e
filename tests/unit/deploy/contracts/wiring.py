"""Who refers to whom: pairs, not sets, so that two that are swapped are found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from deploy import package
from tests.unit.deploy.contracts.rights import as_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

#: What main.yaml gives to a nested stack under another name than its own.
RENAMED = {
    ("Worker", "Image"): "WorkerImage",
    ("Worker", "Cpu"): "WorkerCpu",
    ("Worker", "Memory"): "WorkerMemory",
    ("Worker", "SecurityGroupId"): "WorkerSecurityGroupId",
    ("Flower", "Image"): "FlowerImage",
    ("Flower", "SecurityGroupId"): "WorkerSecurityGroupId",
    ("Frontend", "ApiDomain"): "Domain",
    ("Frontend", "ApiStage"): "StageName",
    ("Monitoring", "WorkerLogGroup"): "LogGroupName",
}
#: What each variable of our programs stands for: a resource by its name, or a parameter of main.yaml.
VARIABLES = {
    "S3_INPUT_BUCKET": "data/InputBucket",
    "S3_OUTPUT_BUCKET": "data/OutputBucket",
    "DYNAMODB_TABLE": "data/JobsTable",
    "ROOMJOBS_CONTROL_TABLE": "data/ControlTable",
    "SQS_QUEUE_URL": "data/TaskQueue",
    "ROOMJOBS_DEAD_LETTER_QUEUE_URL": "data/DeadLetterQueue",
    "ROOMJOBS_ECS_CLUSTER": "worker/Cluster",
    "ROOMJOBS_ECS_SERVICE": "worker/Service",
    "ROOMJOBS_RETENTION_DAYS": "RetentionDays",
    "ROOMJOBS_LEASE_SECONDS": "VisibilityTimeout",
    "ROOMJOBS_JOB_MEMORY_MB": "JobMemory",
    "ROOMJOBS_JOB_SECONDS": "JobSeconds",
    "ROOMJOBS_AUTH": "Auth",
    "ROOMJOBS_JWKS_URL": "JwksUrl",
    "ROOMJOBS_JWT_ISSUER": "JwtIssuer",
    "ROOMJOBS_JWT_AUDIENCE": "JwtAudience",
    "ROOMJOBS_JWT_SCOPE_PREFIX": "JwtScopePrefix",
}
#: Variables that have one value everywhere, whatever the parameters.
CONSTANT = {
    "AWS_REGION": "us-east-1",
    "ROOMJOBS_HEALTH_FILE": "/tmp/received",  # noqa: S108 - a path in the container
    "ROOMJOBS_LOG_FORMAT": "json",
    "ROOMJOBS_METRICS_LINGER_SECONDS": "0",
    "ROOMJOBS_STREAMS": "0",
    "ROOMJOBS_WAITING_SEATS": "0",
    "ROOMJOBS_MAX_BODY_BYTES": "4000000",
}
#: Region and account in the ARNs of a service; the others have both.
WITHOUT_REGION = {"iam": True, "cloudfront": True, "s3": False}  # with an account?
_ARN = re.compile(r"arn:[^\s\"',}]*")


def stacks_are_given_what_they_ask_for(made: Deployment) -> Iterator[str]:
    for logical, resource in made.stacks["main"].template["Resources"].items():
        for name, value in resource["Properties"].get("Parameters", {}).items():
            source = value.get("Ref") or value["Fn::GetAtt"][1].removeprefix("Outputs.")
            if source != RENAMED.get((logical, name), name):
                yield f"{logical} is given {source} as its {name}"


def variables_stand_for_what_they_say(made: Deployment) -> Iterator[str]:
    for where, variables in _environments(made):
        for name, value in variables.items():
            wanted = _wanted(made, name)
            if wanted is not None and value != wanted and not _may_be_empty(made, name, value):
                yield f"{where}: {name} is {value!r}, not {wanted!r}"


#: What a program has to be told. The rest has defaults that hold for all.
_STORES = {name for name, source in VARIABLES.items() if source.startswith("data/")}
_ACCESS = {name for name in VARIABLES if name.startswith(("ROOMJOBS_AUTH", "ROOMJOBS_J"))} - {
    "ROOMJOBS_JOB_MEMORY_MB",
    "ROOMJOBS_JOB_SECONDS",
}
_ALL = {*_STORES, "ROOMJOBS_RETENTION_DAYS", "ROOMJOBS_LEASE_SECONDS", "ROOMJOBS_METRICS_NAMESPACE"}
_ECS = {"ROOMJOBS_ECS_CLUSTER", "ROOMJOBS_ECS_SERVICE"}
TOLD = {
    "api": {
        *_ALL,
        *_ACCESS,
        *_ECS,
        "ROOMJOBS_CAPACITY",
        "ROOMJOBS_METRICS_LINGER_SECONDS",
        "ROOMJOBS_STREAMS",
    },
    "upkeep": {*_ALL, "ROOMJOBS_METRICS_LINGER_SECONDS"},
    "worker": {
        *_ALL,
        *_ECS,
        "ROOMJOBS_JOB_MEMORY_MB",
        "ROOMJOBS_JOB_SECONDS",
        "ROOMJOBS_LOG_FORMAT",
        "AWS_REGION",
    },
    "flower": {*_STORES, "AWS_REGION"},
}


def programs_are_told_what_they_need(made: Deployment) -> Iterator[str]:
    for where, variables in _environments(made):
        missing = TOLD[where.partition("/")[0]] - variables.keys()
        if missing:
            yield f"{where} is not told {sorted(missing)}"


def functions_have_what_is_theirs(made: Deployment) -> Iterator[str]:
    for where, function in made.of_type("AWS::Lambda::Function"):
        own = where.partition("/")[2].removesuffix("Function")
        stack = made.stacks[where.partition("/")[0]]
        group = stack.resources[f"{own}LogGroup"]["Properties"]["LogGroupName"]
        if function["Role"] != f"<{own}Role.Arn>":
            yield f"{where} acts as {function['Role']}"
        if function["LoggingConfig"]["LogGroup"] != group:
            yield f"{where} logs to {function['LoggingConfig']['LogGroup']}"
        given = made.stacks["main"].parameters
        if function["Code"] != {"S3Bucket": given["CodeBucket"], "S3Key": given["CodeKey"]}:
            yield f"{where} has other code than was uploaded"
        if (
            function["Architectures"] != [package.ARCHITECTURE]
            or function["Runtime"] != f"python{package.RUNTIME}"
        ):
            yield f"{where}: the zip is made for {package.ARCHITECTURE} and Python {package.RUNTIME}"
        module = {
            "Create": "api.create_job",
            "Status": "api.get_status",
            "Api": "api.api",
            "Sweep": "upkeep.sweep",
        }
        module |= {"DeadLetters": "upkeep.dead_letters", "Wake": "upkeep.wake"}
        if function["Handler"] != f"roomjobs.{module[own]}":
            yield f"{where} runs {function['Handler']}"
    for where, permission in made.of_type("AWS::Lambda::Permission"):
        own = where.partition("/")[2].removesuffix("Permission")
        stack = made.stacks[where.partition("/")[0]]
        name = stack.resources[f"{own}Function"]["Properties"]["FunctionName"]
        invokes = permission["Action"], permission["Principal"]
        if permission["FunctionName"] != name or invokes != (
            "lambda:InvokeFunction",
            "apigateway.amazonaws.com",
        ):
            yield f"{where} lets others in than API Gateway"


def schedules_call_their_functions(made: Deployment) -> Iterator[str]:
    for where, schedule in made.of_type("AWS::Scheduler::Schedule"):
        own = where.partition("/")[2].removesuffix("Schedule")
        target = schedule["Target"]
        if target["Arn"] != f"<{own}Function.Arn>" or target["RoleArn"] != "<ScheduleRole.Arn>":
            yield f"{where} calls {target['Arn']} as {target['RoleArn']}"
        if target["RetryPolicy"] != {"MaximumRetryAttempts": 0} or schedule["FlexibleTimeWindow"] != {
            "Mode": "OFF"
        }:
            yield f"{where} does not run just once a turn"
        if schedule.get("State", "ENABLED") != _wanted_state(made, own):
            yield f"{where} is {schedule.get('State')}"


def scaling_is_wired(made: Deployment) -> Iterator[str]:
    worker = made.stacks["worker"].resources
    if "ScalableTarget" not in worker:
        return
    alarm = worker["IdleAlarm"]["Properties"]
    if alarm["AlarmActions"] != ["<DrainIn>"]:
        yield f"idle workers drive {alarm['AlarmActions']}"
    returned = [each["Id"] for each in alarm["Metrics"] if each["ReturnData"]]
    if returned != ["idle"]:
        yield f"idle workers are told by {returned}"
    adjustments = [
        step["ScalingAdjustment"]
        for step in worker["DrainIn"]["Properties"]["StepScalingPolicyConfiguration"]["StepAdjustments"]
    ]
    if adjustments != [0]:
        yield f"workers drain to {adjustments}, not to none"
    if worker["DrainIn"]["Properties"]["ScalingTargetId"] != "<ScalableTarget>":
        yield "idle workers of something else are let go"


def tasks_are_wired(made: Deployment) -> Iterator[str]:  # noqa: C901 - one fault each
    network = made.stacks["network"]
    for name in ("worker", "flower"):
        stack = made.stacks.get(name)
        if stack is None:
            continue
        task, service = (stack.resources[each]["Properties"] for each in ("TaskDefinition", "Service"))
        wanted = {"ExecutionRoleArn": "<ExecutionRole.Arn>", "TaskRoleArn": "<TaskRole.Arn>"}
        for key, value in wanted.items():
            if task[key] != value:
                yield f"{name}: {key} is {task[key]}"
        if service["TaskDefinition"] != "<TaskDefinition>":
            yield f"{name}: the service runs {service['TaskDefinition']}"
        if service["Cluster"] != made.stacks["worker"].outputs()["ClusterName"]:
            yield f"{name}: the service runs in {service['Cluster']}"
        (container,) = task["ContainerDefinitions"]
        if container["Image"] != made.stacks["main"].parameters[f"{name.title()}Image"]:
            yield f"{name} runs {container['Image']}"
        group = stack.resources["LogGroup"]["Properties"]["LogGroupName"]
        if container["LogConfiguration"]["Options"]["awslogs-group"] != group:
            yield f"{name} logs to another group"
        place = service["NetworkConfiguration"]["AwsvpcConfiguration"]
        given = network.outputs()
        subnets = place["Subnets"] if isinstance(place["Subnets"], str) else ",".join(place["Subnets"])
        found = (subnets, place["SecurityGroups"], place["AssignPublicIp"])
        if found != (given["SubnetIds"], [given["WorkerSecurityGroupId"]], given["AssignPublicIp"]):
            yield f"{name} runs at {found}"
        if task["RuntimePlatform"] != {"CpuArchitecture": "X86_64", "OperatingSystemFamily": "LINUX"}:
            yield f"{name}: the image is made for x86-64 Linux"


def arns_have_their_parts(made: Deployment) -> Iterator[str]:
    for stack in made.stacks.values():
        for logical, resource in stack.resources.items():
            for text in _texts(resource["Properties"]):
                for arn in _ARN.findall(text):
                    if fault := _fault_of_arn(arn):
                        yield f"{stack.name}/{logical}: {arn}: {fault}"


def rights_are_about_what_is_made(made: Deployment) -> Iterator[str]:
    """A resource in a policy is one that is made, or a pattern that fits some of those."""
    names = {name for name in _names(made) if name}
    for where, role in made.of_type("AWS::IAM::Role"):
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                for arn in as_list(statement["Resource"]):
                    if arn.startswith("arn:") and not _is_about(arn, names):
                        yield f"{where}, {statement['Sid']}: nothing is called as {arn}"


def _is_about(arn: str, names: set[str]) -> bool:
    tail = arn.split(":", 5)[5]
    parts = re.split(r"[/:]", tail)
    kinds = {"table", "service", "task", "repository", "log-group", "function", "index", "cluster", "secret"}
    return all(part in names | kinds | {"*", "", "by-status"} for part in parts) and any(
        part in names for part in parts
    )


def _names(made: Deployment) -> Iterator[str]:
    keys = (
        "BucketName",
        "TableName",
        "QueueName",
        "ClusterName",
        "ServiceName",
        "RepositoryName",
        "FunctionName",
    )
    for stack in made.stacks.values():
        for resource in stack.resources.values():
            yield from (str(resource["Properties"].get(key, "")) for key in keys)


def _fault_of_arn(arn: str) -> str:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return "it has too few parts"
    _, partition, service, region, account, _resource = parts
    has_account = WITHOUT_REGION.get(service, True)
    has_region = service not in WITHOUT_REGION and not (service == "cloudwatch" and not region)
    wanted = ("aws", "us-east-1" if has_region else "", "123456789012" if has_account else "")
    if service == "apigateway":
        wanted = ("aws", "us-east-1", "lambda")
    if service == "iam" and account == "aws":
        return ""
    return "" if (partition, region, account) == wanted else f"partition, region and account are not {wanted}"


def _environments(made: Deployment) -> Iterator[tuple[str, dict[str, str]]]:
    for where, function in made.of_type("AWS::Lambda::Function"):
        yield where, {key: str(each) for key, each in function["Environment"]["Variables"].items()}
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        for container in task["ContainerDefinitions"]:
            yield where, {each["Name"]: str(each["Value"]) for each in container["Environment"]}


def _wanted(made: Deployment, name: str) -> str | None:
    source = VARIABLES.get(name)
    if source is None:
        namespace = f"{made.stacks['main'].parameters['Prefix']}RoomJobs/{made.name}"
        return namespace if name == "ROOMJOBS_METRICS_NAMESPACE" else CONSTANT.get(name)
    stack, _, logical = source.partition("/")
    if not logical:
        return str(made.stacks["main"].parameters[source])
    properties = made.stacks[stack].resources[logical]["Properties"]
    keys = ("BucketName", "TableName", "QueueName", "ServiceName", "ClusterName")
    found = next(str(properties[key]) for key in keys if key in properties)
    return f"https://sqs.us-east-1.amazonaws.com/123456789012/{found}" if "Queue" in logical else found


def _may_be_empty(made: Deployment, name: str, value: str) -> bool:
    given = made.stacks["main"].parameters
    unreachable = name == "ROOMJOBS_ECS_CLUSTER" and given["PrivateNetworking"] == "true"
    unscaled = name == "ROOMJOBS_ECS_SERVICE" and given["Scaling"] == "off"
    return value == "" and (unreachable or unscaled)


def _wanted_state(made: Deployment, own: str) -> str:
    off = own == "Wake" and made.stacks["main"].parameters["Scaling"] == "off"
    return "DISABLED" if off else "ENABLED"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


CHECKS = (
    stacks_are_given_what_they_ask_for,
    variables_stand_for_what_they_say,
    programs_are_told_what_they_need,
    functions_have_what_is_theirs,
    schedules_call_their_functions,
    scaling_is_wired,
    tasks_are_wired,
    arns_have_their_parts,
    rights_are_about_what_is_made,
)
