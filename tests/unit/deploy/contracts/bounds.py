"""Figures and choices that AWS takes in any form, and that mean something here in one range only."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tests.unit.deploy.contracts.rights import as_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

#: Seconds that the function needs at least: a call to each store with its retries.
LEAST_TIMEOUT = 25
#: MB below which importing the app takes longer than a client waits; the others import less.
LEAST_MEMORY = {"api": 512, "upkeep": 256}
OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"  # AWS's own cache policy CachingOptimized


def functions_have_time_and_memory(made: Deployment) -> Iterator[str]:
    """An upkeep ends before its next turn, so that two never run at once."""
    turns = {}
    for _, schedule in made.of_type("AWS::Scheduler::Schedule"):
        found = re.fullmatch(r"rate\((\d+) minutes?\)", schedule["ScheduleExpression"])
        turns[schedule["Target"]["Arn"]] = 60 * int(found[1]) if found else 0
    for where, function in made.of_type("AWS::Lambda::Function"):
        stack, _, logical = where.partition("/")
        if function["MemorySize"] < LEAST_MEMORY[stack]:
            yield f"{where} has {function['MemorySize']} MB"
        if not LEAST_TIMEOUT <= function["Timeout"] <= turns.get(f"<{logical}.Arn>", 29):
            yield f"{where} may take {function['Timeout']} s"


def pages_reach_buckets_by_what_they_need(made: Deployment) -> Iterator[str]:
    origin = made.stacks["main"].parameters["PageOrigin"]
    methods = {"InputBucket": {"GET", "PUT"}, "OutputBucket": {"GET"}}
    for where, bucket in made.of_type("AWS::S3::Bucket"):
        for rule in bucket.get("CorsConfiguration", {}).get("CorsRules", []):
            if set(rule["AllowedMethods"]) != methods[where.partition("/")[2]]:
                yield f"{where} takes {rule['AllowedMethods']} from pages"
            if rule["AllowedOrigins"] != [origin]:
                yield f"{where} answers {rule['AllowedOrigins']}, not PageOrigin"
        for rule in bucket["LifecycleConfiguration"]["Rules"]:
            if rule["Status"] != "Enabled":
                yield f"{where}: the rule {rule.get('Id')} does nothing"


def updates_keep_the_workers_that_are_wanted(made: Deployment) -> Iterator[str]:
    for where, service in made.of_type("AWS::ECS::Service"):
        if not where.startswith("worker"):
            continue
        config = service["DeploymentConfiguration"]
        if (config["MinimumHealthyPercent"], config["MaximumPercent"]) != (100, 200):
            yield f"{where} is updated with fewer workers than wanted, or without room for new ones"
        if service.get("EnableExecuteCommand"):
            yield f"{where} lets people into containers that hold plans"
    for where, task in made.of_type("AWS::ECS::TaskDefinition"):
        check = task["ContainerDefinitions"][0].get("HealthCheck")
        if check and not (
            check["StartPeriod"] >= 60 and check["Timeout"] < check["Interval"] and check["Retries"] >= 3
        ):
            yield f"{where} is ended before it has started, or for one slow look"


def the_index_shows_whole_jobs(made: Deployment) -> Iterator[str]:
    """The code writes `created_at` as a number and lists jobs from indexes without asking the table."""
    table = made.stacks["data"].resources["JobsTable"]["Properties"]
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    if types != {name: "N" if name == "created_at" else "S" for name in types}:
        yield f"keys of the jobs table have the types {types}"
    for index in table["GlobalSecondaryIndexes"]:
        kinds = [each["KeyType"] for each in index["KeySchema"]]
        if index["Projection"] != {"ProjectionType": "ALL"} or kinds != ["HASH", "RANGE"]:
            yield f"{index['IndexName']} shows {index['Projection']} by {kinds}"


def steps_act_at_once(made: Deployment) -> Iterator[str]:
    for where, policy in made.of_type("AWS::ApplicationAutoScaling::ScalingPolicy"):
        steps = policy["StepScalingPolicyConfiguration"]
        if steps.get("Cooldown") or steps["StepAdjustments"][0].get("MetricIntervalLowerBound") != 0:
            yield f"{where} waits, or does not act at its threshold"
        if steps["AdjustmentType"] != "ExactCapacity":
            yield f"{where} changes by {steps['AdjustmentType']}"


def the_page_is_kept_and_the_api_is_reached_by_tls(made: Deployment) -> Iterator[str]:
    config = made.stacks["frontend"].resources["Distribution"]["Properties"]["DistributionConfig"]
    if config["DefaultCacheBehavior"]["CachePolicyId"] != OPTIMIZED or not config["Enabled"]:
        yield "files of the page are fetched from the bucket each time, or not at all"
    for origin in config["Origins"]:
        custom = origin.get("CustomOriginConfig")
        if custom and (custom["OriginProtocolPolicy"], custom["OriginSSLProtocols"]) != (
            "https-only",
            ["TLSv1.2"],
        ):
            yield f"the origin {origin['Id']} is reached by {custom}"


def budgets_ring_before_the_money_is_gone(made: Deployment) -> Iterator[str]:
    for where, each in made.of_type("AWS::Budgets::Budget"):
        if (each["Budget"]["BudgetType"], each["Budget"]["TimeUnit"]) != ("COST", "MONTHLY"):
            yield f"{where} is not the cost of a month"
        for item in each["NotificationsWithSubscribers"]:
            rings = item["Notification"]
            how = rings["ComparisonOperator"], rings.get("ThresholdType")
            if rings["Threshold"] > 100 or how != ("GREATER_THAN", "PERCENTAGE"):
                yield f"{where} rings at {rings}"
        kinds = {item["Notification"]["NotificationType"] for item in each["NotificationsWithSubscribers"]}
        if kinds != {"ACTUAL", "FORECASTED"}:
            yield f"{where} rings for {sorted(kinds)} alone"


def networks_give_names_and_no_addresses(made: Deployment) -> Iterator[str]:
    for where, vpc in made.of_type("AWS::EC2::VPC"):
        if not (vpc.get("EnableDnsHostnames") and vpc.get("EnableDnsSupport")):
            yield f"{where}: endpoints are not found by their names"
    for where, subnet in made.of_type("AWS::EC2::Subnet"):
        if subnet.get("MapPublicIpOnLaunch") is not False:
            yield f"{where} gives an address to whatever is put into it"


def events_of_dead_tasks_arrive(made: Deployment) -> Iterator[str]:
    monitoring = made.stacks["monitoring"].resources
    pattern = monitoring["TaskFailures"]["Properties"]["EventPattern"]
    wanted = (["aws.ecs"], ["ECS Task State Change"], ["STOPPED"])
    if (pattern["source"], pattern["detail-type"], pattern["detail"]["lastStatus"]) != wanted:
        yield f"TaskFailures listens to {pattern}"
    document = json.loads(monitoring["EventLogPolicy"]["Properties"]["PolicyDocument"])
    (statement,) = document["Statement"]
    services = set(as_list(statement["Principal"]["Service"]))
    actions = set(as_list(statement["Action"]))
    if (document["Version"], statement["Effect"]) != ("2012-10-17", "Allow") or (
        services != {"events.amazonaws.com", "delivery.logs.amazonaws.com"}
        or actions != {"logs:CreateLogStream", "logs:PutLogEvents"}
        or statement["Resource"] != "<EventLogGroup.Arn>"
    ):
        yield f"events are not written: {statement}"


def access_logs_are_apart(made: Deployment) -> Iterator[str]:
    taken = {each["LoggingConfig"]["LogGroup"] for _, each in made.of_type("AWS::Lambda::Function")}
    for where, stage in made.of_type("AWS::ApiGateway::Stage"):
        group = stage.get("AccessLogSetting", {}).get("DestinationArn", "").partition(":log-group:")[2]
        if group in taken or "Execution-Logs" in group:
            yield f"{where} writes its access log into {group}"


CHECKS = (
    functions_have_time_and_memory,
    pages_reach_buckets_by_what_they_need,
    updates_keep_the_workers_that_are_wanted,
    the_index_shows_whole_jobs,
    steps_act_at_once,
    the_page_is_kept_and_the_api_is_reached_by_tls,
    budgets_ring_before_the_money_is_gone,
    networks_give_names_and_no_addresses,
    events_of_dead_tasks_arrive,
    access_logs_are_apart,
)
