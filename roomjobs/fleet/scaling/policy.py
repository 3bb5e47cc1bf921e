"""The scaling policy of the workers, as `deploy/cloudformation/worker.yaml` has it."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roomjobs import RoomJobsError
from roomjobs.fleet.capacity import Capacity
from roomjobs.fleet.scaling.metric_math import evaluate
from roomjobs.fleet.scaling.template import decided, read_template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}


class PolicyError(RoomJobsError):
    """The template scales in a way that is not understood here."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do while the metric exceeds the threshold by `lower` (included) to `upper` (excluded)."""

    lower: float
    upper: float
    adjustment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An alarm and the step scaling policy that it drives."""

    name: str
    expression: str
    metrics: Mapping[str, str]  # name of the SQS metric by its id in the expression
    comparison: str
    threshold: float
    period: int  # seconds
    evaluation_periods: int
    datapoints: int  # of those periods, so many must breach
    missing_breaches: bool
    adjustment_type: str
    steps: tuple[Step, ...]
    cooldown: int  # seconds

    def value(self, sample: Mapping[str, float | None]) -> float | None:
        """The alarm's metric, from SQS metrics by name; None without data."""
        return evaluate(self.expression, {key: sample.get(name) for key, name in self.metrics.items()})

    def breaches(self, value: float | None) -> bool:
        if value is None:
            return self.missing_breaches
        return _COMPARISONS[self.comparison](value, self.threshold)

    def wanted(self, value: float, tasks: int) -> int:
        """How many tasks the steps ask for at a value of the metric; `tasks` when no step applies."""
        for step in self.steps:
            if step.lower <= value - self.threshold < step.upper:
                return step.adjustment if self.adjustment_type == "ExactCapacity" else tasks + step.adjustment
        return tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All that decides how many workers run, and how large one is."""

    min_tasks: int
    max_tasks: int
    rules: tuple[Rule, ...]
    concurrency: int  # jobs that one task works on at once
    vcpu: float  # of one task
    memory_gb: float  # of one task, GiB
    delay: float = 30.0  # seconds of work that may wait for each task
    stop_timeout: int = 30  # seconds from SIGTERM to SIGKILL; without one in the template, the default of ECS

    @property
    def capacity(self) -> Capacity:
        """How many workers are worth their while, for those who ask for them."""
        return Capacity(self.delay, self.max_tasks)

    @property
    def period(self) -> int:
        """Seconds from one datapoint to the next."""
        return min(rule.period for rule in self.rules)


def read_policy(path: Path, parameters: Mapping[str, str] | None = None) -> Policy:
    """
    Read the policy from the template of the workers.

    Raises
    ------
    PolicyError
        The template has no scalable target, or scales by something else than alarms and steps.
    """
    template = read_template(path.read_text(), parameters)
    resources: dict[str, dict[str, Any]] = decided(template, template["Resources"])
    targets = _of_type(resources, "AWS::ApplicationAutoScaling::ScalableTarget")
    if len(targets) != 1:
        raise PolicyError(f"{path.name} has {len(targets)} scalable targets instead of one")
    target = next(iter(targets.values()))
    policies = _of_type(resources, "AWS::ApplicationAutoScaling::ScalingPolicy")
    rules = [
        _rule(name, alarm, policies[action["Ref"]]["StepScalingPolicyConfiguration"])
        for name, alarm in _of_type(resources, "AWS::CloudWatch::Alarm").items()
        for action in alarm.get("AlarmActions", [])
        if isinstance(action, dict) and action.get("Ref") in policies
    ]
    if not rules:
        raise PolicyError(f"no alarm of {path.name} drives a scaling policy")
    task = next(iter(_of_type(resources, "AWS::ECS::TaskDefinition").values()))
    container = task["ContainerDefinitions"][0]
    command = container["Command"]
    return Policy(
        min_tasks=int(target["MinCapacity"]),
        max_tasks=int(target["MaxCapacity"]),
        delay=float(
            (parameters or {}).get("AcceptableDelay", template["Parameters"]["AcceptableDelay"]["Default"])
        ),
        rules=tuple(rules),
        concurrency=int(command[command.index("--concurrency") + 1]),
        vcpu=int(task["Cpu"]) / 1024,
        memory_gb=int(task["Memory"]) / 1024,
        stop_timeout=int(container.get("StopTimeout", 30)),
    )


def _of_type(resources: Mapping[str, dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


def _rule(name: str, alarm: Mapping[str, Any], policy: Mapping[str, Any]) -> Rule:
    queries = alarm["Metrics"]
    returned = [query for query in queries if query.get("ReturnData", True)]
    sources = {query["Id"]: query["MetricStat"] for query in queries if "MetricStat" in query}
    adjustment = policy["AdjustmentType"]
    if len(returned) != 1 or adjustment not in ("ExactCapacity", "ChangeInCapacity"):
        raise PolicyError(
            f"{name}: steps by ExactCapacity or ChangeInCapacity are understood, and one metric"
        )
    steps = [
        Step(
            lower=float(step.get("MetricIntervalLowerBound", "-inf")),
            upper=float(step.get("MetricIntervalUpperBound", "inf")),
            adjustment=int(step["ScalingAdjustment"]),
        )
        for step in policy["StepAdjustments"]
    ]
    periods = int(alarm["EvaluationPeriods"])
    return Rule(
        name=name,
        expression=returned[0]["Expression"],
        metrics={key: source["Metric"]["MetricName"] for key, source in sources.items()},
        comparison=alarm["ComparisonOperator"],
        threshold=float(alarm["Threshold"]),
        period=min(int(source["Period"]) for source in sources.values()),
        evaluation_periods=periods,
        datapoints=int(alarm.get("DatapointsToAlarm", periods)),
        missing_breaches=alarm.get("TreatMissingData") == "breaching",
        adjustment_type=adjustment,
        steps=tuple(steps),
        cooldown=int(policy.get("Cooldown", 300)),  # the default of Application Auto Scaling
    )
