"""The three brokers that the suites run against: this transport, kombu's for SQS, and Redis."""

from __future__ import annotations

import dataclasses
import os
import secrets
import shutil
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import boto3

from roomjobs.local.child import Child
from roomjobs.local.endpoint import HOST, REGION, free_port, start_endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLE = "celery-control"


@dataclasses.dataclass(frozen=True, slots=True)
class Broker:
    """How Celery and kombu reach a broker."""

    name: str
    url: str
    #: Where nobody listens.
    dead_url: str
    options: dict[str, Any]
    #: Whether a greater number is a higher priority; see kombu's tests.
    priority_order: str
    environment: dict[str, str]


@contextmanager
def running(folder: Path) -> Iterator[dict[str, Broker]]:
    """
    Start Redis and an AWS-compatible endpoint, and say how to reach what is on them.

    Raises
    ------
    SystemExit
        If there is no redis-server, with the way to get it.
    """
    redis = shutil.which("redis-server")
    if redis is None:
        raise SystemExit("redis-server is needed: apt install redis-server")
    with ExitStack() as stack:
        redis_port = free_port()
        command = [redis, "--port", str(redis_port), "--bind", HOST, "--save", "", "--dir", str(folder)]
        child = Child.start("Redis", command, environ=os.environ, log=folder / "redis.log")
        stack.callback(child.stop)
        child.wait_until(lambda: "Ready to accept" in (folder / "redis.log").read_text(), seconds=20)
        endpoint = start_endpoint(folder / "aws", folder / "aws.log", keep_state=False)
        stack.callback(endpoint.stop)
        _create_table(endpoint.url)
        yield {
            broker.name: broker
            for broker in _brokers(endpoint.port, redis_port, endpoint.client_environment())
        }


def _brokers(sqs_port: int, redis_port: int, environment: dict[str, str]) -> Iterator[Broker]:
    environment = {
        **environment,
        "REDIS_HOST": HOST,
        "REDIS_PORT": str(redis_port),
        "TEST_BACKEND": f"redis://{HOST}:{redis_port}/1",
    }
    prefix = f"suite-{secrets.token_hex(4)}-"
    ours = {
        "create_queues": True,
        # As much as SQS takes: a test of Celery's sends a thousand signatures in one message.
        "creation_attributes": {"MaximumMessageSize": "1048576"},
        "max_message_bytes": 1_048_576,
        "control_table": TABLE,
        # Some tests send a command, and at once a task that is to come after it.
        "control_poll_seconds": 0.05,
        "namespace": "suite",  # not each of the suite's apps is finalized, which is when ours is installed
        "queue_name_prefix": prefix,
        "unroutable": "discard",
        "wait_time_seconds": 1,
    }
    yield Broker("here", "celery-sqs://", f"celery-sqs://{HOST}:1", ours, "asc", environment)
    theirs = {
        "is_secure": False,
        "region": REGION,
        "queue_name_prefix": prefix + "kombu-",
        "supports_fanout": True,
        "wait_time_seconds": 1,
        "polling_interval": 0.1,
    }
    yield Broker(
        "kombu's SQS",
        f"sqs://test:test@{HOST}:{sqs_port}",
        f"sqs://test:test@{HOST}:1",
        theirs,
        "asc",
        environment,
    )
    yield Broker("Redis", f"redis://{HOST}:{redis_port}/0", f"redis://{HOST}:1", {}, "desc", environment)


def _create_table(url: str) -> None:
    client = boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - of the embedded endpoint
    )
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
