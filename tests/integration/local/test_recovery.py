"""A restore is rehearsed: the data of one environment in a folder, and from there in a new one that works."""

from __future__ import annotations

import time
from argparse import Namespace
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from deploy.__main__ import backup
from deploy.__main__ import restore as restore_by_command
from deploy.recovery import Copied, Data, back_up, restore
from deploy.target import DeploymentError
from roomjobs import services, tasks
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.processing import Processor
from roomjobs.jobs.store.index import JobIndex
from roomjobs.jobs.store.table import JobTable
from roomjobs.jobs.sweep import Sweep
from roomjobs.local.folders import TEMPLATE
from roomjobs.rest.access.principals import Principal, Scope
from roomjobs.rest.access.token_table import TokenTable
from tests.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path

    from roomjobs.config import Settings
    from roomjobs.services import Clients, Stores


@pytest.fixture
def second(settings: Settings) -> Settings:
    """A new environment on the same endpoint: other buckets, another table, another queue."""
    cloudformation = boto3.client("cloudformation", region_name=settings.region)
    cloudformation.create_stack(
        StackName="second",
        TemplateBody=TEMPLATE.read_text(),
        Parameters=[{"ParameterKey": "Environment", "ParameterValue": "second"}],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName="second")
    (stack,) = cloudformation.describe_stacks(StackName="second")["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    return replace(
        settings,
        input_bucket=outputs["InputBucket"],
        output_bucket=outputs["OutputBucket"],
        jobs_table=outputs["JobsTable"],
        control_table=outputs["ControlTable"],
        queue_url=outputs["TaskQueueUrl"],
    )


def data(settings: Settings, clients: Clients) -> Data:
    buckets = {"input": settings.input_bucket, "output": settings.output_bucket}
    return Data(settings.jobs_table, buckets, clients.dynamodb, clients.s3)


def processor(stores: Stores) -> Processor:
    return Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60)


def test_a_restored_environment_goes_on(
    settings: Settings, stores: Stores, second: Settings, two_rooms: bytes, tmp_path: Path
) -> None:
    clients = services.open_clients(settings.region)
    submission = services.submission(settings, stores, tasks.create_celery(settings))
    done = submission.submit(two_rooms)
    processor(stores).process(done.job_id, "worker-1")
    waiting = submission.submit(two_rooms.replace(b'"m"', b'"ft"'))
    given = TokenTable(clients.dynamodb, settings.jobs_table).create(owner="me", scopes=[Scope.READ], days=1)
    other = TokenTable(clients.dynamodb, second.jobs_table).create(owner="new", scopes=[Scope.READ])

    folder = tmp_path / "backup"
    taken = back_up(data(settings, clients), folder)
    first = restore(data(second, clients), folder)
    assert (first.objects, first.items + first.kept) == (taken.objects, taken.items)
    assert restore(data(second, clients), folder) == Copied(0, taken.objects, kept=taken.items)

    # What was done is there, with its plan and its result.
    restored = services.connect(second)
    ended = stores.table.get(done.job_id)
    assert ended is not None
    assert restored.table.get(done.job_id) == ended
    places = (
        (settings.input_bucket, second.input_bucket, ended.input_s3_key),
        (settings.output_bucket, second.output_bucket, ended.output_s3_key or ""),
    )
    for bucket, copy, key in places:
        before, after = (clients.s3.get_object(Bucket=each, Key=key) for each in (bucket, copy))
        assert before["Body"].read() == after["Body"].read()
        assert before.get("ContentEncoding") == after.get("ContentEncoding")

    # Who had a token has it, and it can be listed and revoked, beside that of the new environment.
    tokens = TokenTable(clients.dynamodb, second.jobs_table)
    assert tokens.principal(given.text) == Principal("me", frozenset({Scope.READ}))
    assert {each.token_id for each in tokens.all()} == {given.token.token_id, other.token.token_id}

    # The message of what waited stayed in the queue that is gone. The sweep sends another.
    sent: list[str] = []
    clock = Clock(time.time() + 3600)
    table = JobTable(services.open_items(second), lease_seconds=60, clock=clock)
    Sweep(
        table=table,
        index=JobIndex(services.open_items(second)),
        send_task=lambda job: sent.append(job.job_id),
        backlog=lambda _lane: 0,
        resend_seconds=300,
        clock=clock,
    ).run()
    assert sent == [waiting.job_id]
    processor(restored).process(waiting.job_id, "worker-2")
    late = restored.table.get(waiting.job_id)
    assert late is not None
    assert late.status is JobStatus.COMPLETED


def test_a_table_that_aws_backup_restored_is_taken_over(
    settings: Settings, stores: Stores, second: Settings, two_rooms: bytes, tmp_path: Path
) -> None:
    """S3 has copied the objects to the second region, AWS Backup the table, restored beside its own."""
    clients = services.open_clients(settings.region)
    submission = services.submission(settings, stores, tasks.create_celery(settings))
    done = submission.submit(two_rooms)
    processor(stores).process(done.job_id, "worker-1")
    for bucket, copy in (
        (settings.input_bucket, second.input_bucket),
        (settings.output_bucket, second.output_bucket),
    ):
        for each in clients.s3.list_objects_v2(Bucket=bucket)["Contents"]:
            found = clients.s3.get_object(Bucket=bucket, Key=each["Key"])
            clients.s3.put_object(Bucket=copy, Key=each["Key"], Body=found["Body"].read())
    clients.dynamodb.create_table(
        TableName="restored",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "job_id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "job_id", "KeyType": "HASH"}],
    )
    for item in clients.dynamodb.scan(TableName=settings.jobs_table)["Items"]:
        clients.dynamodb.put_item(TableName="restored", Item=item)

    outputs = {
        "InputBucket": second.input_bucket,
        "OutputBucket": second.output_bucket,
        "JobsTable": second.jobs_table,
    }
    target: Any = SimpleNamespace(
        outputs=lambda: outputs, client=lambda _: clients.dynamodb, s3=clients.s3, stack="room-jobs-second"
    )
    folder = tmp_path / "backup"
    backup(target, Namespace(folder=folder, table="restored"))
    restore_by_command(target, Namespace(folder=folder))
    assert services.connect(second).table.get(done.job_id) == stores.table.get(done.job_id)


def test_half_a_backup_is_refused(settings: Settings, tmp_path: Path) -> None:
    own = data(settings, services.open_clients(settings.region))
    (tmp_path / "items.jsonl").write_text("")
    with pytest.raises(DeploymentError, match="no complete backup"):
        restore(own, tmp_path)
    with pytest.raises(DeploymentError, match="is not empty"):
        back_up(own, tmp_path)
