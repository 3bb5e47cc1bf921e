"""The thing that an address names, or a 404."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import abort

from roomjobs.jobs.batches.batch import BATCH_ID
from roomjobs.rest.http.access import current_principal

if TYPE_CHECKING:
    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.table import JobTable

_JOB_ID = re.compile(r"job_[0-9a-f]{32}")


def find_job(table: JobTable, job_id: str) -> Job:
    """The job of that id; a request for one that is not there, or another owner's, ends with 404."""
    job = table.get(job_id) if _JOB_ID.fullmatch(job_id) else None
    if job is None or not current_principal().may_see(job.owner):
        abort(404, f"There is no job {job_id[:40]}. Jobs are forgotten some weeks after they were submitted.")
    return job


def find_batch(table: BatchTable, batch_id: str) -> Batch:
    """The batch of that id; a request for one that is not there, or another owner's, ends with 404."""
    batch = table.get(batch_id) if BATCH_ID.fullmatch(batch_id) else None
    if batch is None or not current_principal().may_see(batch.owner):
        abort(404, f"There is no batch {batch_id[:40]}. Batches are forgotten with their jobs.")
    return batch
