"""Simulations whose outcome can be computed by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from roomjobs.fleet.scaling.simulate import World, simulate

if TYPE_CHECKING:
    from roomjobs.fleet.scaling.policy import Policy

# Every job takes ten seconds, a task starts in thirty, metrics are there at the end of their minute.
PLAIN = World(
    provisioning=10, image_pull=10, boot=10, work_median=10, work_sigma=0, wake=1, metric_lag=0, leave=5
)


def test_one_job_wakes_one_task(policy: Policy) -> None:
    outcome = simulate(policy, [5.0], PLAIN)
    assert outcome.waits == [31.0]  # woken after 1 s, ready after 30 s
    # Asked for at 6, works from 36 to 46; the minutes that end at 60 and 120 are empty; leaves at 125.
    assert outcome.timeline == [(6.0, 1), (125.0, 0)]
    assert outcome.task_seconds == 119.0
    assert outcome.idle_seconds == 120.0


def test_jobs_of_one_task_wait_for_each_other(policy: Policy) -> None:
    outcome = simulate(replace(policy, max_tasks=1), [0.0, 0.0, 0.0], PLAIN)
    assert outcome.waits == [31.0, 41.0, 51.0]
    assert [outcome.quantile(share) for share in (0.01, 0.5, 0.99)] == [31.0, 41.0, 51.0]


def test_long_jobs_do_not_wait_for_each_other(policy: Policy) -> None:
    outcome = simulate(policy, [0.0] * 3, PLAIN, work=[600.0] * 3)
    assert outcome.waits == [31.0] * 3
    assert outcome.most_tasks == 3


def test_short_jobs_share_a_task(policy: Policy) -> None:
    outcome = simulate(policy, [0.0] * 20, PLAIN, work=[0.25] * 20)
    assert outcome.most_tasks == 1
    assert outcome.quantile(1.0) == 31.0 + 19 * 0.25


def test_a_waiting_long_job_gets_a_task_at_once(policy: Policy) -> None:
    outcome = simulate(policy, [0.0, 40.0], PLAIN, work=[600.0, 600.0])
    assert outcome.waits == [31.0, 31.0]


def test_tasks_without_work_go_while_others_work(policy: Policy) -> None:
    # Four for the burst; then a job a minute, which one task does, so that the queue is never idle.
    later = [120.0 + 60 * minute for minute in range(30)]
    outcome = simulate(policy, [0.0] * 8 + later, PLAIN)
    assert outcome.most_tasks == 4
    assert next(tasks for time, tasks in reversed(outcome.timeline) if time < 1200) == 1
    assert outcome.quantile(1.0) == 41.0


def test_more_jobs_at_once_per_task(policy: Policy) -> None:
    outcome = simulate(replace(policy, concurrency=3, max_tasks=1), [0.0] * 6, PLAIN)
    assert outcome.waits == [31.0] * 3 + [41.0] * 3


def test_standing_tasks_take_a_job_at_once(policy: Policy) -> None:
    outcome = simulate(replace(policy, min_tasks=2), [100.0, 100.0], PLAIN)
    assert outcome.waits == [0.0, 0.0]


def test_a_task_is_billed_for_a_minute_at_least(policy: Policy) -> None:
    quick = replace(PLAIN, provisioning=0, image_pull=0, boot=0, work_median=1, leave=0)
    early = replace(policy, rules=(replace(policy.rules[0], evaluation_periods=1, datapoints=1),))
    outcome = simulate(early, [50.0], quick)
    assert outcome.timeline == [(51.0, 1), (60.0, 0)]
    assert outcome.task_seconds == 60.0


def test_no_job_is_lost_and_a_seed_gives_the_same_again(policy: Policy) -> None:
    world = World(seed=7)
    arrivals = [float(second) for second in range(0, 7200, 3)]
    first, again = simulate(policy, arrivals, world), simulate(policy, arrivals, world)
    assert len(first.waits) == len(arrivals)
    assert first.waits == again.waits
    assert first.waits != simulate(policy, arrivals, replace(world, seed=8)).waits


@pytest.mark.parametrize("tasks", [1, 2, 4])
def test_the_longest_wait_of_a_burst_follows_its_tasks(policy: Policy, tasks: int) -> None:
    standing = replace(policy, min_tasks=tasks, max_tasks=tasks)
    outcome = simulate(standing, [0.0] * 40, PLAIN)
    assert outcome.quantile(1.0) == (40 / tasks - 1) * 10
