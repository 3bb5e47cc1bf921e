"""
A discrete-event simulation of queue, workers and scaling.

What AWS does behind its interfaces is in `World`: how long a task takes to start, how late metrics are, and
that the metrics of a queue fall asleep. The product's own code asks for workers, `roomjobs.fleet.wake`,
with all that it believes for a while. All else is read from the template or measured on the product.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from itertools import count, islice
from typing import TYPE_CHECKING, cast

from roomjobs.fleet.scaling.autoscaler import EMPTY_RECEIVES, IN_FLIGHT, RECEIVED, VISIBLE, Autoscaler
from roomjobs.fleet.wake import Waker
from roomjobs.jobs.store.task_queue import Depth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_ecs import ECSClient

    from roomjobs.fleet.scaling.policy import Policy

_SLEEP_AFTER = 6 * 3600  # docs.aws.amazon.com/AWSSimpleQueueService: inactive queues report no metrics
_POLLS_A_SECOND = 1 / 4  # a long poll at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is not in the template. All times in seconds."""

    image_pull: float = 15.0  # of the worker's image by Fargate, which caches nothing
    provisioning: float = 15.0  # from the wish for a task to the pull: placement, network interface
    boot: float = 11.0  # from the start of the process to the first receive; measured at 0.25 vCPU
    work_median: float = 0.15  # of a job at 0.25 vCPU, logarithmically normal; measured on the samples
    work_sigma: float = 0.9
    wake: float = 1.0  # from the submission to UpdateService
    metric_lag: float = 60.0  # from the end of a period until its datapoint can be seen
    looked_at: float = (
        60.0  # a Lambda brings the number of workers to the work so often, which keeps metrics awake
    )
    metrics_asleep: float = 900.0  # without it: how long an inactive queue reports nothing after a message
    leave: float = 20.0  # a worker that is asked to end may still wait for a message
    seed: int = 1

    @property
    def start(self) -> float:
        return self.provisioning + self.image_pull + self.boot


@dataclass(slots=True)
class Task:
    """A task of Fargate."""

    asked: float
    busy: int = 0
    ready: bool = False
    leaving: bool = False
    ended: float | None = None


@dataclass(slots=True)
class Outcome:
    """What a simulation showed."""

    waits: list[float] = field(default_factory=list)  # seconds from submission to start, in order of start
    timeline: list[tuple[float, int]] = field(default_factory=list)  # when so many tasks run and are billed
    backlog: list[tuple[float, int]] = field(default_factory=list)  # waiting and running jobs, now and then
    task_seconds: float = 0.0  # billed, a minute at least per task
    idle_seconds: float = 0.0  # of tasks that wait for messages
    tasks_started: int = 0

    def quantile(self, share: float) -> float:
        """The wait that so large a share of the jobs does not exceed (nearest rank)."""
        ordered = sorted(self.waits)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    @property
    def most_tasks(self) -> int:
        return max((tasks for _, tasks in self.timeline), default=0)


def simulate(
    policy: Policy, arrivals: Sequence[float], world: World, work: Sequence[float] | None = None
) -> Outcome:
    """
    Let jobs arrive until all are done and the workers have gone.

    A service whose `min_tasks` is not zero is watched for an hour after the last job.

    Parameters
    ----------
    policy
        Of the workers.
    arrivals
        When each job comes, seconds, ascending.
    world
        What AWS does.
    work
        Seconds that each job takes; drawn at random without them.
    """
    return _Simulation(policy, world).run(arrivals, work)


@dataclass(slots=True)
class _Ecs:
    """The service, as those who ask for workers see it."""

    simulation: _Simulation

    def describe_services(self, **_: object) -> dict[str, list[dict[str, int]]]:
        return {"services": [{"desiredCount": self.simulation.asked}]}

    def update_service(self, *, desiredCount: int, **_: object) -> None:  # noqa: N803 - as boto3 calls it
        self.simulation.ask(desiredCount)


