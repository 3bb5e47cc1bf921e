"""Plays CloudWatch's alarms and Application Auto Scaling: metrics in, a number of tasks out."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roomjobs.fleet.scaling.policy import Policy, Rule

VISIBLE = "ApproximateNumberOfMessagesVisible"
IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible"
RECEIVED = "NumberOfMessagesReceived"
EMPTY_RECEIVES = "NumberOfEmptyReceives"


class Autoscaler:
    """
    Follows a policy, one datapoint after the other.

    An alarm that lasts acts anew at every datapoint. After a change in, further changes in wait for the
    cooldown; a change out never waits and ends it: docs.aws.amazon.com/autoscaling/application/userguide/
    step-scaling-policy-overview.html.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._breaches = {rule.name: deque[bool](maxlen=rule.evaluation_periods) for rule in policy.rules}
        self._calm_until = float("-inf")

    def observe(self, now: float, sample: Mapping[str, float | None], tasks: int) -> int:
        """
        How many tasks are wanted after one more period.

        Parameters
        ----------
        now
            Seconds on a clock of the caller's.
        sample
            The SQS metrics of the period by name; None or absent where there is no data.
        tasks
            How many are wanted so far.
        """
        for rule in self._policy.rules:
            value = rule.value(sample)
            window = self._breaches[rule.name]
            window.append(rule.breaches(value))
            if sum(window) >= rule.datapoints and value is not None:
                tasks = self._apply(rule, now, rule.wanted(value, tasks), tasks)
        return tasks

    def _apply(self, rule: Rule, now: float, wanted: int, tasks: int) -> int:
        wanted = max(self._policy.min_tasks, min(self._policy.max_tasks, wanted))
        if wanted > tasks:
            self._calm_until = float("-inf")
        elif wanted < tasks:
            if now < self._calm_until:
                return tasks
            self._calm_until = now + rule.cooldown
        return wanted
