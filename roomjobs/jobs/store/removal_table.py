"""Deletes the items of ended jobs and batches before they expire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roomjobs.jobs.conditions import Absent, any_of, equal
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.store.conditional_table import ConditionFailedError, Delete

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roomjobs.jobs.store.conditional_table import ConditionalTable

_HAS_ENDED = any_of(
    Absent("job_id"),
    *(equal("status", status) for status in (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)),
)


class RemovalTable:
    """
    Deletes items of the table of jobs.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    def __init__(self, items: ConditionalTable) -> None:
        self._items = items

    def delete_job(self, job_id: str) -> bool:
        """Delete an ended job; false if it has not ended. A job that does not exist counts as deleted."""
        try:
            self._items.write(Delete(job_id, _HAS_ENDED))
        except ConditionFailedError:
            return False
        return True

    def delete_items(self, keys: Iterable[str]) -> None:
        """Delete items in this order, whatever they hold."""
        for each in keys:
            self._items.write(Delete(each))
