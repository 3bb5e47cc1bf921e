"""Quick reads give what botocore gives, and leave to it what does not go well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from roomjobs import aws
from roomjobs.job_items import item, key
from roomjobs.jobs import new_job
from roomjobs.quick_reads import QuickReads

if TYPE_CHECKING:
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
    monkeypatch.setattr(reads, "_url", "http://127.0.0.1:9/")
    assert reads.get_item(settings.jobs_table, key("job_none")) is None
