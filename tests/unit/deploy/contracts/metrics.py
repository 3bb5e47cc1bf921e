"""Alarms and dashboards watch what AWS and our code write, and of the right thing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from roomjobs.fleet.telemetry.emf import COUNTS, DURATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

#: Per namespace the dimensions of its metrics, and per metric the statistics that mean something. Sources:
#: the pages on CloudWatch metrics of the developer guides of SQS, Lambda, API Gateway, EventBridge and ECS.
AWS = {
    "AWS/SQS": (
        {"QueueName"},
        {
            "ApproximateAgeOfOldestMessage": {"Maximum"},
            "ApproximateNumberOfMessagesVisible": {"Maximum", "Average"},
            "ApproximateNumberOfMessagesNotVisible": {"Maximum", "Average"},
            "NumberOfMessagesReceived": {"Sum"},
            "NumberOfMessagesSent": {"Sum"},
            "NumberOfMessagesDeleted": {"Sum"},
            "NumberOfEmptyReceives": {"Sum"},
        },
    ),
    "AWS/Lambda": (
        {"FunctionName"},
        {
            "Errors": {"Sum"},
            "Invocations": {"Sum"},
            "Throttles": {"Sum"},
            "Duration": {"p50", "p95", "p99", "Maximum", "Average"},
        },
    ),
    "AWS/ApiGateway": (
        {"ApiName", "Stage"},
        {
            "5XXError": {"Sum"},
            "4XXError": {"Sum"},
            "Count": {"Sum"},
            "Latency": {"p50", "p95", "p99", "Average", "Maximum"},
        },
    ),
    "AWS/Events": ({"RuleName"}, {"MatchedEvents": {"Sum"}}),
    "AWS/ECS": (
        {"ClusterName", "ServiceName"},
        {
            "CPUUtilization": {"Average", "Maximum", "SampleCount"},  # samples of a minute are tasks
            "MemoryUtilization": {"Average", "Maximum"},
        },
    ),
}
#: The figure that each alarm rings by, and in which figures it does. Ids of metrics stand for functions.
ALARMS: dict[str, tuple[str, ...]] = {
    "ProcessingAlarm": ("p95", "ProcessingTime", "GreaterThanThreshold", "30", "2", "300"),
    "QueueDepthAlarm": (
        "Maximum",
        "ApproximateNumberOfMessagesVisible",
        "GreaterThanThreshold",
        "100",
        "5",
        "60",
    ),
    "OldestMessageAlarm": (
        "Maximum",
        "ApproximateAgeOfOldestMessage",
        "GreaterThanThreshold",
        "600",
        "3",
        "60",
    ),
    "DeadLettersAlarm": (
        "Maximum",
        "ApproximateNumberOfMessagesVisible",
        "GreaterThanThreshold",
        "0",
        "1",
        "60",
    ),
    **{
        f"{lane}OldestMessageAlarm": (
            "Maximum",
            "ApproximateAgeOfOldestMessage",
            "GreaterThanThreshold",
            seconds,
            "3",
            "60",
        )
        for lane, seconds in (("Batch", "7200"), ("Large", "1800"))
    },
    **dict.fromkeys(
        ("BatchDeadLettersAlarm", "LargeDeadLettersAlarm"),
        ("Maximum", "ApproximateNumberOfMessagesVisible", "GreaterThanThreshold", "0", "1", "60"),
    ),
    "TaskFailureAlarm": ("Sum", "MatchedEvents", "GreaterThanThreshold", "0", "1", "300"),
    "ApiFailureAlarm": ("Sum", "5XXError", "GreaterThanOrEqualToThreshold", "5", "1", "300"),
    "AnswersReleaseAlarm": ("Sum", "5XXError", "GreaterThanOrEqualToThreshold", "5", "1", "60"),
    **dict.fromkeys(
        ("CreateReleaseAlarm", "StatusReleaseAlarm", "ApiReleaseAlarm"),
        ("Sum", "Errors", "GreaterThanThreshold", "0", "1", "60"),
    ),
}
#: The queue that an alarm is about; all others are about the task queue.
QUEUES = {
    "DeadLettersAlarm": "DeadLetterQueue",
    **{f"{lane}DeadLettersAlarm": f"{lane}DeadLetterQueue" for lane in ("Batch", "Large")},
    **{f"{lane}OldestMessageAlarm": f"{lane}Queue" for lane in ("Batch", "Large")},
}
FUNCTIONS = {"sweep": "SweepFunction", "dead": "DeadLettersFunction", "wake": "WakeFunction"}
MATH = {
    "ErrorRateAlarm": ({"completed": "JobsCompleted", "failed": "JobsFailed"}, "Sum", 300),
    "UpkeepAlarm": ({"sweep": "Errors", "dead": "Errors", "wake": "Errors"}, "Sum", 300),
    "UpkeepSilentAlarm": ({"sweep": "Invocations", "dead": "Invocations", "wake": "Invocations"}, "Sum", 900),
    "worker/IdleAlarm": (
        {
            "received": "NumberOfMessagesReceived",
            "batch": "NumberOfMessagesReceived",
            "empty": "NumberOfEmptyReceives",
        },
        "Sum",
        60,
    ),
    "worker-large/IdleAlarm": (
        {"received": "NumberOfMessagesReceived", "empty": "NumberOfEmptyReceives"},
        "Sum",
        60,
    ),
}


#: Two windows for each pace at which a month's budget of errors may burn, in seconds.
BURNS = {"HourBurn": 3600, "MinutesBurn": 300, "SixHoursBurn": 21600, "HalfHourBurn": 1800}
MATH |= {name: ({"errors": "5XXError", "requests": "Count"}, "Sum", period) for name, period in BURNS.items()}


def metrics_are_those_that_are_written(made: Deployment) -> Iterator[str]:  # noqa: C901 - one fault each
    namespace = f"{made.stacks['main'].parameters['Prefix']}RoomJobs/{made.name}"
    for where, metric in _metrics(made):
        name, space, stat = metric["MetricName"], metric["Namespace"], metric["Stat"]
        if space == namespace:
            allowed = {"Sum"} if name in COUNTS.values() else {"p50", "p95", "p99", "Average", "Maximum"}
            if name not in {*COUNTS.values(), *DURATIONS.values()}:
                yield f"{where}: nobody writes {name}"
            elif stat not in allowed:
                yield f"{where}: the {stat} of {name} means nothing"
            if metric["Dimensions"]:
                yield f"{where}: {name} is written without dimensions"
        elif space not in AWS or name not in AWS[space][1]:
            yield f"{where}: AWS writes no {space} {name}"
        elif stat not in AWS[space][1][name]:
            yield f"{where}: the {stat} of {name} means nothing"
        elif metric["Dimensions"].keys() != _dimensions(where, space):
            found = sorted(metric["Dimensions"])
            yield f"{where}: {name} has the dimensions {_dimensions(where, space)}, not {found}"
        else:
            known = _known(made)
            for dimension, value in metric["Dimensions"].items():
                if dimension in known and value not in known[dimension]:
                    yield f"{where}: there is no {dimension} {value}"


def alarms_ring_by_their_figures(made: Deployment) -> Iterator[str]:
    for where, alarm in made.of_type("AWS::CloudWatch::Alarm"):
        name = where.partition("/")[2]
        if name in ALARMS:
            found = (
                alarm.get("Statistic") or alarm.get("ExtendedStatistic"),
                *(alarm[key] for key in ("MetricName", "ComparisonOperator", "Threshold")),
                *(alarm[key] for key in ("EvaluationPeriods", "Period")),
            )
            if (
                tuple(map(str, found)) != ALARMS[name]
                or alarm["DatapointsToAlarm"] != alarm["EvaluationPeriods"]
            ):
                yield f"{name} rings by {found}, not by {ALARMS[name]}"
        elif name in MATH or where in MATH:
            wanted, stat, period = MATH[name if name in MATH else where]
            parts = {each["Id"]: each["MetricStat"] for each in alarm["Metrics"] if "MetricStat" in each}
            if {key: each["Metric"]["MetricName"] for key, each in parts.items()} != wanted:
                yield f"{name} calculates with {sorted(parts)}"
            if any((each["Stat"], each["Period"]) != (stat, period) for each in parts.values()):
                yield f"{name} calculates with other figures than the {stat} of {period} s"
        else:
            yield f"nobody said by which figure {name} rings"


def alarms_watch_their_own(made: Deployment) -> Iterator[str]:
    for where, alarm in made.of_type("AWS::CloudWatch::Alarm"):
        name = where.partition("/")[2]
        if name == "IdleAlarm" or where.startswith("api/"):
            continue  # wiring.lanes_take_their_queues, releases.alarms_take_a_release_back
        for key, metric in _of_alarm(alarm):
            dimensions = metric["Dimensions"]
            if "QueueName" in dimensions:
                queue = made.stacks["data"].resources[QUEUES.get(name, "TaskQueue")]["Properties"][
                    "QueueName"
                ]
                if dimensions["QueueName"] != queue:
                    yield f"{name} watches {dimensions['QueueName']}, not {queue}"
            if "FunctionName" in dimensions:
                own = made.stacks["upkeep"].resources[FUNCTIONS[key]]["Properties"]["FunctionName"]
                if dimensions["FunctionName"] != own:
                    yield f"{name}: {key} is {dimensions['FunctionName']}, not {own}"


def whoever_rings_may_ring(made: Deployment) -> Iterator[str]:
    for where, policy in made.of_type("AWS::SNS::TopicPolicy"):
        allowed = {
            service
            for each in policy["PolicyDocument"]["Statement"]
            if each["Effect"] == "Allow"
            and each["Action"] == "sns:Publish"
            and each["Resource"] == "<Topic>"
            and each["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
            for service in each["Principal"]["Service"]
        }
        if allowed != {"cloudwatch.amazonaws.com", "budgets.amazonaws.com"} or policy["Topics"] != [
            "<Topic>"
        ]:
            yield f"{where}: {sorted(allowed)} may publish to {policy['Topics']}"
    for where, alarm in made.stacks["monitoring"].of_type("AWS::CloudWatch::Alarm"):
        if alarm.get("AlarmActions") != ["<Topic>"] or alarm.get("OKActions") != ["<Topic>"]:
            yield f"{where} tells {alarm.get('AlarmActions')} and {alarm.get('OKActions')}"


def _dimensions(where: str, space: str) -> set[str]:
    """A version behind an alias has further ones. Source: Lambda developer guide, "Lambda metrics"."""
    is_of_a_release = space == "AWS/Lambda" and where.endswith("ReleaseAlarm")
    return {*AWS[space][0], *(("Resource", "ExecutedVersion") if is_of_a_release else ())}


def _known(made: Deployment) -> dict[str, set[str]]:
    def names(kind: str, key: str) -> set[str]:
        return {str(each[key]) for _, each in made.of_type(kind)}

    return {
        "QueueName": names("AWS::SQS::Queue", "QueueName"),
        "FunctionName": names("AWS::Lambda::Function", "FunctionName"),
        "ApiName": names("AWS::ApiGateway::RestApi", "Name"),
        "Stage": names("AWS::ApiGateway::Stage", "StageName"),
        "RuleName": names("AWS::Events::Rule", "Name"),
        "ClusterName": names("AWS::ECS::Cluster", "ClusterName"),
        "ServiceName": names("AWS::ECS::Service", "ServiceName"),
    }


def _metrics(made: Deployment) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, alarm in made.of_type("AWS::CloudWatch::Alarm"):
        for _, metric in _of_alarm(alarm):
            yield where, metric
    for where, dashboard in made.of_type("AWS::CloudWatch::Dashboard"):
        try:
            widgets = json.loads(dashboard["DashboardBody"])["widgets"]
        except (ValueError, KeyError):
            continue  # told by dashboards_can_be_drawn
        for widget in widgets:
            for line in widget.get("properties", {}).get("metrics", []):
                if not isinstance(line[0], str):
                    continue
                own = line[-1] if isinstance(line[-1], dict) else {}
                words = [word for word in line if isinstance(word, str)]
                yield (
                    where,
                    {
                        "Namespace": words[0],
                        "MetricName": words[1],
                        "Dimensions": dict(zip(words[2::2], words[3::2], strict=False)),
                        "Stat": own.get("stat", widget["properties"].get("stat", "Average")),
                    },
                )


def _of_alarm(alarm: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in alarm.get("Metrics", []):
        if "MetricStat" in each:
            yield each["Id"], {**_flat(each["MetricStat"]["Metric"]), "Stat": each["MetricStat"]["Stat"]}
    if "MetricName" in alarm:
        yield "", {**_flat(alarm), "Stat": alarm.get("Statistic") or alarm.get("ExtendedStatistic")}


def _flat(metric: dict[str, Any]) -> dict[str, Any]:
    dimensions = {each["Name"]: each["Value"] for each in metric.get("Dimensions", [])}
    return {"Namespace": metric["Namespace"], "MetricName": metric["MetricName"], "Dimensions": dimensions}


CHECKS = (
    metrics_are_those_that_are_written,
    alarms_ring_by_their_figures,
    alarms_watch_their_own,
    whoever_rings_may_ring,
)
