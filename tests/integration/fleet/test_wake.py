"""Workers are woken by submissions, by a worker that makes jobs, and by the Lambda for what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.config import Config

from roomjobs import services, tasks, upkeep
from roomjobs.api import create_app
from roomjobs.config import Settings
from roomjobs.fleet import wake
from roomjobs.fleet.capacity import Capacity
from roomjobs.fleet.wake import Waker, send_then_request_workers
from roomjobs.jobs import task_sender
from roomjobs.jobs.job import new_job
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.store.task_queue import Depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_ecs import ECSClient

    from roomjobs.jobs.job import Job

CLUSTER, SERVICE, LARGE_SERVICE = "room-jobs-test", "room-jobs-worker-test", "room-jobs-worker-large-test"
CAPACITY = "delay:30 max:13"


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
    monkeypatch.setenv("ROOMJOBS_CAPACITY", CAPACITY)
    # A wake that takes seconds is left to the Lambda: on a busy machine that is no fault to be found here.
    monkeypatch.setattr(wake, "_CONFIG", Config(connect_timeout=60, read_timeout=60))
    cached = (upkeep._settings, upkeep._stores, upkeep._waker, upkeep._large_waker)
    for each in cached:
        each.cache_clear()
    yield client
    for each in cached:
        each.cache_clear()


@pytest.fixture
def large_settings(
    ecs: ECSClient, aws_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings that name workers for large plans, too."""
    task = ecs.describe_services(cluster=CLUSTER, services=[SERVICE])["services"][0]["taskDefinition"]
    ecs.create_service(cluster=CLUSTER, serviceName=LARGE_SERVICE, taskDefinition=task, desiredCount=0)
    more = {"ROOMJOBS_ECS_LARGE_SERVICE": LARGE_SERVICE, "ROOMJOBS_LARGE_CAPACITY": "delay:30 max:4"}
    for name, value in more.items():
        monkeypatch.setenv(name, value)
    named = {"ROOMJOBS_ECS_CLUSTER": CLUSTER, "ROOMJOBS_ECS_SERVICE": SERVICE, "ROOMJOBS_CAPACITY": CAPACITY}
    return Settings.from_environment({**aws_environment, **named, **more})


@pytest.fixture
def woken_settings(ecs: ECSClient, aws_environment: dict[str, str]) -> Settings:
    del ecs
    extra = {
        "ROOMJOBS_ECS_CLUSTER": CLUSTER,
        "ROOMJOBS_ECS_SERVICE": SERVICE,
        "ROOMJOBS_CAPACITY": CAPACITY,
    }
    return Settings.from_environment({**aws_environment, **extra})


def waker_of(settings: Settings) -> Waker:
    return services.waker(settings, services.connect(settings).queue)


def send(settings: Settings, count: int, wall_count: int = 1) -> None:
    jobs = [new_job(wall_count=wall_count, now=0, retention_days=1, attempt_limit=1) for _ in range(count)]
    table = services.connect(settings).table
    for job in jobs:
        table.add(job)
    task_sender.send_many(tasks.create_celery(settings), jobs)


def wanted(ecs: ECSClient, service: str = SERVICE) -> int:
    return ecs.describe_services(cluster=CLUSTER, services=[service])["services"][0]["desiredCount"]


def test_a_submission_wakes_the_workers(ecs: ECSClient, woken_settings: Settings, two_rooms: bytes) -> None:
    client = create_app(woken_settings).test_client()
    answer = client.post("/jobs", data=two_rooms, content_type="application/json")
    assert answer.status_code == 202
    assert wanted(ecs) == 1


def test_a_service_that_is_awake_is_left_alone(ecs: ECSClient, woken_settings: Settings) -> None:
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=7)
    assert waker_of(woken_settings).wake() == 0
    assert wanted(ecs) == 7


def test_a_burst_wakes_as_many_as_its_work_is_worth(ecs: ECSClient, woken_settings: Settings) -> None:
    send(woken_settings, 35)
    assert waker_of(woken_settings).wake(seconds=0.5) == 1
    assert waker_of(woken_settings).wake(seconds=6) == 7
    assert waker_of(woken_settings).wake(seconds=60) == 13  # one for each, but the most is 13
    assert wanted(ecs) == 13


