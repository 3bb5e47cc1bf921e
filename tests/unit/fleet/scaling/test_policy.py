"""The policy of the template, and the autoscaler that follows one."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

import pytest

from roomjobs.fleet.scaling.autoscaler import IN_FLIGHT, VISIBLE, Autoscaler
from roomjobs.fleet.scaling.policy import Policy, PolicyError, read_policy
from roomjobs.local.folders import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = ROOT / "deploy" / "cloudformation" / "worker.yaml"


def test_the_template_scales_from_zero_without_a_gap_between_its_steps() -> None:
    policy = read_policy(TEMPLATE)
    assert policy.min_tasks == 0
    out, back = policy.rules
    assert (out.steps[0].lower, out.steps[-1].upper) == (0, inf)
    assert all(one.upper == next_.lower for one, next_ in zip(out.steps, out.steps[1:], strict=False))
    assert [step.adjustment for step in out.steps] == sorted(step.adjustment for step in out.steps)
    assert [step.adjustment for step in back.steps] == [0]
    assert out.value({VISIBLE: 3.0, IN_FLIGHT: 1.0}) == 4.0
    assert out.value({}) is None


def test_parameters_change_the_policy() -> None:
    policy = read_policy(TEMPLATE, {"MaxTasks": "33", "Cpu": "1024", "Memory": "2048", "Concurrency": "3"})
    assert (policy.max_tasks, policy.vcpu, policy.memory_gb, policy.concurrency) == (33, 1.0, 2.0, 3)


def test_a_template_that_does_not_scale_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("Resources: {}\n")
    with pytest.raises(PolicyError, match="scalable targets"):
        read_policy(path)


def test_steps_apply_at_their_bounds(policy: Policy) -> None:
    out = policy.rules[0]
    assert [out.wanted(value, tasks=2) for value in (1, 9.9, 10, 1000)] == [1, 1, 4, 4]
    assert replace(out, adjustment_type="ChangeInCapacity").wanted(10, tasks=2) == 6


def test_an_alarm_acts_at_every_datapoint_and_stays_within_the_limits(policy: Policy) -> None:
    scaler = Autoscaler(replace(policy, max_tasks=3))
    assert scaler.observe(0, {VISIBLE: 50.0}, 0) == 3
    assert scaler.observe(60, {VISIBLE: 5.0}, 3) == 1
    assert scaler.observe(120, {VISIBLE: 0.0}, 1) == 1
    assert scaler.observe(180, {VISIBLE: 0.0}, 1) == 0
    assert scaler.observe(240, {VISIBLE: 0.0}, 2) == 2  # within the cooldown of the step in before
    assert scaler.observe(480, {VISIBLE: 0.0}, 2) == 0


def test_missing_data_is_no_breach_unless_the_alarm_says_so(policy: Policy) -> None:
    out = replace(policy.rules[0], expression="visible")
    assert not out.breaches(out.value({}))
    assert replace(out, missing_breaches=True).breaches(None)
