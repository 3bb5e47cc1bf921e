"""What somebody may have written instead of a text, a number or the variables of a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBSTITUTE = re.compile(r"\$\{([\w:.]+)\}")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_WORD = re.compile(r"[A-Za-z][A-Za-z-]{2,}")
_OPPOSITES = {"true": "false", "false": "true", "on": "off", "off": "on"}
#: Words of which AWS takes each in the place of the other.
SIBLINGS = (
    ("Sum", "Average", "Minimum", "Maximum", "SampleCount"),
    ("p50", "p90", "p95", "p99"),
    (
        "GreaterThanThreshold",
        "GreaterThanOrEqualToThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
    ),
    ("notBreaching", "breaching", "ignore", "missing"),
    ("Retain", "RetainExceptOnCreate", "Delete", "Snapshot"),
    (
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
        "NumberOfMessagesSent",
        "NumberOfMessagesReceived",
        "NumberOfMessagesDeleted",
        "NumberOfEmptyReceives",
    ),
    ("Errors", "Invocations", "Throttles", "Duration"),
    ("5XXError", "4XXError", "Count", "Latency"),
    ("AWS/SQS", "AWS/Lambda", "AWS/ApiGateway", "AWS/ECS", "AWS/Events"),
    ("JobsCompleted", "JobsFailed", "JobsAccepted"),
    ("HASH", "RANGE"),
    ("S", "N", "B"),
    ("PAY_PER_REQUEST", "PROVISIONED"),
    ("KEYS_ONLY", "ALL", "INCLUDE"),
    ("FARGATE", "FARGATE_SPOT", "EC2"),
    ("ENABLED", "DISABLED"),
    ("Enabled", "Disabled", "Suspended"),
    ("enabled", "disabled"),
    ("x86_64", "arm64"),
    ("X86_64", "ARM64"),
    ("tcp", "udp", "-1"),
    ("ExactCapacity", "ChangeInCapacity", "PercentChangeInCapacity"),
    ("ACTUAL", "FORECASTED"),
    ("GREATER_THAN", "LESS_THAN", "EQUAL_TO"),
    ("PERCENTAGE", "ABSOLUTE_VALUE"),
    ("MONTHLY", "DAILY", "QUARTERLY", "ANNUALLY"),
    ("MONTH", "WEEK", "DAY"),
    ("BLOCK", "COUNT"),
    ("Interface", "Gateway"),
    ("email", "sms", "https"),
    ("AES256", "aws:kms"),
    ("redirect-to-https", "allow-all", "https-only"),
    ("GET", "PUT", "POST", "DELETE", "HEAD"),
    ("AWS_PROXY", "AWS", "MOCK"),
    ("lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "scheduler.amazonaws.com", "events.amazonaws.com"),
    ("Allow", "Deny"),
)
UNITS = (("minutes", "hours"), ("minute", "hour"), ("days", "hours"), ("USD", "EUR"))


def other_numbers(value: float) -> Iterator[float]:
    """One more, twice as much, half as much."""
    yield value + 1
    yield value * 2 if value else 60
    if value > 1:
        yield value // 2


def other_variables(variables: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Variables of which one has another name, or two have each other's value."""
    names = list(variables)
    for position, name in enumerate(names):
        yield {key if key != name else f"{key}S": value for key, value in variables.items()}
        other = names[(position + 1) % len(names)]
        yield {**variables, name: variables[other], other: variables[name]}


def other_texts(path: tuple[str | int, ...], value: str) -> Iterator[tuple[str, str]]:
    """The kind of each mistake in a text, and the text with it."""
    if value in _OPPOSITES:
        yield "switch", _OPPOSITES[value]
    elif "Action" in path[-2:]:
        service, _, action = value.partition(":")
        yield "action", f"{service}:List{action}"
        yield "widened", f"{service}:*"
    else:
        yield from _other_meanings(path, value)
        yield from _other_characters(path, value)


def _other_meanings(path: tuple[str | int, ...], value: str) -> Iterator[tuple[str, str]]:
    """A wider right, or a word or a unit that AWS takes in this place, too."""
    if "Resource" in path[-2:] and value != "*":
        yield "widened", "*"
        yield "widened", f"{value.rpartition(':')[0]}:*"
    for words in SIBLINGS:
        if value in words:
            yield from (("sibling", each) for each in words if each != value)
    for unit, other in UNITS:
        if re.search(rf"\b{unit}\b", value):
            yield "unit", re.sub(rf"\b{unit}\b", other, value)
    if path[-1] == "Name" and "Environment" in path:
        yield "variable", f"{value}S"


def _other_characters(path: tuple[str | int, ...], value: str) -> Iterator[tuple[str, str]]:
    """Another number or word within the text; what is substituted stays."""
    plain = _SUBSTITUTE.sub(lambda found: "\0" * len(found[0]), value)
    for found in list(_NUMBER.finditer(plain))[:3]:
        if not value.startswith("2012"):
            yield "number", value[: found.start()] + str(int(float(found[0])) + 1) + value[found.end() :]
    words = list(_WORD.finditer(plain))
    for found in {each.start(): each for each in (*words[:1], *words[-1:])}.values():
        if path[-1] != "Type":
            yield "word", value[: found.end()] + "x" + value[found.end() :]
