"""What must hold of the workers' tasks and services."""

from __future__ import annotations

import ipaddress
import json
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from roomjobs.config import ConfigurationError, Settings
from tests.unit.deploy.lifecycle import releases, remaining

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

#: Memory in MiB that Fargate admits for CPU units. Source: Amazon ECS developer guide, "Task CPU and memory".
FARGATE_SIZES = {
    256: {512, 1024, 2048},
    512: {*range(1024, 4097, 1024)},
    1024: {*range(2048, 8193, 1024)},
    2048: {*range(4096, 16385, 1024)},
}
SHUTDOWN_SECONDS = 90  # worker_soft_shutdown_timeout of roomjobs.tasks
LONGEST_STOP = 120  # seconds; Fargate's limit


def tasks_run_on_fargate(made: Deployment) -> Iterator[str]:
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        if task.get("RequiresCompatibilities") != ["FARGATE"] or task.get("NetworkMode") != "awsvpc":
            yield f"{where} is no task of Fargate"
        cpu, memory = int(task["Cpu"]), int(task["Memory"])
        if memory not in FARGATE_SIZES.get(cpu, ()):
            yield f"{where}: Fargate has no task of {cpu} CPU units with {memory} MiB"


def tasks_have_two_roles(made: Deployment) -> Iterator[str]:
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        roles = task.get("ExecutionRoleArn"), task.get("TaskRoleArn")
        if not all(roles):
            yield f"{where} lacks an execution role or a task role: it could not pull, log or work"
        elif roles[0] == roles[1]:
            yield f"{where}: what starts the task and what runs in it share a role"


def containers_are_closed(made: Deployment) -> Iterator[str]:
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        for each in task["ContainerDefinitions"]:
            if each.get("ReadonlyRootFilesystem") is not True:
                yield f"{where} may write to its root"
            if each.get("User", "root").split(":")[0] in ("root", "0"):
                yield f"{where} runs as root"
            if each.get("Privileged"):
                yield f"{where} is privileged"
            if each.get("PortMappings"):
                yield f"{where} opens a port"
            if not each.get("LinuxParameters", {}).get("InitProcessEnabled"):
                yield f"{where} has no init process, so dead children would pile up"
            if "@sha256:" not in each["Image"]:
                yield f"{where}: the image has no digest"
            writable = {mount["ContainerPath"] for mount in each.get("MountPoints", [])}
            if "/tmp" not in writable:  # noqa: S108 - a path in the container
                yield f"{where} has no writable /tmp"


def workers_get_time_to_leave(made: Deployment) -> Iterator[str]:
    worker = _worker(made)
    stop = worker.get("StopTimeout", 30)
    if not SHUTDOWN_SECONDS < stop <= LONGEST_STOP:
        yield f"StopTimeout is {stop} s: more than {SHUTDOWN_SECONDS}, and at most {LONGEST_STOP}"


def workers_tell_their_health(made: Deployment) -> Iterator[str]:
    worker = _worker(made)
    check = worker.get("HealthCheck")
    if not check:
        yield "the worker has no health check"
        return
    if not check.get("StartPeriod"):
        yield "the health check gives no time to start"
    file = {each["Name"]: each["Value"] for each in worker["Environment"]}.get("ROOMJOBS_HEALTH_FILE")
    if not file or "$ROOMJOBS_HEALTH_FILE" not in " ".join(check["Command"]):
        yield "the health check does not look at ROOMJOBS_HEALTH_FILE"


def containers_log_to_a_group_that_is_made(made: Deployment) -> Iterator[str]:
    groups = {each["LogGroupName"] for _, each in made.of_type("AWS::Logs::LogGroup")}
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        for each in task["ContainerDefinitions"]:
            log = each.get("LogConfiguration", {})
            if log.get("LogDriver") != "awslogs" or log["Options"].get("awslogs-group") not in groups:
                yield f"{where} does not log to a group of ours"


def containers_have_complete_settings(made: Deployment) -> Iterator[str]:
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        for each in task["ContainerDefinitions"]:
            environment = {item["Name"]: str(item["Value"]) for item in each["Environment"]}
            try:
                settings = Settings.from_environment(environment)
            except ConfigurationError as error:
                yield f"{where}: {error}"
                continue
            if where.startswith("worker") and settings.job_memory_mb >= int(task["Memory"]):
                yield f"{where}: a job may have {settings.job_memory_mb} MiB, the whole task {task['Memory']}"


def services_choose_capacity_in_one_way(made: Deployment) -> Iterator[str]:
    providers = {name for _, each in made.of_type("AWS::ECS::Cluster") for name in each["CapacityProviders"]}
    for where, service in made.of_type("AWS::ECS::Service"):
        strategy = service.get("CapacityProviderStrategy")
        if bool(strategy) == ("LaunchType" in service):
            yield f"{where} must have either a launch type or a capacity provider strategy"
        yield from (
            f"{where}: the cluster has no capacity provider {each['CapacityProvider']}"
            for each in strategy or ()
            if each["CapacityProvider"] not in providers
        )


