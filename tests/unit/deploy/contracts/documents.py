"""Texts within templates that AWS reads as languages of their own: logs, headers, formulas, tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from roomjobs.fleet.scaling.metric_math import MetricMathError, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

#: What each field of the access log is. Source: API Gateway developer guide, "$context Variables for access logging".
ACCESS = {
    "request_id": "requestId",
    "at": "requestTime",
    "method": "httpMethod",
    "path": "path",
    "status": "status",
    "bytes": "responseLength",
    "ms": "responseLatency",
    "integration_ms": "integrationLatency",
    "ip": "identity.sourceIp",
    "key": "identity.apiKeyId",
    "error": "error.responseType",
}
#: What the page loads: its own files, and plans and results from two buckets; Emotion adds <style> elements.
POLICY = {
    "default-src": ["'self'"],
    "connect-src": ["'self'", "{InputBucket}", "{OutputBucket}"],
    "img-src": ["'self'", "data:", "blob:"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
#: Alarms that calculate: figures of one period, what they come to, and by which comparison the alarm rings.
CASES: dict[str, tuple[tuple[str, object, int], tuple[tuple[dict[str, float | None], float], ...]]] = {
    "ErrorRateAlarm": (
        ("GreaterThanThreshold", 5, 1),
        (
            ({"completed": None, "failed": None}, 0),
            ({"completed": 9, "failed": None}, 0),
            ({"completed": 8, "failed": 1}, 0),  # of nine jobs one is no rate
            ({"completed": 9, "failed": 1}, 10),
            ({"completed": 190, "failed": 10}, 5),
            ({"completed": None, "failed": 10}, 100),
        ),
    ),
    "UpkeepAlarm": (
        ("GreaterThanThreshold", 0, 2),
        (
            ({"sweep": None, "dead": None, "wake": None}, 0),
            ({"sweep": 1, "dead": None, "wake": None}, 1),
            ({"sweep": None, "dead": 2, "wake": None}, 2),
            ({"sweep": 1, "dead": 2, "wake": 4}, 7),
        ),
    ),
    "UpkeepSilentAlarm": (
        ("LessThanThreshold", 1, 1),
        (
            ({"sweep": 3, "dead": 3, "wake": 15}, 3),
            ({"sweep": None, "dead": 3, "wake": 15}, 0),
            ({"sweep": 3, "dead": None, "wake": 15}, 0),
        ),
    ),
    "worker/IdleAlarm": (
        ("GreaterThanOrEqualToThreshold", 1, 5),
        (
            ({"received": 0, "batch": 0, "empty": 3}, 1),
            ({"received": 0, "batch": 0, "empty": 1}, 1),
            ({"received": 1, "batch": 0, "empty": 3}, 0),
            ({"received": 0, "batch": 1, "empty": 3}, 0),
            ({"received": 0, "batch": 0, "empty": 0}, 0),
        ),
    ),
    "worker-large/IdleAlarm": (
        ("GreaterThanOrEqualToThreshold", 1, 5),
        (
            ({"received": 0, "empty": 1}, 1),
            ({"received": 1, "empty": 3}, 0),
            ({"received": 0, "empty": 0}, 0),
        ),
    ),
}


#: At 99.9 %: how many times too fast errors burn the budget, and from how many requests on that is said.
_BURN: tuple[tuple[dict[str, float | None], float], ...] = (
    ({"errors": None, "requests": None}, 0),
    ({"errors": 0, "requests": 1000}, 0),
    ({"errors": 1, "requests": 1000}, 1),
    ({"errors": 144, "requests": 10_000}, 14.4),
    ({"errors": None, "requests": 100}, 0),
    ({"errors": 1, "requests": 100}, 10),
)
_FEW: tuple[tuple[dict[str, float | None], float], ...] = (({"errors": 99, "requests": 99}, 0),)
_ONE: tuple[tuple[dict[str, float | None], float], ...] = (({"errors": 1, "requests": 1}, 1000),)
CASES |= {
    "HourBurn": (("GreaterThanThreshold", 14.4, 1), (*_BURN, *_FEW)),
    "MinutesBurn": (("GreaterThanThreshold", 14.4, 1), (*_BURN, *_ONE)),
    "SixHoursBurn": (("GreaterThanThreshold", 6, 1), (*_BURN, *_FEW)),
    "HalfHourBurn": (("GreaterThanThreshold", 6, 1), (*_BURN, *_ONE)),
}


def the_access_log_says_what_happened(made: Deployment) -> Iterator[str]:
    for where, stage in made.of_type("AWS::ApiGateway::Stage"):
        try:
            found = json.loads(stage["AccessLogSetting"]["Format"])
        except (KeyError, ValueError):
            yield f"{where}: a line of the access log is no JSON"
            continue
        if found != {key: f"$context.{name}" for key, name in ACCESS.items()}:
            yield f"{where} logs {found}"


def pages_load_what_is_theirs(made: Deployment) -> Iterator[str]:
    buckets = {
        f"{{{name}}}": f"https://{made.stacks['data'].outputs()[name]}.s3.us-east-1.amazonaws.com"
        for name in ("InputBucket", "OutputBucket")
    }
    headers = made.stacks["frontend"].resources["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
    text = headers["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    found = {part.split()[0]: part.split()[1:] for part in text.split(";") if part.strip()}
    wanted = {name: [buckets.get(each, each) for each in sources] for name, sources in POLICY.items()}
    if found != wanted:
        yield f"pages may load {found}, not {wanted}"


def alarms_calculate_what_they_say(made: Deployment) -> Iterator[str]:
    for where, alarm in made.of_type("AWS::CloudWatch::Alarm"):
        if "Metrics" not in alarm:
            continue
        rings, cases = CASES[where if where in CASES else where.partition("/")[2]]
        found = (alarm["ComparisonOperator"], alarm["Threshold"], alarm["EvaluationPeriods"])
        if found != rings or alarm["DatapointsToAlarm"] != alarm["EvaluationPeriods"]:
            yield f"{where} rings by {found} and {alarm['DatapointsToAlarm']}, not by {rings}"
        (expression,) = (each["Expression"] for each in alarm["Metrics"] if "Expression" in each)
        for values, wanted in cases:
            try:
                result = evaluate(expression, values)
            except (MetricMathError, ArithmeticError) as error:
                yield f"{where}: {expression!r}: {error}"
                break
            if result is None or abs(result - wanted) > 1e-6:
                yield f"{where}: of {values} it makes {result}, not {wanted}"


def a_tag_is_what_the_budget_counts(made: Deployment) -> Iterator[str]:
    tag = made.stacks["main"].parameters["BudgetTag"]
    for where, budget in made.of_type("AWS::Budgets::Budget"):
        if budget["Budget"].get("CostFilters") != ({"TagKeyValue": [tag]} if tag else None):
            yield f"{where} counts {budget['Budget'].get('CostFilters')}"


CHECKS = (
    the_access_log_says_what_happened,
    pages_load_what_is_theirs,
    alarms_calculate_what_they_say,
    a_tag_is_what_the_budget_counts,
)
