"""Quick calls give what botocore gives, and leave to it what does not go well."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from kombu import pools

from roomjobs import services
from roomjobs.jobs import task_sender
from roomjobs.jobs.job import TransitionRefusedError, new_job
from roomjobs.jobs.store.items import item, key
from roomjobs.rest import stores as rest_stores
from roomjobs.rest.http.idempotency_table import InWorkError, Operation
from roomjobs.sqs import QuickCalls
from roomjobs.tasks import create_celery
from tests.integration.sqs.fault_proxy import FaultProxy
from tests.integration.sqs.worker import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb.type_defs import GetItemInputTypeDef, QueryInputTypeDef

    from roomjobs.config import Settings
    from roomjobs.jobs.job import Job
    from roomjobs.local.endpoint import Endpoint


def _new_job() -> Job:
    return new_job(wall_count=5, now=1_800_000_000, retention_days=30, attempt_limit=4, name="Flat “7”")


def test_an_item_is_what_botocore_gives_or_none(settings: Settings) -> None:
    clients = services.open_clients(settings.region)
    job = _new_job()
    clients.quick_dynamodb.call("PutItem", {"TableName": settings.jobs_table, "Item": item(job)})
    asked: GetItemInputTypeDef = {"TableName": settings.jobs_table, "Key": key(job.job_id)}
    quick, slow = clients.quick_dynamodb.call("GetItem", asked), clients.dynamodb.get_item(**asked)
    assert quick["Item"] == slow["Item"] == item(job)
    nothing = {"TableName": settings.jobs_table, "Key": key("job_none")}
    assert "Item" not in clients.quick_dynamodb.call("GetItem", nothing)


def test_bytes_are_written_as_botocore_writes_them(settings: Settings) -> None:
    clients = services.open_clients(settings.region)
    note = {**key("operation#bytes"), "answer": {"B": bytes(range(256))}}
    clients.quick_dynamodb.call("PutItem", {"TableName": settings.jobs_table, "Item": note})
    assert (
        clients.dynamodb.get_item(TableName=settings.jobs_table, Key=key("operation#bytes"))["Item"] == note
    )


def test_a_refusal_is_botocores_exception(settings: Settings) -> None:
    dynamodb = services.open_clients(settings.region).quick_dynamodb
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        dynamodb.call("GetItem", {"TableName": "no-such-table", "Key": key("job_1")})


def test_without_credentials_botocore_says_so(settings: Settings) -> None:
    dynamodb = QuickCalls(services.open_clients(settings.region).dynamodb, credentials=None)
    assert "Item" not in dynamodb.call("GetItem", {"TableName": settings.jobs_table, "Key": key("job_1")})


def test_a_query_is_what_botocore_gives(settings: Settings) -> None:
    clients = services.open_clients(settings.region)
    for number in range(3):
        job = new_job(wall_count=5, now=1_800_000_000 + number, retention_days=30, attempt_limit=4)
        clients.dynamodb.put_item(TableName=settings.jobs_table, Item=item(job))
        partition = item(job)["status_shard"]
        query: QueryInputTypeDef = {
            "TableName": settings.jobs_table,
            "IndexName": "by-status",
            "KeyConditionExpression": "status_shard = :partition",
            "ExpressionAttributeValues": {":partition": partition},
            "Limit": 1,
        }
        quick, slow = clients.quick_dynamodb.call("Query", query), clients.dynamodb.query(**query)
        assert quick["Items"] == slow["Items"]
        assert quick.get("LastEvaluatedKey") == slow.get("LastEvaluatedKey")


@pytest.fixture
def proxy(
    settings: Settings,  # noqa: ARG001 - sets the environment first
    endpoint: Endpoint,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FaultProxy]:
    """What the clients of this process go through."""
    pools.reset()  # kombu keeps connections for the whole process: none may go past the proxy, or outlive it
    with FaultProxy(endpoint.port) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        yield proxy
    pools.reset()


@contextmanager
def first_try_lost(proxy: FaultProxy, operation: str, fault: str) -> Iterator[None]:
    """Have botocore's try go well, after a quick one that did not."""
    proxy.fail(fault, operation)
    before = proxy.requests[operation]
    with ThreadPoolExecutor(1) as pool:

        def heal() -> None:
            wait_for(lambda: proxy.requests[operation] > before, f"a request of {operation}")
            proxy.heal()

        healed = pool.submit(heal)
        yield
        healed.result()


@pytest.mark.parametrize("fault", ["mute", "status:503", "reset", "truncated"])
def test_what_does_not_go_well_is_asked_again(proxy: FaultProxy, settings: Settings, fault: str) -> None:
    clients = services.open_clients(settings.region)
    job = _new_job()
    clients.dynamodb.put_item(TableName=settings.jobs_table, Item=item(job))
    with first_try_lost(proxy, "GetItem", fault):
        asked = {"TableName": settings.jobs_table, "Key": key(job.job_id)}
        assert clients.quick_dynamodb.call("GetItem", asked)["Item"] == item(job)


def test_a_job_with_a_lost_answer_is_added_once(proxy: FaultProxy, settings: Settings) -> None:
    stores = services.connect(settings)
    job = _new_job()
    with first_try_lost(proxy, "PutItem", "mute"):
        stores.table.add(job)
    assert stores.table.get(job.job_id) == job
    with pytest.raises(TransitionRefusedError):
        stores.table.add(replace(job, name="another"))


def test_a_key_without_an_answer_stays_its_owners(proxy: FaultProxy, settings: Settings) -> None:
    clients = services.open_clients(settings.region)
    operations = rest_stores.connect(clients, settings.jobs_table).operations
    with first_try_lost(proxy, "PutItem", "mute"):
        begun = operations.begin("ann", "key", b"request")
    assert isinstance(begun, Operation)
    assert not begun.was_begun
    with pytest.raises(InWorkError):
        operations.begin("ann", "key", b"request")


def test_a_message_with_a_lost_answer_arrives(proxy: FaultProxy, settings: Settings) -> None:
    stores = services.connect(settings)
    celery = create_celery(settings)
    with first_try_lost(proxy, "SendMessage", "mute"):
        task_sender.send(celery, _new_job())
    assert stores.queue.backlog() == 2  # as after any repeated send: a job may be claimed once only
