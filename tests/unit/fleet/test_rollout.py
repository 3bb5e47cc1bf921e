"""Whether a task is of its service's primary deployment; a small server stands for the task's metadata."""

from __future__ import annotations

import json
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError

from roomjobs.fleet.rollout import Rollout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_ecs import ECSClient

ARN = "arn:aws:ecs:us-east-1:123456789012:task-definition/room-jobs-worker-prod"
TASK = "arn:aws:ecs:us-east-1:123456789012:task/room-jobs-prod/0123456789abcdef"


class Ecs:
    """
    A service of whose primary deployment `running` of 10 wanted tasks run.

    The asking task was started by `ecs-svc/7`. All are of one definition, as after a forced deployment.
    """

    def __init__(self, primary: int, running: int, status: str = "ACTIVE") -> None:
        self.service: dict[str, Any] = {
            "status": status,
            "taskDefinition": f"{ARN}:7",
            "deployments": [
                {"id": f"ecs-svc/{15 - primary}", "status": "ACTIVE", "runningCount": 10, "desiredCount": 10},
                {
                    "id": f"ecs-svc/{primary}",
                    "status": "PRIMARY",
                    "runningCount": running,
                    "desiredCount": 10,
                },
            ],
        }
        self.asked: list[dict[str, object]] = []

    def describe_services(self, **_: object) -> dict[str, Any]:
        return {"services": [self.service]}

    def describe_tasks(self, **what: object) -> dict[str, Any]:
        self.asked.append(what)
        return {"tasks": [{"taskArn": TASK, "startedBy": "ecs-svc/7"}]}


class NoEcs:
    def describe_tasks(self, **_: object) -> dict[str, Any]:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "DescribeTasks")


@pytest.fixture
def metadata() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/v4/123/task"
            body = json.dumps({"Family": "room-jobs-worker-prod", "Revision": "7", "TaskARN": TASK}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield f"http://127.0.0.1:{server.server_port}/v4/123"
    server.shutdown()
    server.server_close()


class Lots(random.Random):
    """Lots that are known."""

    def __init__(self, *lots: float) -> None:
        super().__init__()
        self.lots = list(lots)

    def random(self) -> float:
        return self.lots.pop(0)


def rollout(ecs: Ecs | NoEcs, metadata: str, *lots: float) -> Rollout:
    ecs_client = cast("ECSClient", ecs)
    return Rollout(ecs_client, "room-jobs-prod", "room-jobs-worker-prod", metadata, Lots(*(lots or (0.5,))))


def test_a_task_of_the_primary_deployment_stays(metadata: str) -> None:
    ecs = Ecs(7, 10)
    worker = rollout(ecs, metadata)
    assert [worker.is_outdated() for _ in range(3)] == [False] * 3
    assert ecs.asked == [{"cluster": "room-jobs-prod", "tasks": [TASK]}], "who started it never changes"


def test_a_forced_deployment_ends_old_tasks(metadata: str) -> None:
    ecs = Ecs(8, 10)
    assert ecs.service["taskDefinition"].endswith(":7"), "the definition of the asking task"
    assert rollout(ecs, metadata).is_outdated() is True


def test_a_task_that_ecs_does_not_know_stays_undecided(metadata: str) -> None:
    ecs = Ecs(8, 10)
    ecs.describe_tasks = lambda **_: {"tasks": [], "failures": [{"reason": "MISSING"}]}  # type: ignore[method-assign]
    assert rollout(ecs, metadata).is_outdated() is None
    ecs.describe_tasks = lambda **_: {"tasks": [{"taskArn": TASK}]}  # type: ignore[method-assign] # run by hand
    assert rollout(ecs, metadata).is_outdated() is None


def test_workers_make_room_as_fast_as_new_ones_run(metadata: str) -> None:
    assert rollout(Ecs(8, 0), metadata, 0.0).is_outdated() is False, "nobody would work meanwhile"
    assert rollout(Ecs(8, 4), metadata).is_outdated() is False
    assert rollout(Ecs(8, 6), metadata).is_outdated() is True
    assert rollout(Ecs(8, 10), metadata, 0.999).is_outdated() is True


def test_the_lot_is_drawn_anew_until_it_falls_on_a_worker(metadata: str) -> None:
    """With room for few new tasks, nobody else leaves before this one does: it must not wait for ever."""
    ecs = Ecs(8, 2)
    worker = rollout(ecs, metadata, 0.9, 0.5, 0.1)
    assert [worker.is_outdated() for _ in range(4)] == [False, False, True, True], (
        "whoever leaves does not return"
    )
    ecs.service["deployments"] = Ecs(7, 10).service["deployments"]  # rolled back
    assert worker.is_outdated() is False


def test_what_cannot_be_asked_is_not_known(metadata: str, caplog: pytest.LogCaptureFixture) -> None:
    assert rollout(NoEcs(), metadata).is_outdated() is None
    assert "ThrottlingException" in caplog.text
    assert rollout(Ecs(8, 10), "http://127.0.0.1:9").is_outdated() is None
    assert rollout(Ecs(8, 10, "INACTIVE"), metadata).is_outdated() is None