def test_each_long_job_of_a_burst_gets_its_worker(ecs: ECSClient) -> None:
    stub = ServiceThatStarts(ecs)
    waker = Waker(cast("ECSClient", stub), CLUSTER, SERVICE, stub.measure, Capacity.parse(CAPACITY))
    waker.clock = lambda: stub.now
    for number in range(9):
        stub.depth = number + 1
        assert waker.wake(seconds=60) == number + 1  # within the moment in which ECS is not asked again
    stub.depth, stub.running = 0, 9
    stub.now += 60
    assert waker.wake(seconds=60) == 10  # all are at work


def test_a_worker_with_a_short_job_is_enough(ecs: ECSClient) -> None:
    stub = ServiceThatStarts(ecs)
    waker = Waker(cast("ECSClient", stub), CLUSTER, SERVICE, stub.measure, Capacity.parse(CAPACITY))
    waker.clock = lambda: stub.now
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=1)
    stub.running = 1
    assert waker.wake(seconds=0.2) == 0


def test_workers_that_nobody_needed_for_five_looks_go(ecs: ECSClient) -> None:
    stub = ServiceThatStarts(ecs)
    waker = Waker(cast("ECSClient", stub), CLUSTER, SERVICE, stub.measure, Capacity.parse(CAPACITY))
    stub.depth = 6
    assert waker.adjust(60) == (6, 6)
    stub.depth, stub.running = 0, 2
    assert [waker.adjust(0) for _ in range(5)] == [(2, 6), (2, 6), (2, 6), (2, 6), (2, 2)]
    stub.running = 0
    assert [waker.adjust(0)[1] for _ in range(9)] == [2] * 9, "that none is needed an alarm finds out"


def test_a_batch_wakes_workers_for_all_its_jobs(
    ecs: ECSClient, woken_settings: Settings, two_rooms: bytes
) -> None:
    body = b'{"plans": [' + b",".join([two_rooms] * 12) + b"]}"
    client = create_app(woken_settings).test_client()
    assert client.post("/batches", data=body, content_type="application/json").status_code == 202
    assert wanted(ecs) == 2  # twelve of which nobody knows how long they take


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
    assert upkeep.wake({}, None) == {"seconds_a_job": 5.0, "needed": 0, "wanted": 0}
    assert wanted(ecs) == 0
    send(settings, 12, wall_count=50_000)
    assert upkeep.wake({}, None) == {"seconds_a_job": 10.1, "needed": 5, "wanted": 5}
    assert wanted(ecs) == 5


def test_a_large_plan_wakes_the_workers_of_its_lane(ecs: ECSClient, large_settings: Settings) -> None:
    request = services.requester(large_settings, services.connect(large_settings).queue)
    sent: list[Job] = []
    send_plans = send_then_request_workers(sent.extend, request, lambda jobs: jobs)
    send_plans([new_job(wall_count=400_000, now=0, retention_days=1, attempt_limit=1) for _ in range(3)])
    assert (wanted(ecs), wanted(ecs, LARGE_SERVICE)) == (0, 3)
    send_plans([new_job(wall_count=200, now=0, retention_days=1, attempt_limit=1)])
    assert (wanted(ecs), wanted(ecs, LARGE_SERVICE)) == (1, 3)
    assert len(sent) == 4


def test_the_lambda_counts_the_work_of_each_lane(ecs: ECSClient, large_settings: Settings) -> None:
    send(large_settings, 40)
    send(large_settings, 2, wall_count=200_000)
    figures = upkeep.wake({}, None)
    assert (figures["needed"], figures["large_needed"]) == (1, 2)
    assert figures["large_seconds_a_job"] == 40.1
    assert (wanted(ecs), wanted(ecs, LARGE_SERVICE)) == (1, 2)


def test_without_large_workers_one_service_does_all(ecs: ECSClient, woken_settings: Settings) -> None:
    request = services.requester(woken_settings, services.connect(woken_settings).queue)
    request(2, 60, Lane.LARGE)
    assert wanted(ecs) == 2
    with pytest.raises(ValueError, match="ROOMJOBS_ECS_LARGE_SERVICE"):
        services.large_waker(woken_settings, services.connect(woken_settings).queue)


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

    def measure(self) -> Depth:
        return Depth(self.depth, self.running, 0)

    def describe_services(self, cluster: str, services: list[str]) -> dict[str, Any]:
        (found,) = self._ecs.describe_services(cluster=cluster, services=services)["services"]
        return {"services": [found]}

    def update_service(self, **wanted: Any) -> None:
        self._ecs.update_service(**wanted)
