"""The policy of the template, and the autoscaler that follows one."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

import pytest

from roomjobs.fleet.scaling.autoscaler import EMPTY_RECEIVES, RECEIVED, VISIBLE, Autoscaler
from roomjobs.fleet.scaling.policy import Policy, PolicyError, Step, read_policy
from roomjobs.local.folders import ROOT
from tests.unit.fleet.scaling.conftest import rule

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = ROOT / "deploy" / "cloudformation" / "worker.yaml"


def test_the_template_lets_idle_workers_go() -> None:
    policy = read_policy(TEMPLATE)
    assert policy.min_tasks == 0
    (back,) = policy.rules
    assert [step.adjustment for step in back.steps] == [0]
    assert back.value({RECEIVED: 0.0, EMPTY_RECEIVES: 6.0}) == 1.0
    assert back.value({RECEIVED: 1.0, EMPTY_RECEIVES: 6.0}) == 0.0
    assert back.value({}) is None


def test_parameters_change_the_policy() -> None:
    policy = read_policy(TEMPLATE, {"MaxTasks": "33", "Cpu": "1024", "Memory": "2048", "Concurrency": "3"})
    assert (policy.max_tasks, policy.vcpu, policy.memory_gb, policy.concurrency) == (33, 1.0, 2.0, 3)
    assert str(read_policy(TEMPLATE, {"AcceptableDelay": "7", "MaxTasks": "3"}).capacity) == "delay:7 max:3"


def test_a_template_that_does_not_scale_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("Resources: {}\n")
    with pytest.raises(PolicyError, match="scalable targets"):
        read_policy(path)


OUT = rule("out", "visible", 1, Step(0, 9, 1), Step(9, inf, 4))


def test_steps_apply_at_their_bounds() -> None:
    assert [OUT.wanted(value, tasks=2) for value in (1, 9.9, 10, 1000)] == [1, 1, 4, 4]
    assert replace(OUT, adjustment_type="ChangeInCapacity").wanted(10, tasks=2) == 6


def test_an_alarm_acts_within_the_limits(policy: Policy) -> None:
    scaler = Autoscaler(replace(policy, max_tasks=3, rules=(OUT, *policy.rules)))
    assert scaler.observe(0, {VISIBLE: 50.0}, 0) == 3
    assert scaler.observe(60, {VISIBLE: 5.0}, 3) == 1
    assert scaler.observe(120, {VISIBLE: 0.0}, 1) == 1
    assert scaler.observe(180, {VISIBLE: 0.0}, 1) == 0
    assert scaler.observe(240, {VISIBLE: 0.0}, 2) == 2  # within the cooldown of the step in before
    assert scaler.observe(480, {VISIBLE: 0.0}, 2) == 0


def test_missing_data_breaches_only_where_it_is_said() -> None:
    assert not OUT.breaches(OUT.value({}))
    assert replace(OUT, missing_breaches=True).breaches(None)
