"""
Plays the autoscaling of ECS on one machine: as many workers of a played service as the policy asks for.

The policy comes from the template of the cloud, the number of wanted tasks is that of an ECS service on the
local endpoint. So the API wakes it as in the cloud, by UpdateService, and a protected task is not ended.
What a minute of CloudWatch lasts here is up to the caller.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from roomjobs.fleet.capacity import expected_seconds
from roomjobs.fleet.scaling.autoscaler import EMPTY_RECEIVES, IN_FLIGHT, RECEIVED, VISIBLE, Autoscaler
from roomjobs.fleet.wake import Waker
from roomjobs.jobs.store.task_queue import TaskQueue
from roomjobs.local.child import ChildDiedError

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_sqs import SQSClient

    from roomjobs.fleet.scaling.policy import Policy
    from roomjobs.local.child import Child
    from roomjobs.local.service import Service

CLUSTER = "room-jobs-local"
SERVICE = "room-jobs-worker-local"

_LOOK_SECONDS = 0.25
_LAG = 1  # a datapoint is seen so many periods after its own


@dataclass(slots=True)
class Supervisor:
    """Sets how many workers there are."""

    policy: Policy
    sqs: SQSClient
    ecs: ECSClient
    queue_url: str
    service: Service
    minute: float  # seconds that a minute of the policy lasts here
    _ended: threading.Event = field(default_factory=threading.Event)
    _error: BaseException | None = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Make the service and follow its wanted number from now on, in a thread."""
        create_service(self.ecs)
        self.service.start()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the workers as ECS would, and wait for them."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        self.service.stop()

    @property
    def workers(self) -> list[Child]:
        """The processes of the workers."""
        return [task.child for task in self.service.tasks]

    @property
    def history(self) -> list[int]:
        """How many workers there were, at each change."""
        return self.service.history

    def check(self) -> None:
        """Raise `ChildDiedError` if nobody supervises any more."""
        if self._error is not None:
            raise ChildDiedError(f"The workers are not supervised any more: {self._error!r}") from self._error

    @property
    def wanted(self) -> int:
        """The service's number of tasks."""
        return self.ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"][0]["desiredCount"]

    # ── ECS ──

    def _run(self) -> None:
        try:
            scaler = Autoscaler(self.policy)
            queue = TaskQueue(self.sqs, self.queue_url)
            minder = Waker(self.ecs, CLUSTER, SERVICE, queue.depth, self.policy.capacity)
            period = self.policy.period / 60 * self.minute
            seen = deque[dict[str, float | None]]()
            due = time.monotonic() + period
            while not self._ended.wait(_LOOK_SECONDS):
                self.service.adjust(self.wanted)
                if time.monotonic() >= due:
                    due += period
                    minder.adjust(expected_seconds(None))
                    seen.append(self._sample())
                    if len(seen) > _LAG:
                        self._scale(scaler, seen.popleft())
        except BaseException as error:  # noqa: BLE001 - `check` raises it where somebody sees it
            self._error = error

    # ── CloudWatch and Application Auto Scaling ──

    def _sample(self) -> dict[str, float | None]:
        """
        What SQS would report.

        The endpoint does not count receives. A worker that is protected has received something lately; one
        that is not waits in vain.
        """
        depth = self.sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=["All"])["Attributes"]
        busy = len(self.service.agent.protected)
        return {
            VISIBLE: float(depth["ApproximateNumberOfMessages"]),
            IN_FLIGHT: float(depth["ApproximateNumberOfMessagesNotVisible"]),
            RECEIVED: float(busy),
            EMPTY_RECEIVES: float(len(self.workers) - busy),
        }

    def _scale(self, scaler: Autoscaler, sample: dict[str, float | None]) -> None:
        before = self.wanted
        now = time.monotonic() * 60 / self.minute
        after = scaler.observe(now, sample, before)
        if after != before:
            self.ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=after)


def service_environment(policy: Policy) -> dict[str, str]:
    """Settings of those who wake the service."""
    return {
        "ROOMJOBS_ECS_CLUSTER": CLUSTER,
        "ROOMJOBS_ECS_SERVICE": SERVICE,
        "ROOMJOBS_CAPACITY": str(policy.capacity),
    }


def create_service(ecs: ECSClient) -> None:
    """Make the service of the workers on the local endpoint, with no task wanted, or set it back to none."""
    ecs.create_cluster(clusterName=CLUSTER)
    ecs.register_task_definition(
        family=SERVICE, containerDefinitions=[{"name": "worker", "image": "worker", "essential": True}]
    )
    with suppress(ClientError):  # it is there already
        ecs.create_service(cluster=CLUSTER, serviceName=SERVICE, taskDefinition=SERVICE, desiredCount=0)
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=0)
