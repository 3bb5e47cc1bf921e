"""
Whether the service of this task has moved on to another deployment.

A rolling update waits for protected tasks, and a busy worker would renew its protection for ever. So a worker
that is not of the service's primary deployment makes room, one after the other, as fast as new ones run. Its
task definition alone would not tell: a forced deployment replaces all tasks by others of the same definition.

Each old worker decides for itself, by lot: as many make room as run beyond the wanted number, each with the
same chance. The lot is drawn anew at each look. So an account with room for few new tasks at once is updated
in turns, and never waits for a worker on whom no lot falls. Who leaves counts as running until its job ends:
while jobs take many minutes, lots of later minutes fall on further ones.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import urllib3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from roomjobs import sqs

if TYPE_CHECKING:
    from mypy_boto3_ecs import ECSClient

_log = logging.getLogger(__name__)

_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
_TIMEOUT = urllib3.Timeout(connect=1, read=3)


@dataclass(slots=True)
class Rollout:
    """
    Compares the deployment that started this task with the primary one of its service.

    Sources: "Amazon ECS task metadata endpoint version 4 for tasks on Fargate", Amazon ECS developer guide;
    `startedBy` of "Task" and `id` of "Deployment", Amazon ECS API reference: both are `ecs-svc/…`.
    """

    ecs: ECSClient
    cluster: str
    service: str
    metadata: str  # address of the task's metadata, $ECS_CONTAINER_METADATA_URI_V4
    chance: random.Random = field(default_factory=random.Random)
    deployment: str | None = None  # that started this task, `ecs-svc/…`; ECS is asked for it once
    _chosen: bool = field(
        default=False, init=False
    )  # to make room, until the deployment of this task is the primary one again

    @classmethod
    def connect(cls, region: str, cluster: str, service: str, metadata: str) -> Rollout:
        """Open the client; not to be shared across a fork."""
        ecs = cast("ECSClient", sqs.open_session(region).create_client("ecs", config=_CONFIG))
        return cls(ecs, cluster, service, metadata)

    def is_outdated(self) -> bool | None:
        """
        Whether this worker is to make room for one of the service's primary deployment.

        Returns
        -------
        bool or None
            False while this task is of the primary deployment, or while too few of its successors run;
            None if ECS or the metadata cannot be asked.
        """
        try:
            own = self._own_deployment()
            found = self.ecs.describe_services(cluster=self.cluster, services=[self.service])["services"]
        except (BotoCoreError, ClientError, urllib3.exceptions.HTTPError, ValueError, KeyError) as error:
            _log.warning(
                "it is not known whether this worker is of the service's primary deployment: %r", error
            )
            return None
        if not found or found[0]["status"] != "ACTIVE":
            return None
        deployments: list[dict[str, Any]] = [dict(each) for each in found[0]["deployments"]]
        newest = next((each for each in deployments if each["status"] == "PRIMARY"), {})
        if newest.get("id") == own:
            self._chosen = False
            return False
        new = newest.get("runningCount", 0)
        old = sum(each.get("runningCount", 0) for each in deployments) - new
        surplus = new + old - max(1, newest.get("desiredCount", 1))
        if new and not self._chosen:
            self._chosen = self.chance.random() * old < surplus
        return self._chosen

    def _own_deployment(self) -> str:
        if self.deployment is None:
            http = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)
            task = http.request("GET", f"{self.metadata}/task").json()
            (described,) = self.ecs.describe_tasks(cluster=self.cluster, tasks=[task["TaskARN"]])["tasks"]
            self.deployment = described["startedBy"]
        return self.deployment