def services_reach_aws(made: Deployment) -> Iterator[str]:
    network = made.stacks["network"]
    has_gateway = bool(list(network.of_type("AWS::EC2::InternetGateway")))
    default_route = any(
        route.get("DestinationCidrBlock") == "0.0.0.0/0" for _, route in network.of_type("AWS::EC2::Route")
    )
    endpoints = {each["ServiceName"].split(".", 3)[3] for _, each in network.of_type("AWS::EC2::VPCEndpoint")}
    missing = {"s3", "dynamodb"} - endpoints
    if missing:
        yield f"no gateway endpoint to {sorted(missing)}, which costs nothing"
    for where, service in made.of_type("AWS::ECS::Service"):
        address = service["NetworkConfiguration"]["AwsvpcConfiguration"].get("AssignPublicIp", "DISABLED")
        if address == "ENABLED" and not (has_gateway and default_route):
            yield f"{where} has a public address and no way out"
        if address == "DISABLED" and not {"sqs", "ecr.api", "ecr.dkr", "logs"} <= endpoints:
            yield f"{where} has no public address, no NAT and no endpoints: it could not even pull its image"


def the_most_workers_have_addresses(made: Deployment) -> Iterator[str]:
    """
    A deployment runs all workers twice for a while.

    AWS keeps five addresses of a subnet. Source: Amazon VPC user guide, "Subnet CIDR blocks".
    """
    network = made.stacks["network"]
    blocks = [ipaddress.ip_network(each["CidrBlock"]) for _, each in network.of_type("AWS::EC2::Subnet")]
    endpoints = [each for _, each in network.of_type("AWS::EC2::VPCEndpoint") if "SubnetIds" in each]
    free = sum(each.num_addresses - 5 for each in blocks) - len(endpoints)
    declared = made.stacks["main"].template["Parameters"]
    most = sum(int(declared[each]["MaxValue"]) for each in ("MaxTasks", "LargeMaxTasks"))
    if 2 * most > free:
        yield f"{most} workers need {2 * most} addresses in a deployment, and there are {free}"
    whole = ipaddress.ip_network(next(each["CidrBlock"] for _, each in network.of_type("AWS::EC2::VPC")))
    for one, other in combinations(blocks, 2):
        if one.overlaps(other):
            yield f"{one} and {other} overlap"
    for block in blocks:
        if not whole.supernet_of(block):  # type: ignore[arg-type]
            yield f"{block} is not in {whole}"


def services_go_back_by_themselves(made: Deployment) -> Iterator[str]:
    for where, service in made.of_type("AWS::ECS::Service"):
        breaker = service.get("DeploymentConfiguration", {}).get("DeploymentCircuitBreaker", {})
        if not (breaker.get("Enable") and breaker.get("Rollback")):
            yield f"{where}: no circuit breaker that goes back"


def nobody_can_connect_to_workers(made: Deployment) -> Iterator[str]:
    for where, group in made.of_type("AWS::EC2::SecurityGroup"):
        for rule in group.get("SecurityGroupIngress", []):
            if "SourceSecurityGroupId" not in rule:
                yield f"{where} lets addresses in"
        for rule in group.get("SecurityGroupEgress", [{"IpProtocol": "-1"}]):
            if str(rule["IpProtocol"]) == "-1":
                yield f"{where} lets everything out"


def _worker(made: Deployment) -> dict[str, Any]:
    tasks = dict(made.of_type("AWS::ECS::TaskDefinition"))
    worker: dict[str, Any] = tasks["worker/TaskDefinition"]["ContainerDefinitions"][0]
    return worker


def images_in_use_are_kept(made: Deployment) -> Iterator[str]:
    """
    A service at zero tasks pulls its image at the next wake, which may be after many pushes for dev.

    A release that can be gone back to needs its list of images, those of both processors, and what attests
    them: ten releases of each environment stay, whatever was pushed since, and what nobody needs goes.
    """
    for where, repository in made.of_type("AWS::ECR::Repository"):
        for fault in _forgotten(repository["LifecyclePolicy"]["LifecyclePolicyText"]):
            yield f"{where} {fault}"


@cache
def _forgotten(policy: str) -> tuple[str, ...]:
    rules, faults = json.loads(policy)["rules"], []
    for name in ("prod", "staging", "qa"):
        own = releases(name, 20, day=0)
        others = [*releases("dev", 15, day=30), *releases("", 60, day=60)]
        kept = remaining(rules, [entry for release in (*own, *others) for entry in release], today=130)
        for release in own[10:]:
            if missing := set(release) - set(kept):
                faults.append(f"forgets {min(each.digest for each in missing)}, to which one can go back")
                break
        if len([entry for entry in kept if entry.parts]) > 20 + 15 + 30:
            faults.append("forgets nothing")
    old = remaining(rules, [entry for release in releases("prod", 40, day=0) for entry in release], today=400)
    if len([entry for entry in old if not entry.tags]) > 4 * 30:
        faults.append("keeps parts of what was forgotten")
    return tuple(faults)


CHECKS = (
    images_in_use_are_kept,
    tasks_run_on_fargate,
    tasks_have_two_roles,
    containers_are_closed,
    workers_get_time_to_leave,
    workers_tell_their_health,
    containers_log_to_a_group_that_is_made,
    containers_have_complete_settings,
    services_choose_capacity_in_one_way,
    services_reach_aws,
    the_most_workers_have_addresses,
    services_go_back_by_themselves,
    nobody_can_connect_to_workers,
)
