"""Holding on to a claimed job while it is worked on."""

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

_NEWS_SECONDS = 1.0  # between two looks at how far the work is


class LeaseLostError(RoomJobsError):
    """The job is no longer ours: it was cancelled, or another worker took it over."""


class LeaseKeeper:
    """
    Renews the lease of a job from a thread, every third of its length, while the `with` block runs.

    How far the work is, as `check` is told, goes along; news of it about once a second.
    A renewal that fails for a moment is tried again. Once the job was taken away, `check` raises. After
    `at_most` seconds it stops renewing and calls `overrun`, once, from its thread, unless `detected` was
    called before: to wait for a store is no fault of the plan.
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
        """Note how far the work is; raise `LeaseLostError` once the lease is lost."""
        self._reached = (stage, share)
        if self._lost.is_set():
            raise LeaseLostError

    def detected(self) -> None:
        """Note that the detector has ended: its time is no longer limited."""
        self._has_detected.set()

    def _pause(self, began: float) -> float:
        """Seconds until the next look: sooner where the time of the detector ends."""
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
            if self._lost.is_set():  # nothing to renew, but a job that hangs is still watched
                continue
            reached = self._reached
            if reached == told and now - renewed < self._every:
                continue
            try:
                self._job = self._table.renew(self._job, stage=reached[0], share=reached[1])
                told, renewed = reached, now
            except TransitionRefusedError:
                self._lost.set()
            except Exception as error:  # noqa: BLE001 - if this thread died, nobody would watch
                _log.warning("lease of %s not renewed, will try again: %r", self._job.job_id, error)
