"""A worker notes on a job how its process died; so the job need not wait for its lease to run out."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.jobs.failures import crashed
from roomjobs.jobs.job import JobStatus, TransitionRefusedError

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.table import JobTable

_log = logging.getLogger(__name__)

#: Signals that a process gets for what its own code did; SIGKILL, for one, may come from anybody.
_OWN_FAULT = re.compile(r"SIG(?:SEGV|BUS|ABRT|ILL|FPE|SYS)")


def crash_in(words: str) -> str | None:
    """The signal that a process died of by its own fault, from the words of its pool; None for any other."""
    found = _OWN_FAULT.search(words)
    return found and found[0]


@dataclass(frozen=True, slots=True)
class Crashes:
    """Notes crashes on jobs; the second one fails the job."""

    table: JobTable

    def note(self, job_id: str, host: str, crash: str) -> Job | None:
        """
        Note that the process of `host` that worked on a job died of the signal `crash`.

        Returns
        -------
        Job or None
            The job, which has failed, or may be claimed at once; None where it was not that host's.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            The table did not answer; then the lease has to run out.
        """
        job = self.table.get(job_id)
        if (
            job is None
            or job.status is not JobStatus.PROCESSING
            or not (job.lease_owner or "").startswith(f"{host}/")
        ):
            return None
        try:
            if job.crash is None:
                return self.table.note_crash(job, crash)
            message, fingerprint = crashed(crash)
            return self.table.fail(job, message=message, fingerprint=fingerprint, steps={})
        except TransitionRefusedError as refused:
            _log.info("%s has moved meanwhile: %s", job_id, refused)
            return None
