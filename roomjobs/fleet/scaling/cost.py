"""What a month costs: what is used, from the simulation and from the templates, times list prices."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from roomjobs.fleet.scaling.template import decided, is_made, parameters_of, read_template
from roomjobs.fleet.telemetry import emf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roomjobs.fleet.scaling.policy import Policy
    from roomjobs.fleet.scaling.simulate import Outcome

PRICES = Path(__file__).with_name("prices.json")


@dataclass(frozen=True, slots=True)
class Price:
    """A list price in us-east-1, US dollars."""

    usd: float
    per: int
    unit: str
    source: str
    date: str  # of the source
    free: float = 0.0  # of the unit, in every month of every account


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill."""

    what: str
    quantity: float
    price: Price

    @property
    def list_usd(self) -> float:
        return self.quantity / self.price.per * self.price.usd

    @property
    def usd(self) -> float:
        """Without what is free."""
        return max(0.0, self.quantity - self.price.free) / self.price.per * self.price.usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one job and one month use beside the tasks: estimates, rather too high than too low."""

    requests: float = 5  # to the API per job: the submission, three looks at the status, the result
    lambda_seconds: float = 0.06  # of a request, at `lambda_gb`
    lambda_gb: float = 1.0
    # units of 1 KB in the jobs table and its two indexes: create 3, claim 4, commit 4, cache 1, and 1 for the
    # line of the owner
    job_writes: float = 15
    job_reads: float = 8  # units of 4 KB: looks, claim, cache
    task_reads_a_second: float = 1.25  # of the control plane's table: 2.5 queries of half a unit
    task_writes_a_minute: float = 12  # heartbeats, metrics, leases
    object_kb: float = 40  # a plan and its result
    log_kb: float = 6  # of worker, Lambda and gateway for one job
    upkeep_calls: float = (2 * 12 + 60) * 24 * 30  # two Lambdas every five minutes, one every minute
    upkeep_reads: float = 5  # units of a call: a sweep asks 16 partitions of the index for jobs, a wake 8
    upkeep_seconds: float = 0.5
    upkeep_gb: float = 0.5
    image_gb: float = 0.6  # kept in ECR, compressed: the base and six sets of packages; commits add little


def month(
    jobs: int,
    outcome: Outcome,
    policy: Policy,
    templates: Path,
    usage: Usage | None = None,
) -> list[Line]:
    """
    The bill of a month in which `outcome` was simulated.

    Parameters
    ----------
    templates
        Folder of the templates: alarms and dashboards are counted there.
    """
    usage = usage or Usage()
    prices = read_prices()
    return [
        Line(what, amount, prices[price])
        for what, amount, price in [
            *_uses(jobs, outcome, policy, usage),
            *_watchers(templates),
        ]
    ]


def read_prices() -> Mapping[str, Price]:
    """The data file beside this module."""
    return {name: Price(**fields) for name, fields in json.loads(PRICES.read_text())["prices"].items()}


def _uses(jobs: int, outcome: Outcome, policy: Policy, usage: Usage) -> Iterator[tuple[str, float, str]]:
    hours = outcome.task_seconds / 3600
    yield "workers, CPU", hours * policy.vcpu, "fargate_vcpu"
    yield "workers, memory", hours * policy.memory_gb, "fargate_memory"
    yield "workers, address", hours, "ipv4"
    yield "worker images", usage.image_gb, "ecr"
    # a message is sent, received and deleted; an idle worker waits at each of its two queues for 4 seconds;
    # each upkeep looks at the queues of three lanes
    idle = outcome.idle_seconds * 2 / 4
    yield "queue", 3 * jobs + idle + 3 * usage.upkeep_calls, "sqs"
    minutes = outcome.task_seconds / 60
    yield "tables, writes", usage.job_writes * jobs + usage.task_writes_a_minute * minutes, "dynamodb_write"
    reads = usage.job_reads * jobs + usage.upkeep_reads * usage.upkeep_calls
    yield "tables, reads", reads + usage.task_reads_a_second * 60 * minutes, "dynamodb_read"
    yield "objects, writes", 2 * jobs, "s3_put"
    yield "objects, reads", 3 * jobs, "s3_get"
    yield "objects, kept", usage.object_kb * jobs / 1e6, "s3_storage"
    requests = usage.requests * jobs
    yield "API, gateway", requests, "api_gateway"
    yield "API and upkeep, calls", requests + usage.upkeep_calls, "lambda_request"
    seconds = requests * usage.lambda_seconds * usage.lambda_gb
    upkeep = usage.upkeep_calls * usage.upkeep_seconds * usage.upkeep_gb
    yield "API and upkeep, time", seconds + upkeep, "lambda_time"
    yield "logs", usage.log_kb * jobs / 1e6 + usage.upkeep_calls * 0.5 / 1e6, "logs"
    yield "metrics of our own", len(emf.COUNTS) + len(emf.DURATIONS), "metric"


def _watchers(templates: Path) -> Iterator[tuple[str, float, str]]:
    """How many metrics the alarms watch, and how many dashboards there are, in all stacks of main.yaml."""
    alarms = dashboards = 0
    main = read_template((templates / "main.yaml").read_text())
    for logical, stack in main["Resources"].items():
        if not is_made(main, stack):
            continue
        path = templates / stack["Properties"]["TemplateURL"]
        template = read_template(path.read_text(), parameters_of(main, logical))
        for resource in decided(template, template["Resources"]).values():
            if not is_made(template, resource):
                continue
            if resource["Type"] == "AWS::CloudWatch::Alarm":
                queries = resource["Properties"].get("Metrics", [{"MetricStat": {}}])
                alarms += sum("MetricStat" in query for query in queries)
            dashboards += resource["Type"] == "AWS::CloudWatch::Dashboard"
    yield "alarms", alarms, "alarm"
    yield "dashboards", dashboards, "dashboard"
