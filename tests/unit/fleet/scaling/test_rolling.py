"""A rolling update while jobs wait ends in bounded time, and every job is done once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from roomjobs.cli.simulate import command
from roomjobs.fleet.protection import TaskProtection
from roomjobs.fleet.scaling.policy import read_policy
from roomjobs.fleet.scaling.rolling import Limits, read_limits, update
from roomjobs.fleet.scaling.simulate import World
from roomjobs.local.folders import WORKER_TEMPLATE

if TYPE_CHECKING:
    from roomjobs.fleet.scaling.policy import Policy

SLOW = World(provisioning=30, image_pull=30, boot=15)


@pytest.fixture
def policy() -> Policy:
    return read_policy(Path(WORKER_TEMPLATE))


@pytest.mark.parametrize("world", [World(), SLOW])
@pytest.mark.parametrize(("jobs", "seconds"), [(10_000, 0.2), (2_000, 5.0), (200, 40.0), (40, 400.0)])
def test_an_update_waits_for_one_job_alone(policy: Policy, world: World, jobs: int, seconds: float) -> None:
    found = update(policy, read_limits(WORKER_TEMPLATE), [seconds] * jobs, world)
    assert (found.done, found.handed_back) == (jobs, 0)
    # New tasks start, each old one asks within a minute, and has to end what it works on.
    assert found.seconds <= max(world.start + 60, 60) + seconds + 60
    assert found.least_workers == policy.max_tasks, "old workers stay until new ones receive"


def test_a_burst_is_done_beside_an_update(policy: Policy) -> None:
    found = update(policy, read_limits(WORKER_TEMPLATE), [0.22] * 10_000, World())
    assert found.done == 10_000
    assert max(found.seconds, found.backlog_seconds) <= 180


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("seconds", [1.0, 60.0])
def test_an_account_with_little_room_is_updated_in_turns(policy: Policy, seed: int, seconds: float) -> None:
    """Old workers leave by lot, and no lot lets the update wait for the backlog."""
    prod = replace(policy, max_tasks=20)
    jobs = int(20 * 1800 / seconds)  # half an hour of work
    found = update(prod, read_limits(WORKER_TEMPLATE), [seconds] * jobs, World(seed=seed), quota=24)
    assert (found.done, found.handed_back) == (jobs, 0)
    assert found.seconds <= 900


def test_a_worker_that_nobody_tells_holds_the_update_up(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault that bounded protection mends: a busy worker renews it until the backlog is gone."""
    monkeypatch.setattr(TaskProtection, "_decide_whether_to_leave", lambda _self, _now: None)
    found = update(replace(policy, max_tasks=4), Limits(least=100, most=200), [5.0] * 4_000, World())
    assert found.done == 4_000
    assert found.seconds >= found.backlog_seconds > 2000


def test_the_command_prints_what_an_update_does() -> None:
    printed = CliRunner().invoke(command, ["burst-1k", "--update"])
    assert printed.exit_code == 0, printed.output
    row = next(line for line in printed.output.splitlines() if "burst-1k" in line)
    assert [each.strip() for each in row.split("|")][2:5] == ["1,000", "1,000", "0"]


def test_a_quota_without_room_is_refused() -> None:
    printed = CliRunner().invoke(command, ["burst-1k", "--update", "--quota", "16"])
    assert printed.exit_code == 2
    assert "leaves no room for a new one" in printed.output
