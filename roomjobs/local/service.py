"""
Plays a service of ECS on one machine: real processes as tasks, in deployments that take each other's place.

As ECS does it keeps the wanted number within the percentages of the template, starts tasks of the newest
deployment, and ends others once healthy new ones stand in for them, but no protected one. Old tasks find out
by themselves that they are outdated (`roomjobs.fleet.rollout`), since the agent answers for ECS.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from roomjobs.local.agent import Agent
from roomjobs.local.child import Child, kill_group

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.fleet.scaling.rolling import Limits


@dataclass(slots=True)
class Task:
    """A process that runs a deployment."""

    child: Child
    deployment: str  # that started it
    must_end: float | None = None  # seconds of the monotonic clock, once it has been asked to end
    _was_ready: bool = False

    @property
    def name(self) -> str:
        return self.child.name

    @property
    def is_ready(self) -> bool:
        """Whether the worker says that it receives, which is the health that ECS waits for."""
        self._was_ready = self._was_ready or b" ready." in self.child.log.read_bytes()
        return self._was_ready


@dataclass(slots=True)
class Service:
    """Tasks of one or more deployments; the last one is primary."""

    limits: Limits
    stop_timeout: float  # seconds from SIGTERM to SIGKILL
    start_task: Callable[[str, str], Child]
    on_change: Callable[[], None] = lambda: None  # whenever a task has started or ended
    tasks: list[Task] = field(default_factory=list)
    history: list[int] = field(default_factory=list)  # how many tasks there were, at each change
    agent: Agent = field(default_factory=Agent)
    wanted: int = field(default=0, init=False)
    _names: count[int] = field(default_factory=lambda: count(1), init=False)
    _deployments: count[int] = field(default_factory=lambda: count(2), init=False)
    _primary: str = field(default="ecs-svc/1", init=False)

    def start(self) -> None:
        """Answer tasks from now on."""
        self.agent.describe_services = self._describe_services
        self.agent.describe_tasks = self._describe_tasks
        self.agent.start()

    def stop(self) -> None:
        """End all tasks as ECS would, and wait for them."""
        for task in self.tasks:
            task.child.ask_to_end()
        for task in self.tasks:
            task.child.stop()
        self.agent.stop()

    def deploy(self, start_task: Callable[[str, str], Child]) -> None:
        """Replace all tasks by others, as an update, a rollback or a forced deployment does."""
        self.start_task = start_task
        self._primary = f"ecs-svc/{next(self._deployments)}"

    @property
    def is_steady(self) -> bool:
        """Whether the wanted tasks of the primary deployment run, ready, and no other one."""
        return len(self.tasks) == self.wanted and all(
            task.deployment == self._primary and task.is_ready for task in self.tasks
        )

    def adjust(self, wanted: int) -> None:
        """Forget what has ended, start what is missing, end what is too much and not protected."""
        self.wanted = wanted
        self._reap()
        staying = [task for task in self.tasks if task.must_end is None]
        new = [task for task in staying if task.deployment == self._primary]
        old = [task for task in staying if task.deployment != self._primary]
        room = max(wanted, wanted * self.limits.most // 100) - len(staying)
        for _ in range(min(wanted - len(new), room)):
            name = f"worker-{next(self._names)}"
            self.tasks.append(Task(self.start_task(name, self.agent.uri(name)), self._primary))
            self._note_change()
        if old:
            healthy = len(old) + sum(task.is_ready for task in new)
            self._end(old, healthy - math.ceil(wanted * self.limits.least / 100))
        else:
            self._end(new, len(new) - wanted)

    def _end(self, tasks: list[Task], surplus: int) -> None:
        free = [task for task in tasks if task.name not in self.agent.protected]
        for task in free[: max(0, surplus)]:
            task.child.ask_to_end()
            task.must_end = time.monotonic() + self.stop_timeout

    def _reap(self) -> None:
        for task in list(self.tasks):
            if task.child.process.poll() is None:
                if task.must_end is not None and time.monotonic() > task.must_end:
                    kill_group(task.child.process.pid)
                continue
            kill_group(task.child.process.pid)
            self.tasks.remove(task)
            self.agent.protected.discard(task.name)
            self._note_change()

    def _note_change(self) -> None:
        self.history.append(len(self.tasks))
        self.on_change()

    def _describe_services(self) -> dict[str, Any]:
        """The answer to DescribeServices, as far as a worker reads it."""
        running = [task.deployment for task in list(self.tasks) if task.must_end is None]
        deployments = [
            {
                "id": each,
                "status": "PRIMARY" if each == self._primary else "ACTIVE",
                "runningCount": running.count(each),
                "desiredCount": self.wanted if each == self._primary else 0,
            }
            for each in sorted({*running, self._primary})
        ]
        return {"services": [{"status": "ACTIVE", "deployments": deployments}], "failures": []}

    def _describe_tasks(self, arns: list[str]) -> dict[str, Any]:
        """The answer to DescribeTasks: which deployment started each."""
        known = {task.name: task.deployment for task in list(self.tasks)}
        found = [
            {"taskArn": arn, "startedBy": known[name]}
            for arn in arns
            if (name := arn.rpartition("/")[2]) in known
        ]
        return {"tasks": found, "failures": []}
