"""The ETags of states of jobs: for who polls, and for who changes a job only as it was seen."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.rest.http import preconditions

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.queue_position import QueuePosition


@dataclass(frozen=True, slots=True)
class StateTags:
    """Makes the ETags; a presigned address within a state is good for `presign_seconds`."""

    queue_position: QueuePosition
    presign_seconds: int

    def ahead(self, job: Job) -> int | None:
        """How many jobs wait before it, a part of its state; None if that is not known."""
        return self.queue_position.ahead(job)

    def of(self, job: Job, ahead: int | None) -> str:
        """
        The tag of a state: it changes with all that is shown, but not with when to ask again.

        Its first part is of the job alone, for If-Match; how many wait before it and how far its work is
        make the second. With presigned addresses that changes in time, not at every request.
        """
        record = f"{job.job_id}|{job.status}|{job.attempt}|{job.updated_at}|{job.output_s3_key}"
        around = f"{ahead}|{job.stage}|{job.share}"
        if job.output_s3_key is not None:  # nobody shall keep an address that is good no more
            around += f"|{int(time.time() // (self.presign_seconds / 2))}"
        return f"{_hash(record)}.{_hash(around)}"

    def require_match(self, job: Job) -> Job:
        """
        The job, unless the request is for another state of it.

        Raises
        ------
        werkzeug.exceptions.PreconditionFailed
        """
        preconditions.require_match(self.of(job, None))
        return job


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
