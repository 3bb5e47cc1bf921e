"""Converts batches to DynamoDB items and back."""

from __future__ import annotations

import logging
from dataclasses import asdict, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from roomjobs.jobs.batches.batch import FINAL, Batch, BatchFormat, BatchStatus
from roomjobs.jobs.store.attributes import encode, plain
from roomjobs.jobs.store.items import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from roomjobs.jobs.store.conditional_table import Item

_log = logging.getLogger(__name__)

OPEN, ENDED = "batch#open", "batch#ended"  # partitions of the index
_FIELDS = frozenset(field.name for field in fields(Batch))


def partition(status: BatchStatus) -> str:
    return ENDED if status in FINAL else OPEN


def item(batch: Batch) -> Item:
    return {
        **key(batch.batch_id),  # the attribute of the table's key is named after the jobs
        **encode({**asdict(batch), "status_shard": partition(batch.status)}),
    }


def batches_of(stored: Iterable[Mapping[str, Any]]) -> list[Batch]:
    """The batches among the items; an item that cannot be read is logged and skipped."""
    batches = []
    for each in stored:
        try:
            batches.append(batch_of(each))
        except (KeyError, TypeError, ValueError) as error:
            _log.error("the item %s is not a batch: %r", each.get("job_id"), error)
    return batches


def batch_of(stored: Mapping[str, Any]) -> Batch:
    values = {name: value for name, value in plain(stored).items() if name in _FIELDS}
    values = {name: int(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return Batch(
        **{**values, "status": BatchStatus(values["status"]), "format": BatchFormat(values["format"])}
    )
