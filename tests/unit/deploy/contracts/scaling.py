"""What must hold of the scaling of the workers, and of metric math anywhere."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from roomjobs.fleet.capacity import Capacity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment, Stack

#: Functions of CloudWatch's metric math that are used here; others are added when they are needed.
MATH_FUNCTIONS = {"FILL", "IF", "MAX", "MIN", "SUM"}
#: Periods of alarms that are longer than metrics are late.
LATE_SECONDS = 300
#: Fargate's quota of a new account, for on-demand and for Spot. Source: AWS General Reference, "Amazon ECS
#: endpoints and quotas".
NEW_ACCOUNT_VCPU = 6


def capacity_goes_from_zero_to_the_most(made: Deployment) -> Iterator[str]:
    for where, target in made.of_type("AWS::ApplicationAutoScaling::ScalableTarget"):
        least, most = int(target["MinCapacity"]), int(target["MaxCapacity"])
        if least != 0:
            yield f"{where}: idle workers cost money, MinCapacity is {least}"
        if least > most or most < 1:
            yield f"{where}: MinCapacity {least}, MaxCapacity {most}"
        task = made.stacks[where.partition("/")[0]].resources["TaskDefinition"]["Properties"]
        if (vcpu := most * int(task["Cpu"]) / 1024) > NEW_ACCOUNT_VCPU:
            yield f"{where}: a new account starts {NEW_ACCOUNT_VCPU} vCPU on Fargate, not {vcpu:g}"


def the_target_is_the_service(made: Deployment) -> Iterator[str]:
    services = {where.partition("/")[0]: each for where, each in made.of_type("AWS::ECS::Service")}
    for where, target in made.of_type("AWS::ApplicationAutoScaling::ScalableTarget"):
        service = services[where.partition("/")[0]]
        wanted = f"service/{service['Cluster']}/{service['ServiceName']}"
        if target["ResourceId"] != wanted:
            yield f"{where} scales {target['ResourceId']}, the service is {wanted}"
        if "DesiredCount" in service:
            yield f"{where}: the service has a DesiredCount, to which each update of the stack sets it back"


def those_who_ask_for_workers_know_the_most(made: Deployment) -> Iterator[str]:
    """And the delay, which is the parameter's. Workers ask for none, and are told nothing of it."""
    given = made.stacks["main"].parameters
    most = {"worker": given["MaxTasks"], "worker-large": given["LargeMaxTasks"]}
    for where, target in made.of_type("AWS::ApplicationAutoScaling::ScalableTarget"):
        if str(target["MaxCapacity"]) != str(most[where.partition("/")[0]]):
            yield f"{where}: the most is {target['MaxCapacity']}, not its parameter"
    for lane, infix in (("worker", ""), ("worker-large", "LARGE_")):
        wanted = str(Capacity(float(given["AcceptableDelay"]), int(most[lane])))
        capacity = f"ROOMJOBS_{infix}CAPACITY"
        for where, names in variables(made):
            asks = f"ROOMJOBS_ECS_{infix}SERVICE" in names and not where.startswith("worker")
            if asks != (capacity in names):
                yield f"{where} asks for workers without {capacity}, or has it and asks for none"
            if names.get(capacity, wanted) != wanted:
                yield f"{where} asks by {names[capacity]}, not by {wanted}"


def variables(made: Deployment) -> Iterator[tuple[str, dict[str, str]]]:
    """The environments of all that runs our code."""
    for where, function in made.of_type("AWS::Lambda::Function"):
        yield where, {name: str(value) for name, value in function["Environment"]["Variables"].items()}
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        for each in task["ContainerDefinitions"]:
            yield where, {item["Name"]: str(item["Value"]) for item in each["Environment"]}


def alarms_drive_the_policies(made: Deployment) -> Iterator[str]:
    for lane in ("worker", "worker-large"):
        yield from (f"{lane}: {fault}" for fault in _of_lane(made.stacks[lane]))


