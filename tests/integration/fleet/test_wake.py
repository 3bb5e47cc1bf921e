"""Workers are woken by submissions, by a worker that makes jobs, and by the Lambda for what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from roomjobs import services, tasks, upkeep
from roomjobs.api import create_app
from roomjobs.config import Settings
from roomjobs.fleet.wake import Waker
from roomjobs.fleet.wake_steps import WakeSteps
from roomjobs.jobs import task_sender
from roomjobs.jobs.job import new_job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_ecs import ECSClient

CLUSTER, SERVICE = "room-jobs-test", "room-jobs-worker-test"
STEPS = "1:1 10:3 30:8 100:20 max:13"


@pytest.fixture
def ecs(aws_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[ECSClient]:
    """A service without tasks, which the settings name."""
    client = boto3.client("ecs", region_name=aws_environment["AWS_REGION"])
    client.create_cluster(clusterName=CLUSTER)
    task = client.register_task_definition(
        family="worker", containerDefinitions=[{"name": "worker", "image": "worker", "memory": 128}]
    )["taskDefinition"]["taskDefinitionArn"]
    client.create_service(cluster=CLUSTER, serviceName=SERVICE, taskDefinition=task, desiredCount=0)
    monkeypatch.setenv("ROOMJOBS_ECS_CLUSTER", CLUSTER)
    monkeypatch.setenv("ROOMJOBS_ECS_SERVICE", SERVICE)
    monkeypatch.setenv("ROOMJOBS_WAKE_STEPS", STEPS)
    cached = (upkeep._settings, upkeep._queue, upkeep._waker)
    for each in cached:
        each.cache_clear()
    yield client
    for each in cached:
        each.cache_clear()


@pytest.fixture
def woken_settings(ecs: ECSClient, aws_environment: dict[str, str]) -> Settings:
    del ecs
    extra = {
        "ROOMJOBS_ECS_CLUSTER": CLUSTER,
        "ROOMJOBS_ECS_SERVICE": SERVICE,
        "ROOMJOBS_WAKE_STEPS": STEPS,
    }
    return Settings.from_environment({**aws_environment, **extra})


def waker_of(settings: Settings) -> Waker:
    return Waker.connect(settings, services.connect(settings).queue)


def send(settings: Settings, count: int) -> None:
    jobs = [new_job(wall_count=1, now=0, retention_days=1, attempt_limit=1) for _ in range(count)]
    task_sender.send_many(tasks.create_celery(settings), jobs)


def wanted(ecs: ECSClient) -> int:
    return ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"][0]["desiredCount"]


def test_a_submission_wakes_the_workers(ecs: ECSClient, woken_settings: Settings, two_rooms: bytes) -> None:
    client = create_app(woken_settings).test_client()
    answer = client.post("/jobs", data=two_rooms, content_type="application/json")
    assert answer.status_code == 202
    assert wanted(ecs) == 1


def test_a_service_that_is_awake_is_left_alone(ecs: ECSClient, woken_settings: Settings) -> None:
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=7)
    assert waker_of(woken_settings).wake() == 0
    assert wanted(ecs) == 7


def test_a_burst_wakes_as_many_as_it_is_worth(ecs: ECSClient, woken_settings: Settings) -> None:
    send(woken_settings, 35)
    assert waker_of(woken_settings).wake() == 8
    assert wanted(ecs) == 8


def test_the_wake_grows_with_the_queue_while_no_worker_runs(ecs: ECSClient) -> None:
    stub = ServiceThatStarts(ecs)
    waker = Waker(cast("ECSClient", stub), CLUSTER, SERVICE, lambda: stub.depth, WakeSteps.parse(STEPS))
    waker.clock = lambda: stub.now
    stub.depth = 1
    assert waker.wake() == 1
    stub.depth = 40
    assert waker.wake() == 0  # it looked a moment ago
    stub.now += 2
    assert waker.wake() == 8
    stub.running, stub.depth = 1, 1000
    stub.now += 2
    assert waker.wake() == 0  # from now on the alarm looks at the queue
    assert wanted(ecs) == 8


def test_what_a_worker_sends_at_once_is_worth_more_workers(ecs: ECSClient, woken_settings: Settings) -> None:
    waker = waker_of(woken_settings)
    assert waker.wake() == 1
    assert waker.wake(sent=200) == 13  # 20 by the steps, but the most is 13
    assert wanted(ecs) == 13


def test_a_batch_wakes_workers_for_all_its_jobs(
    ecs: ECSClient, woken_settings: Settings, two_rooms: bytes
) -> None:
    body = b'{"plans": [' + b",".join([two_rooms] * 12) + b"]}"
    client = create_app(woken_settings).test_client()
    assert client.post("/batches", data=body, content_type="application/json").status_code == 202
    assert wanted(ecs) == 3


def test_workers_that_have_just_gone_are_woken_anew(ecs: ECSClient, woken_settings: Settings) -> None:
    now = [1000.0]
    waker = waker_of(woken_settings)
    waker.clock = lambda: now[0]
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=1)
    assert waker.wake() == 0
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=0)
    now[0] += 1
    assert waker.wake() == 0  # ECS is not asked at each submission of a burst
    now[0] += 1
    assert waker.wake() == 1


def test_a_wake_that_fails_does_not_fail_the_submission(
    ecs: ECSClient, woken_settings: Settings, two_rooms: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    ecs.delete_service(cluster=CLUSTER, service=SERVICE, force=True)
    ecs.delete_cluster(cluster=CLUSTER)
    client = create_app(woken_settings).test_client()
    answer = client.post("/jobs", data=two_rooms, content_type="application/json")
    assert answer.status_code == 202
    assert "could not be woken" in caplog.text


def test_the_lambda_wakes_for_what_waits(ecs: ECSClient, settings: Settings) -> None:
    assert upkeep.wake({}, None) == {"backlog": 0, "asked_for": 0}
    assert wanted(ecs) == 0
    send(settings, 12)
    assert upkeep.wake({}, None) == {"backlog": 12, "asked_for": 3}
    assert wanted(ecs) == 3


def test_without_a_service_there_is_nothing_to_wake(settings: Settings) -> None:
    with pytest.raises(ValueError, match="ROOMJOBS_ECS_SERVICE"):
        waker_of(settings)


class ServiceThatStarts:
    """The service of the endpoint, with the workers that run: there, a task that is wanted runs at once."""

    def __init__(self, ecs: ECSClient) -> None:
        self._ecs = ecs
        self.running = 0
        self.depth = 0
        self.now = 1000.0

    def describe_services(self, cluster: str, services: list[str]) -> dict[str, Any]:
        (found,) = self._ecs.describe_services(cluster=cluster, services=services)["services"]
        return {"services": [{**found, "runningCount": self.running}]}

    def update_service(self, **wanted: Any) -> None:
        self._ecs.update_service(**wanted)
