"""What must hold of alarms, dashboards and the budget."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

from roomjobs.fleet.telemetry.emf import COUNTS, DURATIONS
from roomjobs.local.folders import ROOT
from tests.unit.deploy.contracts.gateway import log_group_arn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

COLUMNS = 24
#: What the service writes into its log as metrics.
NAMES = {*COUNTS.values(), *DURATIONS.values()}
WANTED_ALARMS = {
    "error-rate": 5,
    "processing-time": 30,
    "queue-depth": 100,
    "oldest-message": 600,
    "dead-letters": 0,
    "task-failures": 0,
}


#: Alarms about what has to happen even while nobody uses the service.
RING_IN_SILENCE = {"UpkeepSilentAlarm"}


def alarms_tell_what_to_do(made: Deployment) -> Iterator[str]:
    runbook = (ROOT / "docs" / "operate" / "runbook.md").read_text()
    anchors = {
        re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-")
        for each in re.findall(r"^## (.+)$", runbook, re.MULTILINE)
    }
    for logical, alarm in made.stacks["monitoring"].of_type("AWS::CloudWatch::Alarm"):
        linked = re.search(r"runbook\.md#([\w-]+)", alarm.get("AlarmDescription", ""))
        if linked is None:
            yield f"{logical} does not link to the runbook"
        elif linked[1] not in anchors:
            yield f"{logical}: the runbook has no section {linked[1]}"
        if alarm.get("AlarmActions") != ["<Topic>"]:
            yield f"{logical} tells nobody"
        wanted = "breaching" if logical in RING_IN_SILENCE else "notBreaching"
        if alarm.get("TreatMissingData") != wanted:
            yield f"{logical}: missing data is {alarm.get('TreatMissingData')}, not {wanted}"


def what_the_plan_wants_to_know_is_watched(made: Deployment) -> Iterator[str]:
    prefix = f"{made.stacks['main'].parameters['Prefix']}room-jobs-{made.name}-"
    alarms = {
        each["AlarmName"].removeprefix(prefix): each
        for _, each in made.stacks["monitoring"].of_type("AWS::CloudWatch::Alarm")
    }
    for name, threshold in WANTED_ALARMS.items():
        if name not in alarms:
            yield f"there is no alarm {name}"
        elif (
            alarms[name]["Threshold"] != threshold
            or alarms[name]["ComparisonOperator"] != "GreaterThanThreshold"
        ):
            yield f"{name} does not ring above {threshold}"
    for name, alarm in alarms.items():
        if alarm["DatapointsToAlarm"] > alarm["EvaluationPeriods"]:
            yield f"{name} can never ring"


def own_metrics_exist(made: Deployment) -> Iterator[str]:
    namespaces = {
        each["Environment"]["Variables"]["ROOMJOBS_METRICS_NAMESPACE"]
        for _, each in made.of_type("AWS::Lambda::Function")
    }
    if len(namespaces) != 1:
        yield f"metrics go to {sorted(namespaces)}"
    for namespace, name in sorted({*_metrics_of_alarms(made), *_metrics_of_dashboards(made)}):
        if not namespace.startswith("AWS/") and (namespace not in namespaces or name not in NAMES):
            yield f"nobody writes the metric {namespace} {name}"


def four_questions_have_a_dashboard(made: Deployment) -> Iterator[str]:
    """Status overview, real time, trends, errors."""
    names = {
        each["DashboardName"].partition(f"room-jobs-{made.name}-")[2]
        for _, each in made.of_type("AWS::CloudWatch::Dashboard")
    }
    if names != {"status", "now", "trends", "errors"}:
        yield f"there are {sorted(names)}"
    for where, widgets in _dashboards(made):
        if where.endswith(("NowDashboard", "StatusDashboard")) and not any(
            each["type"] == "alarm" for each in widgets
        ):
            yield f"{where} does not show the alarms"


def dashboards_can_be_drawn(made: Deployment) -> Iterator[str]:
    for where, dashboard in made.of_type("AWS::CloudWatch::Dashboard"):
        try:
            widgets = json.loads(dashboard["DashboardBody"])["widgets"]
        except (ValueError, KeyError):
            yield f"{where} is no dashboard in JSON"
            continue
        for widget in widgets:
            yield from (f"{where}: {fault}" for fault in widget_faults(widget))
        for one, other in combinations(widgets, 2):
            if _overlap(one, other):
                yield f"{where}: widgets lie upon each other at {other['x']}, {other['y']}"


def dashboards_show_alarms_that_are_there(made: Deployment) -> Iterator[str]:
    names = {each["AlarmName"] for _, each in made.of_type("AWS::CloudWatch::Alarm")}
    for where, widgets in _dashboards(made):
        shown = [arn for each in widgets for arn in each.get("properties", {}).get("alarms", [])]
        yield from (
            f"{where}: there is no alarm {arn}" for arn in shown if arn.rpartition(":")[2] not in names
        )


def dashboards_show_the_logs_of_all_workers(made: Deployment) -> Iterator[str]:
    logs = {
        each["LogGroupName"]
        for where, each in made.of_type("AWS::Logs::LogGroup")
        if where.startswith("worker")
    }
    for where, widgets in _dashboards(made):
        for query in (each["properties"]["query"] for each in widgets if each["type"] == "log"):
            if set(re.findall(r"SOURCE '([^']+)'", query)) != logs:
                yield f"{where} does not show {sorted(logs)}"


def widget_faults(widget: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a widget. Source: CloudWatch API reference, "Dashboard body structure"."""
    kind, properties = widget.get("type"), widget.get("properties", {})
    needed = {
        "metric": {"metrics", "region"},
        "text": {"markdown"},
        "alarm": {"alarms"},
        "log": {"query", "region"},
    }
    if kind not in needed:
        yield f"there is no widget {kind}"
        return
    for name in sorted(needed[kind] - properties.keys()):
        yield f"a {kind} widget lacks {name}"
    if not 0 <= widget["x"] < widget["x"] + widget["width"] <= COLUMNS:
        yield f"a widget leaves the {COLUMNS} columns"
    for line in properties.get("metrics", []):
        words = line[:-1] if isinstance(line[-1], dict) else line
        if words and (len(words) < 2 or len(words) % 2 or not all(isinstance(word, str) for word in words)):
            yield f"{line} is not namespace, name and pairs of dimensions"
        if not words and "expression" not in line[-1]:
            yield f"{line} is neither a metric nor an expression"


