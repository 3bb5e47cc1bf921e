"""Counts what happens to jobs in this process and adds it to the minutes of all, some seconds at a time."""

from __future__ import annotations

import atexit
import logging
import threading
import time
import uuid
from collections import deque
from itertools import count
from typing import TYPE_CHECKING

from roomjobs.fleet.telemetry.minute_table import Minute, minute_of
from roomjobs.fleet.telemetry.timeline import attempts
from roomjobs.jobs.job import JobStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.fleet.telemetry.emf import EmfLog
    from roomjobs.fleet.telemetry.minute_table import MinuteTable
    from roomjobs.jobs.job import Job

_log = logging.getLogger(__name__)

#: Seconds after which counts that cannot be written are dropped: before their minute is counted again.
_KEPT = 600


class Recorder:
    """
    Counts changes of jobs, without ever raising or holding them up.

    A thread writes what came together in `linger` seconds, so that a job costs a fraction of a write; with 0
    each change is written at once, for Lambda, which freezes threads between two requests. What is counted
    and not written when a process is killed is counted again later, see `recount`.
    """

    def __init__(
        self,
        table: MinuteTable,
        *,
        linger: float,
        emf: EmfLog | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._table = table
        self._linger = linger
        self._emf = emf
        self._clock = clock
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[int, Minute] = {}
        self._name = uuid.uuid4().hex[:12]  # of this process, in the minutes
        self._numbers = count(1)  # of its writes
        self._unsure: deque[tuple[int, Minute, int]] = deque()  # writes that may have happened, or not
        self._something = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._failing = False

    def job_changed(self, job: Job, change: str) -> None:
        """Count a change of a job, as `JobTable` names it, after it was written."""
        minute = Minute()
        match change:
            case "add":
                minute.counts["submitted"] += 1
                minute.counts["completed"] += job.status is JobStatus.COMPLETED  # by an earlier result
            case "claim":
                attempt = attempts(job)[-1]
                minute.counts["retried"] += job.attempt > 1
                if attempt.queued_at is not None:
                    minute.wait.add(attempt.claimed_at - attempt.queued_at)
            case "end" | "give up":
                minute.counts[job.status.value] += 1
                if job.spans and "ended" in job.spans[-1]:
                    minute.run.add((job.spans[-1]["ended"] - job.spans[-1]["claimed"]) / 1000)
            case "cancel":
                minute.counts["cancelled"] += 1
            case _:
                return
        self.add(minute)

    def add(self, counted: Minute) -> None:
        """Count for the minute of now."""
        with self._lock:
            self._waiting.setdefault(minute_of(self._clock()), Minute()).merge(counted)
        if not self._linger:
            self.flush()
            return
        self._something.set()
        if self._thread is None:
            self._start()

    def flush(self) -> None:
        """Write what waits; what cannot be written waits on, and is written as the same write again."""
        with self._writing:
            with self._lock:
                waiting, self._waiting = self._waiting, {}
            self._unsure.extend((at, minute, next(self._numbers)) for at, minute in waiting.items())
            while self._unsure and self._write(*self._unsure[0]):
                self._unsure.popleft()

    def close(self) -> None:
        """Write what waits, for the last time."""
        atexit.unregister(self.close)
        self._closed.set()
        self._something.set()
        self.flush()

    def _start(self) -> None:
        with self._lock:
            if self._thread is not None:
                return
            self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        atexit.register(self.close)
        self._thread.start()

    def _run(self) -> None:
        while not self._closed.is_set():
            self._something.wait()
            self._closed.wait(self._linger)
            self._something.clear()
            self.flush()

    def _write(self, at: int, minute: Minute, number: int) -> bool:
        """Whether the write is over: it happened, or is too old."""
        try:
            self._table.add(at, minute, writer=self._name, number=number)
            if self._emf is not None:
                self._emf.write(at, minute)
        except Exception as error:  # noqa: BLE001 - no figure is worth a job
            if not self._failing:
                _log.warning("metrics cannot be written, trying on: %r", error)
            self._failing = True
            self._something.set()
            return at <= self._clock() - _KEPT
        self._failing = False
        return True
