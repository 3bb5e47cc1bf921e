"""
A simulation of a rolling update while jobs wait: old and new workers side by side, second by second.

ECS starts and ends tasks within the percentages of the template and leaves protected ones alone. The code of
the product, `TaskProtection` and `Rollout`, decides when a worker is protected and when it makes room.
"""

from __future__ import annotations

import math
import random
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from roomjobs.fleet.protection import TaskProtection
from roomjobs.fleet.rollout import Rollout
from roomjobs.fleet.scaling.template import decided, read_template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import urllib3
    from mypy_boto3_ecs import ECSClient

    from roomjobs.fleet.scaling.policy import Policy
    from roomjobs.fleet.scaling.simulate import World

_LONGEST = 12 * 3600  # seconds; CloudFormation gave up long before
_SOFT_STOP = 90  # seconds after SIGTERM in which a worker finishes its job, worker_soft_shutdown_timeout


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many tasks ECS keeps during an update, in percent of the wanted ones."""

    least: int
    most: int


def read_limits(path: Path) -> Limits:
    """The percentages of the service in the template of the workers."""
    template = read_template(path.read_text())
    service = next(
        each
        for each in decided(template, template["Resources"]).values()
        if each["Type"] == "AWS::ECS::Service"
    )
    config = service["Properties"]["DeploymentConfiguration"]
    return Limits(least=config["MinimumHealthyPercent"], most=config["MaximumPercent"])


@dataclass(slots=True)
class Update:
    """What an update did."""

    seconds: float = math.inf  # from its begin until no old task runs; infinite: it did not end
    done: int = 0  # jobs, by the end of the backlog
    handed_back: int = 0  # jobs that a worker could not finish before its end, and another one began anew
    least_workers: int = 0  # that received at once, in the course of the update
    backlog_seconds: float = 0.0  # from the begin of the update until all jobs are done


def update(
    policy: Policy, limits: Limits, work: Sequence[float], world: World, quota: int | None = None
) -> Update:
    """
    Replace all workers while a backlog of jobs waits.

    Parameters
    ----------
    policy
        Of the workers; as many as it allows run when the update begins.
    limits
        Of the service, see `read_limits`.
    work
        Seconds that each waiting job takes.
    world
        What AWS does: how long a task takes to start.
    quota
        Tasks that the account may run at once; without it, as many as the update wants.

    Examples
    --------
    >>> from pathlib import Path
    >>> from roomjobs.fleet.scaling.policy import read_policy
    >>> from roomjobs.fleet.scaling.simulate import World
    >>> template = Path("deploy/cloudformation/worker.yaml")
    >>> found = update(read_policy(template), read_limits(template), [1.0] * 1000, World())
    >>> (found.done, found.handed_back)
    (1000, 0)
    """
    return _Simulation(policy, limits, work, world, quota).run()


@dataclass(slots=True)
class _Worker:
    """A task, its job, and the code that protects it."""

    simulation: _Simulation
    is_new: bool
    ready_at: float
    protection: TaskProtection = field(init=False)
    protected: bool = False
    paused: bool = False
    job: float | None = None  # seconds that it takes
    left: float = 0.0  # seconds of it
    stopped_at: float | None = None

    def __post_init__(self) -> None:
        rollout = Rollout(
            cast("ECSClient", self.simulation),
            "",
            "",
            "",
            chance=self.simulation.chance,
            deployment="ecs-svc/2" if self.is_new else "ecs-svc/1",
        )
        self.protection = TaskProtection(
            "",
            is_busy=lambda: self.job is not None,
            pause=self._pause,
            is_outdated=rollout.is_outdated,
            clock=lambda: self.simulation.now,
            http=cast("urllib3.PoolManager", self),
            chance=self.simulation.chance,
        )

    def _pause(self, paused: bool) -> None:  # noqa: FBT001 - as TaskProtection calls it
        self.paused = paused

    def request(self, _method: str, _url: str, *, json: dict[str, Any]) -> _Answer:
        """What the agent of ECS does."""
        self.protected = bool(json["ProtectionEnabled"]) and self.stopped_at is None
        return _Answer()

    @property
    def receives(self) -> bool:
        return self.simulation.now >= self.ready_at and not self.paused and self.stopped_at is None


class _Answer:
    status = 200
    data = b""

    def json(self) -> dict[str, Any]:
        return {}


class _Simulation:
    def __init__(
        self, policy: Policy, limits: Limits, work: Sequence[float], world: World, quota: int | None
    ) -> None:
        self.now = 0.0
        self.chance = random.Random(world.seed)
        self._limits, self._world = limits, world
        self._waiting = deque(work)
        self._jobs = len(work)
        self._wanted = policy.max_tasks
        most = self._wanted * limits.most // 100
        self._most = most if quota is None else min(most, quota)
        self._workers = [_Worker(self, is_new=False, ready_at=0.0) for _ in range(self._wanted)]
        self.outcome = Update(least_workers=self._wanted)

    def run(self) -> Update:
        while self.now < _LONGEST:
            self._run_ecs()
            for worker in list(self._workers):
                self._work(worker, 1.0)
            self.now += 1
            is_over = not any(not each.is_new for each in self._workers)
            if is_over:
                self.outcome.seconds = min(self.outcome.seconds, self.now)
            else:
                receiving = sum(each.receives for each in self._workers)
                self.outcome.least_workers = min(self.outcome.least_workers, receiving)
            if self.outcome.done == self._jobs and not self.outcome.backlog_seconds:
                self.outcome.backlog_seconds = self.now
            if is_over and self.outcome.backlog_seconds:
                break
        return self.outcome

    def describe_services(self, **_: object) -> dict[str, list[dict[str, Any]]]:
        """What workers ask ECS."""
        running = sum(each.is_new and self.now >= each.ready_at for each in self._workers)
        old = sum(not each.is_new and each.stopped_at is None for each in self._workers)
        deployments = [
            {"id": "ecs-svc/2", "status": "PRIMARY", "runningCount": running, "desiredCount": self._wanted},
            {"id": "ecs-svc/1", "status": "ACTIVE", "runningCount": old, "desiredCount": 0},
        ]
        # Of one definition, as after a forced deployment: that a worker must leave is told by its deployment.
        return {
            "services": [{"status": "ACTIVE", "taskDefinition": "x/worker:1", "deployments": deployments}]
        }

    def _run_ecs(self) -> None:
        """Start new tasks up to the most, end old ones down to the least: no protected one."""
        new = [each for each in self._workers if each.is_new]
        room = self._most - len(self._workers)
        for _ in range(min(self._wanted - len(new), room)):
            self._workers.append(_Worker(self, is_new=True, ready_at=self.now + self._world.start))
        running = [each for each in self._workers if self.now >= each.ready_at and each.stopped_at is None]
        surplus = len(running) - math.ceil(self._wanted * self._limits.least / 100)
        old = [each for each in running if not each.is_new and not each.protected]
        for worker in old[: max(0, surplus)]:
            worker.stopped_at = self.now

    def _work(self, worker: _Worker, seconds: float) -> None:
        """Let a worker work for a second, and its protection look at it, as its thread does."""
        while seconds > 0:
            if worker.job is None:
                if not (worker.receives and self._waiting):
                    break
                worker.job = worker.left = self._waiting.popleft()
            step = min(seconds, worker.left)
            worker.left -= step
            seconds -= step
            if worker.left <= 0:
                worker.job = None
                self.outcome.done += 1
        if worker.stopped_at is not None:
            if worker.job is not None and self.now - worker.stopped_at >= _SOFT_STOP:
                self._waiting.appendleft(worker.job)
                self.outcome.handed_back += 1
                worker.job = None
            if worker.job is None:
                self._workers.remove(worker)
                return
        if self.now >= worker.ready_at:
            worker.protection.look()
