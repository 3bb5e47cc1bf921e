"""Queues and a control table on the endpoint, a proxy in front of it, and workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import celery
import pytest

from roomjobs import sqs
from tests.integration.sqs.fault_proxy import FaultProxy
from tests.integration.sqs.harness import Bound, StartWorker, StartWorkers, Tasks, partition
from tests.integration.sqs.worker import Worker, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from roomjobs.local.endpoint import Endpoint


@pytest.fixture
def proxy(endpoint: Endpoint) -> Iterator[FaultProxy]:
    endpoint.reset()
    with FaultProxy(endpoint.port) as proxy:
        yield proxy


@pytest.fixture
def direct(endpoint: Endpoint) -> dict[str, Any]:
    """Arguments of a client that talks to the endpoint without the proxy."""
    return {
        "endpoint_url": endpoint.url,
        "region_name": "us-east-1",
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
    }


@pytest.fixture
def sqs_client(direct: dict[str, Any]) -> SQSClient:
    return boto3.client("sqs", **direct)


@pytest.fixture
def dynamodb(direct: dict[str, Any]) -> DynamoDBClient:
    return boto3.client("dynamodb", **direct)


@pytest.fixture
def environment(
    proxy: FaultProxy,
    endpoint: Endpoint,
    sqs_client: SQSClient,
    dynamodb: DynamoDBClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, str]:
    """What a child needs to work on fresh queues through the proxy; this process gets around it."""
    dead = sqs_client.create_queue(QueueName="dead-jobs")["QueueUrl"]
    arn = sqs_client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    policy = f'{{"deadLetterTargetArn": "{arn}", "maxReceiveCount": 5}}'
    jobs = sqs_client.create_queue(QueueName="jobs", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    other = sqs_client.create_queue(QueueName="other-jobs")["QueueUrl"]
    dynamodb.create_table(
        TableName="control",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
    environment = {
        **endpoint.client_environment(),
        "SQS_TEST_QUEUE_URL": jobs,
        "SQS_TEST_OTHER_QUEUE_URL": other,
        "SQS_TEST_DEAD_QUEUE_URL": dead,
        "SQS_TEST_TABLE": "control",
        "SQS_TEST_FOLDER": str(tmp_path),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return {**environment, "AWS_ENDPOINT_URL": proxy.url}


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    """The workers of a test; those still running at its end are killed."""
    workers: list[Worker] = []
    yield workers
    for worker in workers:
        worker.kill()


@pytest.fixture
def start_worker(environment: dict[str, str], workers: list[Worker]) -> StartWorker:
    def start(
        *arguments: str, name: str = "one", host: str = "test", program: str = "roomjobs.sqs", **more: str
    ) -> Worker:
        worker = Worker({**environment, **more}, *arguments, name=name, host=host, program=program)
        workers.append(worker)
        worker.wait_until_ready()
        return worker

    return start


@pytest.fixture
def start_workers(environment: dict[str, str], workers: list[Worker]) -> StartWorkers:
    """Start many workers, four at a time."""

    def start(*arguments: str, names: Iterable[str]) -> list[Worker]:
        started = []
        for name in names:
            worker = Worker(environment, *arguments, name=name)
            workers.append(worker)
            started.append(worker)
            if len(started) % 4 == 0:
                worker.wait_until_ready()
        for worker in started:
            worker.wait_until_ready()
        return started

    return start


@pytest.fixture
def tasks(environment: dict[str, str], tmp_path: Path) -> Iterator[Tasks]:
    app = celery.Celery("sqs_app", set_as_current=False)
    sqs.install(app)
    app.conf.update(
        broker_url="celery-sqs://",
        broker_transport_options={
            "predefined_queues": {
                "jobs": {"url": environment["SQS_TEST_QUEUE_URL"]},
                "other-jobs": {"url": environment["SQS_TEST_OTHER_QUEUE_URL"]},
            },
            "control_table": "control",
        },
        task_default_queue="jobs",
        task_create_missing_queues=False,
        task_ignore_result=True,
    )
    yield Tasks(app, tmp_path)
    app.close()


@pytest.fixture
def options(tasks: Tasks) -> dict[str, Any]:
    """Of the transport, as the tasks are sent by."""
    found: dict[str, Any] = tasks.app.conf.broker_transport_options
    return found


@pytest.fixture
def bound(dynamodb: DynamoDBClient) -> Bound:
    """Wait until so many workers listen to commands."""

    def wait(count: int) -> None:
        wait_for(
            lambda: len(partition(dynamodb, "exchange#sqs_app/celery.pidbox")) == count,
            f"{count} workers bound",
        )

    return wait
