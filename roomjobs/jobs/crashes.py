"""Records on a job how its process died, so that the job can be claimed before its lease expires."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.jobs.failures import TimeLimitError, crashed, explain
from roomjobs.jobs.hang_guard import EXIT
from roomjobs.jobs.job import JobStatus, TransitionRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.table import JobTable

_log = logging.getLogger(__name__)

#: Signals caused by the code of the process itself; SIGKILL, for example, may come from another process.
_OWN_FAULT = re.compile(rf"SIG(?:SEGV|BUS|ABRT|ILL|FPE|SYS)|{EXIT}\b")


def crash_in(words: str) -> str | None:
    """How a process ended itself, a signal or the exit code of the guard, as the pool tells it; or None."""
    found = _OWN_FAULT.search(words)
    return found and found[0]


@dataclass(frozen=True, slots=True)
class Crashes:
    """Records crashes on jobs; the second crash fails the job, and so does the first hang."""

    table: JobTable
    job_seconds: float  # time limit of an attempt
    clock: Callable[[], float] = time.time

    def note(self, job_id: str, host: str, crash: str) -> Job | None:
        """
        Record that the process of `host` that worked on a job died of `crash`, a signal or an exit.

        Returns
        -------
        Job or None
            The job, which has failed or can be claimed at once; None if `host` did not hold it.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            The table did not answer; the lease then has to expire.
        """
        job = self.table.get(job_id)
        if (
            job is None
            or job.status is not JobStatus.PROCESSING
            or not (job.lease_owner or "").startswith(f"{host}/")
        ):
            return None
        try:
            if crash == EXIT:
                return self._hung(job)
            if job.crash is None:
                return self.table.note_crash(job, crash)
            message, fingerprint, _ = crashed(crash)
            return self.table.fail(job, message=message, fingerprint=fingerprint, steps={})
        except TransitionRefusedError as refused:
            _log.info("job %s has changed meanwhile: %s", job_id, refused)
            return None

    def _hung(self, job: Job) -> Job | None:
        """Fail a job whose process was ended by the guard; if it ended earlier, the cause was another."""
        if self.clock() - job.spans[-1]["claimed"] / 1000 < self.job_seconds:
            return None
        failure = explain(TimeLimitError(self.job_seconds), memory_bytes=None)
        return self.table.fail(job, **failure._asdict(), steps={})
