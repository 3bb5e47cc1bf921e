"""The jobs of a batch, newest first, in pages whose cost is bounded."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from roomjobs.jobs.batches.batch import job_id_of

if TYPE_CHECKING:
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.listing import Wanted

_LOOKED_AT = 1000  # jobs read for one page if a filter matches few of them
_AT_ONCE = 100  # items in one BatchGetItem


def page_of_batch(
    table: BatchTable, batch_id: str, wanted: Wanted, before: int | None, *, limit: int
) -> tuple[list[Job], int | None]:
    """
    The next jobs, at most `limit`, and the position before which the next page starts, None at the end.

    The ids of the jobs are derived from their positions, and higher positions are newer, so no index is
    needed. A page may have fewer than `limit` jobs although others follow.

    Raises
    ------
    botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        DynamoDB is unreachable or refuses.
    """
    batch = table.get(batch_id)
    if batch is None or wanted.owner not in (None, batch.owner) or not wanted.statuses:
        return [], None
    now = time.time()
    end = batch.expanded if before is None else min(before, batch.expanded)
    least = max(0, end - _LOOKED_AT)
    found: list[Job] = []
    at_once = min(limit, _AT_ONCE)  # enough if all jobs match
    while end > least:
        ids = [job_id_of(batch_id, place) for place in range(max(least, end - at_once), end)]
        at_once = _AT_ONCE
        jobs = table.jobs(ids)
        for job_id in reversed(ids):
            end -= 1
            job = jobs.get(job_id)
            if job is not None and not job.is_expired(now) and wanted.includes(job):
                found.append(job)
                if len(found) == limit:
                    return found, end or None
    return found, end or None
