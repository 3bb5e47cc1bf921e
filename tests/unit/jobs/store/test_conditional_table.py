"""Writes that meet a transaction of others."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from roomjobs.jobs.conditions import Field, Sum
from roomjobs.jobs.store.conditional_table import ConditionalTable, ConflictError, Update

COUNT = Update("line#ann", {"open": Sum(Field("open"), 1)})


class Busy:
    """DynamoDB while the item is in a transaction, for some writes."""

    def __init__(self, writes: int, code: str = "TransactionConflictException") -> None:
        self.left = writes
        self.code = code
        self.asked: list[Any] = []

    def call(self, operation: str, asked: Any) -> Any:
        self.asked.append(asked)
        if self.left:
            self.left -= 1
            refusal: Any = {"Error": {"Code": self.code, "Message": "ongoing"}}
            raise ClientError(refusal, operation)
        return {"Attributes": {"open": {"N": "1"}}}


def table(busy: Any) -> ConditionalTable:
    nobody: Any = None
    return ConditionalTable(nobody, "jobs", quick=busy, sleep=lambda _seconds: None)


def test_a_write_waits_for_a_transaction() -> None:
    busy = Busy(writes=3)
    assert table(busy).write(COUNT) == {"open": {"N": "1"}}
    assert len(busy.asked) == 4
    assert all(each == busy.asked[0] for each in busy.asked), "with one id, by which it knows itself"


def test_a_write_does_not_wait_for_ever() -> None:
    busy = Busy(writes=1000)
    with pytest.raises(ClientError, match="TransactionConflict"):
        table(busy).write(COUNT)
    assert len(busy.asked) < 20


def test_a_transaction_under_way_may_yet_happen() -> None:
    """Of a conflict it is certain that nothing was written; a lost answer leaves that open."""
    with pytest.raises(ConflictError):
        table(Busy(writes=1)).transact_once([COUNT])
    under_way = "TransactionInProgressException"
    with pytest.raises(ClientError, match=under_way):
        table(Busy(writes=1, code=under_way)).transact_once([COUNT])
    busy = Busy(writes=3, code=under_way)
    table(busy).transact([COUNT])
    assert len(busy.asked) == 4
