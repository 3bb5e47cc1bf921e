"""Workers are woken when a plan is submitted, and by the Lambda for what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from roomjobs import sending, tasks
from roomjobs.api import create_app
from roomjobs.config import Settings
from roomjobs.jobs import new_job
from roomjobs.lambdas import upkeep
from roomjobs.wake import Waker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_ecs import ECSClient

CLUSTER, SERVICE = "room-jobs-test", "room-jobs-worker-test"


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
    cached = (upkeep._settings, upkeep._queue, upkeep._waker)
    for each in cached:
        each.cache_clear()
    yield client
    for each in cached:
        each.cache_clear()


@pytest.fixture
def woken_settings(ecs: ECSClient, aws_environment: dict[str, str]) -> Settings:
    del ecs
    return Settings.from_environment(
        {**aws_environment, "ROOMJOBS_ECS_CLUSTER": CLUSTER, "ROOMJOBS_ECS_SERVICE": SERVICE}
    )


def wanted(ecs: ECSClient) -> int:
    return ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"][0]["desiredCount"]


def test_a_submission_wakes_the_workers(ecs: ECSClient, woken_settings: Settings, two_rooms: bytes) -> None:
    client = create_app(woken_settings).test_client()
    answer = client.post("/jobs", data=two_rooms, content_type="application/json")
    assert answer.status_code == 202
    assert wanted(ecs) == 1


def test_a_service_that_is_awake_is_left_alone(ecs: ECSClient, woken_settings: Settings) -> None:
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=7)
    assert not Waker.connect(woken_settings).wake()
    assert wanted(ecs) == 7


def test_for_a_minute_nobody_asks_again(ecs: ECSClient, woken_settings: Settings) -> None:
    now = [1000.0]
    waker = Waker.connect(woken_settings)
    waker.clock = lambda: now[0]
    assert waker.wake()
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=0)
    now[0] += 59
    assert not waker.wake()
    now[0] += 2
    assert waker.wake()


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
    assert upkeep.wake({}, None) == {"backlog": 0, "woken": False}
    assert wanted(ecs) == 0
    job = new_job(wall_count=1, now=0, retention_days=1, attempt_limit=1)
    sending.send(tasks.create_celery(settings), job)
    assert upkeep.wake({}, None) == {"backlog": 1, "woken": True}
    assert wanted(ecs) == 1


def test_without_a_service_there_is_nothing_to_wake(settings: Settings) -> None:
    with pytest.raises(ValueError, match="ROOMJOBS_ECS_SERVICE"):
        Waker.connect(settings)
