"""Policies small enough to follow by hand."""

from __future__ import annotations

from math import inf

import pytest

from roomjobs.fleet.scaling.policy import Policy, Rule, Step

DEPTH = {"visible": "ApproximateNumberOfMessagesVisible", "inflight": "ApproximateNumberOfMessagesNotVisible"}


def rule(name: str, expression: str, periods: int, *steps: Step, cooldown: int = 0) -> Rule:
    return Rule(
        name=name,
        expression=expression,
        metrics=DEPTH,
        comparison="GreaterThanOrEqualToThreshold",
        threshold=1.0,
        period=60,
        evaluation_periods=periods,
        datapoints=periods,
        missing_breaches=False,
        adjustment_type="ExactCapacity",
        steps=steps,
        cooldown=cooldown,
    )


@pytest.fixture
def policy() -> Policy:
    """A task for every ten seconds of work that wait, at most four; none after two empty minutes."""
    idle = "IF(FILL(visible, 0) + FILL(inflight, 0) == 0, 1, 0)"
    return Policy(
        min_tasks=0,
        max_tasks=4,
        rules=(rule("in", idle, 2, Step(0, inf, 0), cooldown=300),),
        concurrency=1,
        vcpu=0.25,
        memory_gb=0.5,
        delay=10,
    )
