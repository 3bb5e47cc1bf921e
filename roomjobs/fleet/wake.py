"""
Has as many workers run as the work is worth.

Whoever puts tasks on the queue asks for more workers at once. A Lambda looks every minute: it asks for those
that are missing for whatever reason, and lets those go that were needed in none of its last looks. When there
is nothing left to do, an alarm on idle workers lets go of all.
"""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from botocore.config import Config

from roomjobs import sqs
from roomjobs.fleet.capacity import Capacity, expected_seconds
from roomjobs.jobs.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mypy_boto3_ecs import ECSClient

    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.task_queue import Depth

    #: Asks for workers for so many messages, of so many seconds each if that is known, in a lane.
    RequestWorkers = Callable[[int, float | None, Lane], None]

What = TypeVar("What")  # is sent

_log = logging.getLogger(__name__)

# Somebody waits for the answer to a submission: at worst 2 × (1 + 2) s a call, and its time budget.
_TRIES = 2
_CONFIG = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": _TRIES}
)
#: What ECS and SQS said is believed for so long. Workers that run now may be gone the next moment: the alarm
#: that ends them looks at minutes that are over.
_BELIEVED_SECONDS = 2.0
#: The work that was sent lately tells how much what waits is, with equal shares for all who send.
_RECENT = 100
#: Looks, one a minute, of which none needed a worker that goes.
CALM_LOOKS = 5


@dataclass(slots=True)
class Waker:
    """
    Asks for the workers of one service.

    Concurrent calls are safe: the caller that saw fewer messages may lower the desired count until the next.
    """

    ecs: ECSClient
    cluster: str
    service: str
    depth: Callable[[], Depth]
    capacity: Capacity
    clock: Callable[[], float] = time.monotonic
    _recent: deque[float] = field(
        default_factory=lambda: deque(maxlen=_RECENT), init=False
    )  # seconds of jobs
    _look_at: float = field(default=float("-inf"), init=False)
    _wanted: int = field(default=0, init=False)  # workers, as far as is known until then
    _waiting: int = field(default=0, init=False)  # messages at the last look, and those sent since
    _running: int = field(default=0, init=False)
    _needed: deque[int] = field(default_factory=lambda: deque(maxlen=CALM_LOOKS), init=False)

    def wake(self, sent: int = 1, seconds: float | None = None) -> int:
        """
        Ask for more workers if too few are wanted for what waits and what was just sent.

        Parameters
        ----------
        sent
            Messages.
        seconds
            Work of one of them, None if nobody knows.

        Returns
        -------
        int
            How many workers are wanted now, 0 if nothing had to be asked for.

        Raises
        ------
        LookupError
            There is no such service.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            ECS or SQS is out of reach or refuses.
        """
        if seconds is not None:
            self._recent.append(seconds)
        mean = sum(self._recent) / len(self._recent) if self._recent else expected_seconds(None)
        self._waiting += sent
        if self.clock() < self._look_at and self._worth(mean) <= self._wanted:
            return 0
        depth = self.depth()
        # SQS may not know of what was just sent, or a worker may have it already. Only for a long job is a
        # worker too many better than a late one.
        is_long = mean >= self.capacity.delay
        self._waiting = max(depth.visible, sent if is_long else sent - depth.in_flight)
        self._running = depth.in_flight
        self._wanted, before = self._ask(max(1, self._worth(mean)), may_lower=False)
        self._look_at = self.clock() + _BELIEVED_SECONDS
        return self._wanted if self._wanted > before else 0

    def adjust(self, seconds: float) -> tuple[int, int]:
        """
        Bring the service to what is needed, now and in the last looks; to be called once a minute.

        Parameters
        ----------
        seconds
            Mean work of a job that waits.

        Returns
        -------
        needed, wanted
            Workers: now, and what the service is asked to have.

        Raises
        ------
        LookupError
            There is no such service.
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            ECS or SQS is out of reach or refuses.
        """
        depth = self.depth()
        needed = self.capacity.workers(depth.visible, depth.in_flight, seconds)
        self._needed.append(needed)
        target = max(self._needed)
        may_lower = len(self._needed) == CALM_LOOKS and target > 0  # to none is the alarm's to say
        wanted, _ = self._ask(target, may_lower=may_lower)
        return needed, wanted

    def _worth(self, mean: float) -> int:
        longest = max(self._recent, default=math.inf)
        return self.capacity.workers(self._waiting, self._running, mean, longest)

    def _ask(self, target: int, *, may_lower: bool) -> tuple[int, int]:
        """What is wanted now, and what was before."""
        found = self.ecs.describe_services(cluster=self.cluster, services=[self.service])["services"]
        if not found:
            raise LookupError(f"there is no service {self.service} in the cluster {self.cluster}")
        desired = found[0]["desiredCount"]
        if target > desired or (may_lower and target < desired):
            self.ecs.update_service(cluster=self.cluster, service=self.service, desiredCount=target)
            return target, desired
        return desired, desired


def open_ecs(region: str) -> ECSClient:
    """Open a client that gives up soon; it is thread-safe, but must not be shared across a fork."""
    client = cast("ECSClient", sqs.open_session(region).create_client("ecs", config=_CONFIG))
    sqs.keep_time_budget(client, tries=_TRIES)
    return client


def worker_requester(waker: Callable[[], Waker], large: Callable[[], Waker]) -> RequestWorkers:
    """
    Make what asks for workers for so many messages of so many seconds each.

    A request that fails fails nothing: the tasks are on the queue, and within a minute a Lambda asks again.

    Parameters
    ----------
    waker, large
        Give the waker of most workers, and that of the workers of large plans, when they are first needed.
    """

    def request(sent: int, seconds: float | None, lane: Lane) -> None:
        try:
            of_lane = large() if lane is Lane.LARGE else waker()
            if wanted := of_lane.wake(sent, seconds):
                _log.info("asked for %d workers for the lane %s", wanted, lane)
        except Exception:  # noqa: BLE001 - whatever it was, the job is accepted and its task is sent
            _log.exception("the workers could not be woken")

    return request


def send_then_request_workers(
    send: Callable[[What], None], request: RequestWorkers, jobs: Callable[[What], Sequence[Job]]
) -> Callable[[What], None]:
    """`send`, and then `request` workers for the `jobs` that were sent, lane by lane."""

    def send_and_request(what: What) -> None:
        send(what)
        lanes: dict[Lane, list[float]] = {}
        for job in jobs(what):
            lanes.setdefault(job.lane, []).append(expected_seconds(job.wall_count))
        for lane, seconds in lanes.items():
            request(len(seconds), math.fsum(seconds) / len(seconds), lane)

    return send_and_request
