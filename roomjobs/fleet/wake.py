"""Wakes workers: asks ECS for as many as the queue is worth, until one of them runs; then an alarm does."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import boto3
from botocore.config import Config

from roomjobs.fleet.wake_steps import WakeSteps

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_ecs import ECSClient

    from roomjobs.config import Settings
    from roomjobs.jobs.store.task_queue import TaskQueue

What = TypeVar("What")  # is sent

_log = logging.getLogger(__name__)

# Somebody waits for the answer to a submission: at worst 2 × (1 + 2) s a call.
_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
#: What ECS said is believed for so long. Workers that run now may be gone the next moment: the alarm that
#: ends them looks at minutes that are over.
_BELIEVED_SECONDS = 2.0


@dataclass(slots=True)
class Waker:
    """
    Wakes one service.

    Two at once do little harm: who saw fewer messages may undo the other's wish, until the next look.
    """

    ecs: ECSClient
    cluster: str
    service: str
    depth: Callable[[], int]  # how many messages wait, about
    steps: WakeSteps = field(default_factory=WakeSteps)
    clock: Callable[[], float] = time.monotonic
    _look_at: float = field(default=float("-inf"), init=False)
    _wanted: int = field(default=0, init=False)  # tasks, as far as is known until then

    @classmethod
    def connect(cls, settings: Settings, queue: TaskQueue) -> Waker:
        """
        Open the client; thread-safe, but not to be shared across a fork.

        Raises
        ------
        ValueError
            The settings name no service, or no steps.
        """
        if settings.ecs_cluster is None or settings.ecs_service is None or settings.wake_steps is None:
            raise ValueError(
                "ROOMJOBS_ECS_CLUSTER and ROOMJOBS_ECS_SERVICE name the service to wake, "
                "ROOMJOBS_WAKE_STEPS how many workers"
            )
        ecs = boto3.Session(region_name=settings.region).client("ecs", config=_CONFIG)
        return cls(ecs, settings.ecs_cluster, settings.ecs_service, queue.backlog, settings.wake_steps)

    def wake(self, sent: int = 1) -> int:
        """
        Ask for more workers if too few are wanted; gives how many it asked for, 0 if it had not to.

        Where workers run, only what was `sent` at once counts, not what waits: the alarm sees to that.

        Raises
        ------
        LookupError
            There is no such service.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            ECS or SQS is out of reach or refuses.
        """
        if self.clock() < self._look_at and self.steps.tasks(sent) <= self._wanted:
            return 0
        found = self.ecs.describe_services(cluster=self.cluster, services=[self.service])["services"]
        if not found:
            raise LookupError(f"there is no service {self.service} in the cluster {self.cluster}")
        desired = found[0]["desiredCount"]
        runs = desired > 0 and found[0]["runningCount"] > 0  # and is not about to go
        needed = self.steps.tasks(sent if runs else max(sent, self.depth()))
        if needed > desired:
            self.ecs.update_service(cluster=self.cluster, service=self.service, desiredCount=needed)
        self._wanted = max(desired, needed)
        self._look_at = self.clock() + _BELIEVED_SECONDS
        return needed if needed > desired else 0


def asking(settings: Settings, queue: TaskQueue) -> Callable[[int], None]:
    """
    What asks for workers for so many messages, where the settings name a service.

    A wake that fails fails nothing: the tasks are on the queue, and within five minutes a Lambda wakes again.
    """
    if settings.ecs_cluster is None or settings.ecs_service is None or settings.wake_steps is None:
        return lambda _sent: None
    waker = cache(lambda: Waker.connect(settings, queue))  # on first use: not to be shared across a fork

    def ask(sent: int) -> None:
        try:
            if asked_for := waker().wake(sent):
                _log.info("asked for %d workers", asked_for)
        except Exception:  # noqa: BLE001 - whatever it was, the job is accepted and its task is sent
            _log.exception("the workers could not be woken")

    return ask


def waking(
    send: Callable[[What], None],
    ask: Callable[[int], None],
    count: Callable[[What], int] = lambda _what: 1,
) -> Callable[[What], None]:
    """`send`, and then `ask` for workers for what was sent, of which `count` gives the number of messages."""

    def send_and_ask(what: What) -> None:
        send(what)
        if sent := count(what):
            ask(sent)

    return send_and_ask