def failures_of_tasks_are_heard(made: Deployment) -> Iterator[str]:
    groups = {log_group_arn(each) for _, each in made.of_type("AWS::Logs::LogGroup")}
    for where, rule in made.of_type("AWS::Events::Rule"):
        pattern = rule["EventPattern"]
        if (
            pattern["source"] != ["aws.ecs"]
            or "EssentialContainerExited" not in pattern["detail"]["stopCode"]
        ):
            yield f"{where} hears of no dead worker"
        cluster = made.stacks["worker"].outputs()["ClusterName"]
        if not pattern["detail"]["clusterArn"][0].endswith(f":cluster/{cluster}"):
            yield f"{where} listens to another cluster"
        if any(each["Arn"] not in groups for each in rule["Targets"]):
            yield f"{where} writes to no log group"


def the_budget_rings(made: Deployment) -> Iterator[str]:
    for where, each in made.of_type("AWS::Budgets::Budget"):
        if not each.get("NotificationsWithSubscribers"):
            yield f"{where} tells nobody"
        if float(each["Budget"]["BudgetLimit"]["Amount"]) <= 0:
            yield f"{where} is spent before the month begins"


def _metrics_of_alarms(made: Deployment) -> Iterator[tuple[str, str]]:
    for _, alarm in made.of_type("AWS::CloudWatch::Alarm"):
        parts = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
        for metric in [*parts, alarm]:
            if "MetricName" in metric:
                yield metric["Namespace"], metric["MetricName"]


def _metrics_of_dashboards(made: Deployment) -> Iterator[tuple[str, str]]:
    for _, widgets in _dashboards(made):
        for widget in widgets:
            for line in widget.get("properties", {}).get("metrics", []):
                if isinstance(line[0], str):
                    yield line[0], line[1]


def _dashboards(made: Deployment) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for where, dashboard in made.of_type("AWS::CloudWatch::Dashboard"):
        try:
            yield where, json.loads(dashboard["DashboardBody"]).get("widgets", [])
        except ValueError:
            yield where, []  # told by dashboards_can_be_drawn


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


CHECKS = (
    alarms_tell_what_to_do,
    what_the_plan_wants_to_know_is_watched,
    own_metrics_exist,
    four_questions_have_a_dashboard,
    dashboards_can_be_drawn,
    dashboards_show_alarms_that_are_there,
    dashboards_show_the_logs_of_all_workers,
    failures_of_tasks_are_heard,
    the_budget_rings,
)
