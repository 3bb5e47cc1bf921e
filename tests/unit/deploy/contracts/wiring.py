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
    ("LargeWorker", "Image"): "WorkerImage",
    ("LargeWorker", "Cpu"): "LargeWorkerCpu",
    ("LargeWorker", "Memory"): "LargeWorkerMemory",
    ("LargeWorker", "JobMemory"): "LargeJobMemory",
    ("LargeWorker", "MaxTasks"): "LargeMaxTasks",
    ("LargeWorker", "SecurityGroupId"): "WorkerSecurityGroupId",
    ("Flower", "Image"): "FlowerImage",
    ("Flower", "SecurityGroupId"): "WorkerSecurityGroupId",
    ("Frontend", "ApiDomain"): "Domain",
    ("Frontend", "ApiStage"): "StageName",
    ("Monitoring", "WorkerLogGroup"): "LogGroupName",
    ("Monitoring", "LargeWorkerLogGroup"): "LogGroupName",
}
#: Of two stacks that give outputs of the same name, the one that each parameter comes from.
FROM = {
    "LargeServiceName": ("LargeWorker", "ServiceName"),
    "LargeCapacity": ("LargeWorker", "Capacity"),
    "ServiceName": ("Worker", "ServiceName"),
    "Capacity": ("Worker", "Capacity"),
    "ClusterName": ("Worker", "ClusterName"),
    "WorkerLogGroup": ("Worker", "LogGroupName"),
    "LargeWorkerLogGroup": ("LargeWorker", "LogGroupName"),
}
#: What each variable of our programs stands for: a resource by its name, or a parameter of main.yaml.
VARIABLES = {
    "S3_INPUT_BUCKET": "data/InputBucket",
    "S3_OUTPUT_BUCKET": "data/OutputBucket",
    "DYNAMODB_TABLE": "data/JobsTable",
    "ROOMJOBS_CONTROL_TABLE": "data/ControlTable",
    "SQS_QUEUE_URL": "data/TaskQueue",
    "ROOMJOBS_BATCH_QUEUE_URL": "data/BatchQueue",
    "ROOMJOBS_LARGE_QUEUE_URL": "data/LargeQueue",
    "ROOMJOBS_DEAD_LETTER_QUEUE_URL": "data/DeadLetterQueue",
    "ROOMJOBS_BATCH_DEAD_LETTER_QUEUE_URL": "data/BatchDeadLetterQueue",
    "ROOMJOBS_LARGE_DEAD_LETTER_QUEUE_URL": "data/LargeDeadLetterQueue",
    "ROOMJOBS_ECS_CLUSTER": "worker/Cluster",
    "ROOMJOBS_ECS_SERVICE": "worker/Service",
    "ROOMJOBS_ECS_LARGE_SERVICE": "worker-large/Service",
    "ROOMJOBS_RETENTION_DAYS": "RetentionDays",
    "ROOMJOBS_LEASE_SECONDS": "VisibilityTimeout",
    "ROOMJOBS_OWNER_SHARE": "OwnerShare",
    "ROOMJOBS_EVENT_BUS": "EventBus",
    "ROOMJOBS_JOB_MEMORY_MB": "JobMemory",
    "ROOMJOBS_JOB_SECONDS": "JobSeconds",
    "ROOMJOBS_AUTH": "Auth",
    "ROOMJOBS_JWKS_URL": "JwksUrl",
    "ROOMJOBS_JWT_ISSUER": "JwtIssuer",
    "ROOMJOBS_JWT_AUDIENCE": "JwtAudience",
    "ROOMJOBS_JWT_SCOPE_PREFIX": "JwtScopePrefix",
}
#: The same in the workers of large plans, where it is something else.
LARGE_VARIABLES = {
    "ROOMJOBS_ECS_SERVICE": "worker-large/Service",
    "ROOMJOBS_JOB_MEMORY_MB": "LargeJobMemory",
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
WITHOUT_REGION = {"iam": True, "cloudfront": True, "s3": False, "route53": False}  # with an account?
_ARN = re.compile(r"arn:[^\s\"',}]*")


def stacks_are_given_what_they_ask_for(made: Deployment) -> Iterator[str]:
    for logical, resource in made.stacks["main"].template["Resources"].items():
        for name, value in resource["Properties"].get("Parameters", {}).items():
            if value == "-large":
                if (logical, name) != ("LargeWorker", "Lane"):
                    yield f"{logical} is given a lane as its {name}"
                continue
            if name in FROM:
                stack, output = FROM[name]
                if value != {"Fn::GetAtt": [stack, f"Outputs.{output}"]}:
                    yield f"{logical} is given {value} as its {name}"
                continue
            source = value.get("Ref") or value["Fn::GetAtt"][1].removeprefix("Outputs.")
            if source != RENAMED.get((logical, name), name):
                yield f"{logical} is given {source} as its {name}"


def variables_stand_for_what_they_say(made: Deployment) -> Iterator[str]:
    for where, variables in _environments(made):
        for name, value in variables.items():
            wanted = _wanted(made, name, is_large=where.startswith("worker-large/"))
            if wanted is not None and value != wanted and not _may_be_empty(made, name, value):
                yield f"{where}: {name} is {value!r}, not {wanted!r}"


#: What a program has to be told. The rest has defaults that hold for all.
_STORES = {name for name, source in VARIABLES.items() if source.startswith("data/")}
_ACCESS = {name for name in VARIABLES if name.startswith(("ROOMJOBS_AUTH", "ROOMJOBS_J"))} - {
    "ROOMJOBS_JOB_MEMORY_MB",
    "ROOMJOBS_JOB_SECONDS",
}
_ALL = {
    *_STORES,
    *("ROOMJOBS_RETENTION_DAYS", "ROOMJOBS_LEASE_SECONDS"),
    *("ROOMJOBS_METRICS_NAMESPACE", "ROOMJOBS_OWNER_SHARE", "ROOMJOBS_EVENT_BUS"),
}
_ECS = {"ROOMJOBS_ECS_CLUSTER", "ROOMJOBS_ECS_SERVICE"}
_ASKS = {*_ECS, "ROOMJOBS_ECS_LARGE_SERVICE", "ROOMJOBS_CAPACITY", "ROOMJOBS_LARGE_CAPACITY"}
_UPKEEP = {*_ALL, "ROOMJOBS_METRICS_LINGER_SECONDS"}
TOLD = {
    "api": {
        *(*_ALL, *_ACCESS, *_ASKS),
        *("ROOMJOBS_METRICS_LINGER_SECONDS", "ROOMJOBS_STREAMS"),
        *("ROOMJOBS_MAX_BODY_BYTES", "ROOMJOBS_WAITING_SEATS"),
    },
    "upkeep": _UPKEEP,
    "upkeep/SweepFunction": {*_UPKEEP, "ROOMJOBS_EVENT_SOURCE"},
    "upkeep/WakeFunction": {*_UPKEEP, *_ASKS},
    "worker": {
        *(*_ALL, *_ECS),
        *("ROOMJOBS_JOB_MEMORY_MB", "ROOMJOBS_JOB_SECONDS", "ROOMJOBS_HEALTH_FILE"),
        *("ROOMJOBS_LOG_FORMAT", "AWS_REGION", "ROOMJOBS_COURIER", "ROOMJOBS_EVENT_SOURCE"),
    },
    "flower": {*_STORES, "AWS_REGION"},
}


def programs_are_told_what_they_need(made: Deployment) -> Iterator[str]:
    """And nothing else, which would be a variable that nobody reads."""
    for where, variables in _environments(made):
        wanted = TOLD.get(where) or TOLD[where.partition("/")[0].removesuffix("-large")]
        if wanted != variables.keys():
            yield f"{where} is told {sorted(variables)}, not {sorted(wanted)}"


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
        name = f"<{own}Alias>" if f"{own}Alias" in stack.resources else ""
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
    for lane in ("worker", "worker-large"):
        worker = made.stacks[lane].resources
        if "ScalableTarget" not in worker:
            return
        alarm = worker["IdleAlarm"]["Properties"]
        if alarm["AlarmActions"] != ["<DrainIn>"]:
            yield f"{lane}: idle workers drive {alarm['AlarmActions']}"
        returned = [each["Id"] for each in alarm["Metrics"] if each["ReturnData"]]
        if returned != ["idle"]:
            yield f"{lane}: idle workers are told by {returned}"
        policy = worker["DrainIn"]["Properties"]
        steps = policy["StepScalingPolicyConfiguration"]["StepAdjustments"]
        adjustments = [step["ScalingAdjustment"] for step in steps]
        if adjustments != [0]:
            yield f"{lane}: workers drain to {adjustments}, not to none"
        if policy["ScalingTargetId"] != "<ScalableTarget>":
            yield f"{lane}: idle workers of something else are let go"


#: The queues that each lane's workers take tasks from.
TAKES = {"worker": ("TaskQueue", "BatchQueue"), "worker-large": ("LargeQueue",)}


def lanes_take_their_queues(made: Deployment) -> Iterator[str]:
    """And their workers are idle when nothing comes from any of these."""
    data = made.stacks["data"].resources
    for lane, queues in TAKES.items():
        names = [str(data[each]["Properties"]["QueueName"]) for each in queues]
        stack = made.stacks[lane].resources
        command = stack["TaskDefinition"]["Properties"]["ContainerDefinitions"][0]["Command"]
        if "--queues" not in command or command[command.index("--queues") + 1] != ",".join(names):
            yield f"{lane} takes tasks by {command}, not from {names}"
        if "IdleAlarm" not in stack:
            continue
        watched: dict[str, list[str]] = {}
        for each in stack["IdleAlarm"]["Properties"]["Metrics"]:
            if "MetricStat" in each:
                metric = each["MetricStat"]["Metric"]
                watched.setdefault(metric["MetricName"], []).append(metric["Dimensions"][0]["Value"])
        if watched != {"NumberOfMessagesReceived": names, "NumberOfEmptyReceives": names[:1]}:
            yield f"{lane} is idle by {watched}"


def tasks_are_wired(made: Deployment) -> Iterator[str]:  # noqa: C901 - one fault each
    network = made.stacks["network"]
    for name in ("worker", "worker-large", "flower"):
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
        if (
            container["Image"]
            != made.stacks["main"].parameters[f"{name.removesuffix('-large').title()}Image"]
        ):
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
        given_cpu = made.stacks["main"].parameters["CpuArchitecture"] if name != "flower" else "X86_64"
        if task["RuntimePlatform"] != {"CpuArchitecture": given_cpu, "OperatingSystemFamily": "LINUX"}:
            yield f"{name} runs on {task['RuntimePlatform']}, not on {given_cpu} and Linux"


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
    kinds = {"table", "service", "task", "repository", "log-group", "function", "index", "cluster"}
    kinds |= {"secret", "event-bus", "backup-vault"}
    return all(part in names | kinds | {"*", "", "by-status", "by-owner"} for part in parts) and any(
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
    yield str(made.stacks["main"].parameters["EventBus"])
    given = made.stacks["main"].parameters
    yield from (
        f"{given['Prefix']}room-detection-{each}-{given['CopyTo']}-123456789012"
        for each in ("input", "output")
    )
    yield f"{given['Prefix']}room-jobs-{given['CopyTo']}"  # the vault of its table
    yield f"{given['Prefix']}RoomDetectionRestored-{given['Environment']}"
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
    if service == "backup":  # the vault that gets copies
        wanted = ("aws", "eu-west-1", "123456789012")
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


def _wanted(made: Deployment, name: str, *, is_large: bool) -> str | None:
    source = LARGE_VARIABLES.get(name, VARIABLES.get(name)) if is_large else VARIABLES.get(name)
    if name == "ROOMJOBS_COURIER":  # who reaches nobody sends nothing
        return "off" if made.stacks["main"].parameters["PrivateNetworking"] == "true" else "on"
    if source is None:
        namespace = f"{made.stacks['main'].parameters['Prefix']}RoomJobs/{made.name}"
        source = f"{made.stacks['main'].parameters['Prefix']}room-jobs.{made.name}"
        named = {"ROOMJOBS_METRICS_NAMESPACE": namespace, "ROOMJOBS_EVENT_SOURCE": source}
        return named.get(name, CONSTANT.get(name))
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
    unscaled = name in ("ROOMJOBS_ECS_SERVICE", "ROOMJOBS_ECS_LARGE_SERVICE") and given["Scaling"] == "off"
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
    lanes_take_their_queues,
    tasks_are_wired,
    arns_have_their_parts,
    rights_are_about_what_is_made,
)
