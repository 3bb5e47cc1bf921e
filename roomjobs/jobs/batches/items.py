"""Converts batches to DynamoDB items and back."""

from __future__ import annotations

from dataclasses import asdict, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from roomjobs.jobs.batches.batch import FINAL, Batch, BatchFormat, BatchStatus
from roomjobs.jobs.store.items import encode, key, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roomjobs.jobs.store.conditional_table import Item

OPEN, ENDED = "batch#open", "batch#ended"  # partitions of the index
_FIELDS = frozenset(field.name for field in fields(Batch))


def partition(status: BatchStatus) -> str:
    return ENDED if status in FINAL else OPEN


def item(batch: Batch) -> Item:
    return {
        **key(batch.batch_id),  # the attribute of the table's key is named after the jobs
        **encode({**asdict(batch), "status_shard": partition(batch.status)}),
    }


def batch_of(stored: Mapping[str, Any]) -> Batch:
    values = {name: value for name, value in plain(stored).items() if name in _FIELDS}
    values = {name: int(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return Batch(
        **{**values, "status": BatchStatus(values["status"]), "format": BatchFormat(values["format"])}
    )
