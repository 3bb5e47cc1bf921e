"""Wakes workers: sets their ECS service from no task to one. Scaling by the queue's depth does the rest."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_ecs import ECSClient

    from roomjobs.config import Settings

What = TypeVar("What")  # is sent

_log = logging.getLogger(__name__)

# Somebody waits for the answer to a submission: at worst 2 × (1 + 2) s.
_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
#: A service with workers keeps them for five empty minutes; so long nobody has to ask again.
_AWAKE_SECONDS = 60.0


@dataclass(slots=True)
class Waker:
    """Wakes one service. Two at once do no harm: both set it to one task."""

    ecs: ECSClient
    cluster: str
    service: str
    clock: Callable[[], float] = time.monotonic
    _awake_until: float = field(default=float("-inf"), init=False)

    @classmethod
    def connect(cls, settings: Settings) -> Waker:
        """
        Open the client; thread-safe, but not to be shared across a fork.

        Raises
        ------
        ValueError
            The settings name no service.
        """
        if settings.ecs_cluster is None or settings.ecs_service is None:
            raise ValueError("ROOMJOBS_ECS_CLUSTER and ROOMJOBS_ECS_SERVICE name the service to wake")
        ecs = boto3.Session(region_name=settings.region).client("ecs", config=_CONFIG)
        return cls(ecs, settings.ecs_cluster, settings.ecs_service)

    def wake(self) -> bool:
        """
        Ask for one worker if none is wanted; gives whether it had to.

        Raises
        ------
        LookupError
            There is no such service.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            ECS is out of reach or refuses.
        """
        if self.clock() < self._awake_until:
            return False
        found = self.ecs.describe_services(cluster=self.cluster, services=[self.service])["services"]
        if not found:
            raise LookupError(f"there is no service {self.service} in the cluster {self.cluster}")
        asleep = found[0]["desiredCount"] == 0
        if asleep:
            self.ecs.update_service(cluster=self.cluster, service=self.service, desiredCount=1)
        self._awake_until = self.clock() + _AWAKE_SECONDS
        return asleep


def waking(send: Callable[[What], None], settings: Settings) -> Callable[[What], None]:
    """
    `send`, followed by a wake where the settings name a service.

    A wake that fails fails nothing: the task is on the queue, and within five minutes a Lambda wakes again.
    """
    if settings.ecs_service is None:
        return send
    waker = cache(lambda: Waker.connect(settings))  # on first use, so that it is not shared across a fork

    def send_and_wake(what: What) -> None:
        send(what)
        try:
            if waker().wake():
                _log.info("woke the workers")
        except Exception:  # noqa: BLE001 - whatever it was, the job is accepted and its task is sent
            _log.exception("the workers could not be woken")

    return send_and_wake