class _Simulation:
    def __init__(self, policy: Policy, world: World) -> None:
        self._policy = policy
        self._world = world
        self._scaler = Autoscaler(policy)
        self._random = random.Random(world.seed)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._now = 0.0
        self._waiting: deque[tuple[float, float]] = deque()  # when it came, and how long it takes
        self._tasks: list[Task] = []
        self._wanted = policy.min_tasks
        self._to_come = 0
        self.asked = policy.min_tasks  # of ECS, which carries it out a moment later
        self._received = 0  # messages, in this period
        self._last_arrival = 0.0
        self._last_active = float("-inf")
        self._awake_from = float("inf")  # a queue that was never used is asleep
        self.outcome = Outcome()
        self._api, self._look = (self._waker() for _ in range(2))

    def run(self, arrivals: Sequence[float], work: Sequence[float] | None) -> Outcome:
        self._to_come = len(arrivals)
        self._last_arrival = arrivals[-1]
        self._adjust()
        for task in self._tasks:  # a service that always has workers has them from the start
            self._make_ready(task)
        for time, seconds in zip(arrivals, work or map(self._draw, arrivals), strict=True):
            self._at(time, partial(self._arrive, seconds))
        self._at(self._policy.period, self._period)
        self._at(self._world.looked_at, self._adjust_to_work)
        while self._events:
            self._now, _, happen = heapq.heappop(self._events)
            happen()
        for task in self._tasks:
            self._end(task)
        return self.outcome

    def _at(self, time: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self._events, (time, next(self._order), happen))

    # ── jobs ──

    def _draw(self, _: float) -> float:
        return self._world.work_median * math.exp(self._world.work_sigma * self._random.gauss())

    def _arrive(self, seconds: float) -> None:
        self._to_come -= 1
        self._waiting.append((self._now, seconds))
        self._note_activity()
        self._assign()
        self._api.wake(1, seconds)

    def _assign(self) -> None:
        for task in self._tasks:
            while self._waiting and task.ready and not task.leaving and task.busy < self._policy.concurrency:
                came, seconds = self._waiting.popleft()
                self.outcome.waits.append(self._now - came)
                task.busy += 1
                self._received += 1
                self._at(self._now + seconds, partial(self._finish, task))
            if not self._waiting:
                return

    def _finish(self, task: Task) -> None:
        task.busy -= 1
        self._note_activity()
        if task.leaving and task.busy == 0:
            self._end(task)
        self._assign()

    # ── tasks ──

    def _waker(self) -> Waker:
        def depth() -> Depth:
            return Depth(len(self._waiting), sum(task.busy for task in self._tasks), 0)

        ecs = cast("ECSClient", _Ecs(self))
        return Waker(ecs, "", "", depth, self._policy.capacity, clock=lambda: self._now)

    def ask(self, tasks: int) -> None:
        """Have ECS want so many tasks, a moment from now."""
        self.asked = tasks
        self._note_backlog()
        self._at(self._now + self._world.wake, partial(self._want, tasks))

    def _want(self, tasks: int) -> None:
        if tasks == self.asked:  # and nobody has asked for another number since
            self._wanted = tasks
            self._adjust()
            self._assign()

    def _adjust_to_work(self) -> None:
        """What the Lambda does once a minute."""
        sample = [seconds for _, seconds in islice(self._waiting, 64)]
        self._look.adjust(sum(sample) / len(sample) if sample else 0.0)
        if not self._is_over():
            self._at(self._now + self._world.looked_at, self._adjust_to_work)

    def _adjust(self) -> None:
        """Start or end tasks until there are as many as wanted; those that work are protected."""
        staying = [task for task in self._tasks if not task.leaving]
        for _ in range(self._wanted - len(staying)):
            task = Task(asked=self._now)
            self._tasks.append(task)
            self.outcome.tasks_started += 1
            self._note_tasks()
            self._at(self._now + self._world.start, partial(self._make_ready, task))
        surplus = len(staying) - self._wanted
        if surplus > 0:
            for task in sorted(staying, key=lambda task: (task.busy > 0, task.ready))[:surplus]:
                task.leaving = True
                if task.busy == 0:
                    self._at(self._now + self._world.leave, partial(self._end, task))

    def _make_ready(self, task: Task) -> None:
        if not task.leaving and not task.ready:
            task.ready = True
            self._note_backlog()
            self._assign()

    def _end(self, task: Task) -> None:
        if task.ended is None:
            task.ended = self._now
            self.outcome.task_seconds += max(60.0, task.ended - task.asked)
            if task in self._tasks:
                self._tasks.remove(task)
            self._note_tasks()

    def _note_backlog(self) -> None:
        busy = sum(task.busy for task in self._tasks)
        self.outcome.backlog.append((self._now, len(self._waiting) + busy))

    def _note_tasks(self) -> None:
        self.outcome.timeline.append((self._now, len(self._tasks)))

    # ── metrics ──

    def _note_activity(self) -> None:
        if self._now - self._last_active > _SLEEP_AFTER:
            slept = self._world.looked_at > _SLEEP_AFTER
            self._awake_from = self._now + (self._world.metrics_asleep if slept else 0.0)
        self._last_active = self._now

    def _period(self) -> None:
        """Take the datapoint of the period that ends now; the autoscaler sees it later."""
        busy = sum(task.busy for task in self._tasks)
        idle = sum(task.ready and not task.busy for task in self._tasks)
        period = self._policy.period
        self.outcome.idle_seconds += idle * period
        self._note_backlog()
        if idle or self._world.looked_at <= _SLEEP_AFTER:
            self._note_activity()
        sample: dict[str, float | None] = {
            VISIBLE: float(len(self._waiting)),
            IN_FLIGHT: float(busy),
            RECEIVED: float(self._received),
            EMPTY_RECEIVES: idle * period * _POLLS_A_SECOND,
        }
        self._received = 0
        if self._now < self._awake_from or self._now - self._last_active > _SLEEP_AFTER:
            sample = {}
        self._at(self._now + self._world.metric_lag, partial(self._scale, sample))
        if not self._is_over():
            self._at(self._now + period, self._period)

    def _scale(self, sample: dict[str, float | None]) -> None:
        wanted = self._scaler.observe(self._now, sample, self._wanted)
        if wanted != self._wanted:
            self._wanted = self.asked = wanted
            self._adjust()
            self._assign()

    def _is_over(self) -> bool:
        jobs_left = self._to_come or self._waiting or any(task.busy for task in self._tasks)
        if self._policy.min_tasks:
            return not jobs_left and self._now > self._last_arrival + 3600
        return not jobs_left and not self._tasks
