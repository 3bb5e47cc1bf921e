"""Expired items of the control table go, in bounded runs, and nothing else does."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from roomjobs import sqs
from roomjobs.sqs.control.table import ControlTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest
    from mypy_boto3_dynamodb import DynamoDBClient


def put(client: DynamoDBClient, names: Iterable[str], *, expires: float | None) -> None:
    for name in names:
        lifetime: dict[str, Any] = {} if expires is None else {"expires_at": {"N": str(int(expires))}}
        client.put_item(TableName="control", Item={"pk": {"S": name}, "sk": {"S": "a"}, **lifetime})


def names_in(client: DynamoDBClient) -> set[str]:
    items = client.scan(TableName="control", ConsistentRead=True)["Items"]
    return {item["pk"]["S"] for item in items}


def test_only_what_has_expired_goes(dynamodb: DynamoDBClient, options: dict[str, Any]) -> None:
    put(dynamodb, ["old 1", "old 2"], expires=time.time() - 5)
    put(dynamodb, ["young"], expires=time.time() + 60)
    put(dynamodb, ["parked"], expires=None)
    assert sqs.remove_expired(options) == 2
    assert names_in(dynamodb) == {"young", "parked"}
    assert sqs.remove_expired(options) == 0


def test_bounded_runs_resume_until_all_was_seen(dynamodb: DynamoDBClient, options: dict[str, Any]) -> None:
    put(dynamodb, [f"young {n}" for n in range(20)], expires=time.time() + 60)
    put(dynamodb, [f"old {n}" for n in range(20)], expires=time.time() - 5)
    removed = [sqs.remove_expired(options, at_most=8) for _ in range(8)]
    assert sum(removed) == 20
    assert max(removed) <= 8
    assert not any(name.startswith("old") for name in names_in(dynamodb))


def test_two_runs_at_once_remove_each_item_once(dynamodb: DynamoDBClient, options: dict[str, Any]) -> None:
    put(dynamodb, [f"old {n}" for n in range(30)], expires=time.time() - 5)
    with ThreadPoolExecutor(2) as pool:
        removed = list(pool.map(sqs.remove_expired, [options] * 2))
    assert sum(removed) == 30


def test_an_item_given_more_time_stays(
    dynamodb: DynamoDBClient, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(dynamodb, ["binding"], expires=time.time() - 5)
    remove = ControlTable._remove_as_found

    def refreshed_first(table: ControlTable, item: dict[str, Any]) -> bool:
        put(dynamodb, ["binding"], expires=time.time() + 60)
        return remove(table, item)

    monkeypatch.setattr(ControlTable, "_remove_as_found", refreshed_first)
    assert sqs.remove_expired(options) == 0
    assert names_in(dynamodb) == {"binding"}