def _of_lane(stack: Stack) -> Iterator[str]:
    policies = {f"<{where}>" for where, _ in stack.of_type("AWS::ApplicationAutoScaling::ScalingPolicy")}
    alarms = dict(stack.of_type("AWS::CloudWatch::Alarm"))
    driven = {action for each in alarms.values() for action in each["AlarmActions"]}
    for policy in policies - driven:
        yield f"no alarm drives {policy}"
    for policy in driven - policies:
        yield f"an alarm drives {policy}, which is no policy"
    for logical, alarm in alarms.items():
        if alarm.get("TreatMissingData") != "notBreaching":
            yield f"{logical}: a queue that sleeps reports nothing, and must not count as work or as idleness"
        if alarm["Threshold"] != 1 or alarm["ComparisonOperator"] != "GreaterThanOrEqualToThreshold":
            yield f"{logical}: the steps count from a threshold of 1"
    if "IdleAlarm" not in alarms:
        if stack.parameters["Scaling"] == "on":
            yield "nobody lets idle workers go"
        return
    idle = alarms["IdleAlarm"]
    if not idle["EvaluationPeriods"] == idle["DatapointsToAlarm"] == 5:
        yield "workers are to stay for five empty minutes"
    metrics = {each["Id"]: each for each in idle["Metrics"]}
    named = set(re.findall(r"\w+", metrics["idle"]["Expression"]))
    if not {"received", "empty"} <= named or metrics.keys() - {"idle"} - named:
        yield "the idle alarm would last while nothing runs and undo each wake, or ring between short jobs"


def metric_math_can_be_computed(made: Deployment) -> Iterator[str]:
    for where, alarm in made.of_type("AWS::CloudWatch::Alarm"):
        if "Metrics" not in alarm:
            continue
        metrics = alarm["Metrics"]
        ids = [each["Id"] for each in metrics]
        if len(set(ids)) != len(ids):
            yield f"{where}: two metrics have one id"
        yield from (f"{where}: {each!r} is no id" for each in ids if not re.fullmatch(r"[a-z]\w*", each))
        if sum(each.get("ReturnData", True) for each in metrics) != 1:
            yield f"{where} must return exactly one metric"
        periods = {each["MetricStat"]["Period"] for each in metrics if "MetricStat" in each}
        if len(periods) != 1:
            yield f"{where}: periods differ, {sorted(periods)}"
        for each in metrics:
            if "Expression" in each:
                yield from (f"{where}: {fault}" for fault in math_faults(each["Expression"], set(ids)))


def math_faults(expression: str, ids: set[str]) -> Iterator[str]:
    """What is wrong with a metric-math expression, whose grammar is close to that of Python."""
    text = re.sub(r"\bAND\b", "and", re.sub(r"\bOR\b", "or", expression)).replace("IF(", "IF_(")
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        yield f"{expression!r}: {error.msg}"
        return
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - called
    for function in sorted({each.rstrip("_") for each in called} - MATH_FUNCTIONS):
        yield f"{expression!r}: unknown function {function}"
    for name in sorted(names - ids):
        yield f"{expression!r}: unknown id {name}"


def alarms_wait_for_late_data(made: Deployment) -> Iterator[str]:
    """
    An alarm on single minutes that fills what is missing sees the filler alone.

    SQS reports a minute late, so the newest minute is always missing when the alarm looks: CloudWatch user
    guide, "Using metric math", FILL. Longer periods have data before they end.
    """
    for where, alarm in made.of_type("AWS::CloudWatch::Alarm"):
        periods = [each["MetricStat"]["Period"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
        filled = any("FILL" in each.get("Expression", "") for each in alarm.get("Metrics", []))
        if filled and min(periods) < LATE_SECONDS:
            yield f"{where} would look at what FILL puts in the place of the newest minute"


def alarms_and_metrics_name_the_queue(made: Deployment) -> Iterator[str]:
    queues = {each["QueueName"] for _, each in made.of_type("AWS::SQS::Queue")}
    for where, alarm in made.of_type("AWS::CloudWatch::Alarm"):
        for metric in [
            *(each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each),
            alarm,
        ]:
            if metric.get("Namespace") == "AWS/SQS" and _dimensions(metric).get("QueueName") not in queues:
                yield f"{where} watches no queue of ours"


def _dimensions(metric: dict[str, Any]) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}


CHECKS = (
    capacity_goes_from_zero_to_the_most,
    the_target_is_the_service,
    those_who_ask_for_workers_know_the_most,
    alarms_drive_the_policies,
    metric_math_can_be_computed,
    alarms_wait_for_late_data,
    alarms_and_metrics_name_the_queue,
)
