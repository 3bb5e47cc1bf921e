"""Renews the lease of a claimed job while a worker processes it."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Self

from roomjobs import RoomJobsError
from roomjobs.jobs.job import TransitionRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.table import JobTable

_log = logging.getLogger(__name__)

_NEWS_SECONDS = 1.0  # between two reports of progress


class LeaseLostError(RoomJobsError):
    """The lease is lost: the job was cancelled, or another worker claimed it."""


class LeaseKeeper:
    """
    Renews the lease of a job from a thread, every third of its length, while the `with` block runs.

    A renewal also stores the progress that `check` received, about once a second while it changes. A failed
    renewal is repeated. Once the lease is lost, `check` raises. After `at_most` seconds the keeper stops
    renewing and calls `overrun` once, from its thread, unless `detected` was called before: the time limit
    does not include waiting for a store.
    """

    def __init__(
        self,
        table: JobTable,
        job: Job,
        *,
        lease_seconds: float,
        at_most: float,
        overrun: Callable[[Job], None],
    ) -> None:
        self._table = table
        self._job = job
        self._every = lease_seconds / 3
        self._reached: tuple[str | None, float | None] = (None, None)
        self._at_most = at_most
        self._overrun = overrun
        self._lost = threading.Event()
        self._stop = threading.Event()
        self._has_detected = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease of {job.job_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def check(self, stage: str, share: float) -> None:
        """Record the progress; raise `LeaseLostError` once the lease is lost."""
        self._reached = (stage, share)
        if self._lost.is_set():
            raise LeaseLostError

    def detected(self) -> None:
        """Record that the detector has ended: the time limit no longer applies."""
        self._has_detected.set()

    def _pause(self, began: float) -> float:
        """Seconds until the next check, shortened so that it does not miss the time limit."""
        left = began + self._at_most - time.monotonic()
        return min(self._every, _NEWS_SECONDS, left + 0.01 if left > 0 else _NEWS_SECONDS)

    def _renew(self) -> None:
        began = renewed = time.monotonic()
        told = self._reached
        while not self._stop.wait(self._pause(began)):
            now = time.monotonic()
            if now - began > self._at_most and not self._has_detected.is_set():
                self._lost.set()
                self._overrun(self._job)
                return
            if self._lost.is_set():  # nothing to renew, but the time limit still applies
                continue
            reached = self._reached
            if reached == told and now - renewed < self._every:
                continue
            try:
                self._job = self._table.renew(self._job, stage=reached[0], share=reached[1])
                told, renewed = reached, now
            except TransitionRefusedError:
                self._lost.set()
            except Exception as error:  # noqa: BLE001 - if this thread died, nothing would enforce the time limit
                _log.warning("cannot renew the lease of job %s, trying again: %r", self._job.job_id, error)
