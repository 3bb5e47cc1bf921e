"""Quick reads give what botocore gives, and leave to it what does not go well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import urllib3
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from roomjobs import aws
from roomjobs.job_items import item, key
from roomjobs.jobs import new_job
from roomjobs.quick_reads import QuickReads

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from roomjobs.config import Settings


def test_an_item_is_what_botocore_gives_or_none(settings: Settings) -> None:
    clients = aws.connect(settings.region)
    job = new_job(wall_count=5, now=1_800_000_000, retention_days=30, attempt_limit=4, name="Flat “7”")
    clients.dynamodb.put_item(TableName=settings.jobs_table, Item=item(job))
    expected = clients.dynamodb.get_item(TableName=settings.jobs_table, Key=key(job.job_id))["Item"]
    assert clients.quick_reads.get_item(settings.jobs_table, key(job.job_id)) == expected
    assert clients.quick_reads.get_item(settings.jobs_table, key("job_none")) is None


def test_a_refusal_is_botocores_exception(settings: Settings) -> None:
    reads = aws.connect(settings.region).quick_reads
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        reads.get_item("no-such-table", key("job_1"))


def test_without_an_answer_botocore_asks_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    dynamodb = aws.connect(settings.region).dynamodb
    reads = QuickReads(dynamodb, Credentials("test", "test"))
    monkeypatch.setattr(reads, "_pool", urllib3.connection_from_url("http://127.0.0.1:9/", retries=False))
    job = new_job(wall_count=5, now=1_800_000_000, retention_days=30, attempt_limit=4)
    dynamodb.put_item(TableName=settings.jobs_table, Item=item(job))
    assert reads.get_item(settings.jobs_table, key(job.job_id)) == item(job)


def test_where_something_else_answers_botocore_asks_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dynamodb = aws.connect(settings.region).dynamodb
    reads = QuickReads(dynamodb, Credentials("test", "test"))
    job = new_job(wall_count=5, now=1_800_000_000, retention_days=30, attempt_limit=4)
    dynamodb.put_item(TableName=settings.jobs_table, Item=item(job))
    page = urllib3.HTTPResponse(b"<html>One moment, please</html>", status=200)
    monkeypatch.setattr(reads._pool, "urlopen", lambda *_: page)
    assert reads.get_item(settings.jobs_table, key(job.job_id)) == item(job)


def test_a_query_is_what_botocore_gives(settings: Settings) -> None:
    clients = aws.connect(settings.region)
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
        quick, slow = clients.quick_reads.query(query), clients.dynamodb.query(**query)
        assert quick["Items"] == slow["Items"]
        assert quick.get("LastEvaluatedKey") == slow.get("LastEvaluatedKey")
