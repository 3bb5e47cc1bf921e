"""The workers: who is there, what they do, and commands to them, over Celery's own control plane."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from roomjobs import RoomJobsError
from roomjobs.jobs.job import job_of_task
from roomjobs.jobs.ttl_cache import Cached

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery

    from roomjobs.fleet.telemetry.worker_table import Beat, WorkerTable

ASK = "roomjobs_worker"  # the command of `telemetry.panel`
_ANSWER_SECONDS = 1.5  # an idle worker looks for commands every 0.4 s
_CACHED_SECONDS = 3


class NoSuchWorkerError(RoomJobsError):
    """No worker of that name answers; the message says so."""


class SilentWorkerError(RoomJobsError):
    """The worker did not answer a command in time; the message says so."""


class WorkerRefusedError(RoomJobsError):
    """The worker cannot do what it was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Current:
    """A job that a worker runs now. Times are Unix seconds."""

    job_id: str
    since: float
    process: int | None


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker as it answered just now, or as it was when it was last heard of. Times are Unix seconds."""

    name: str
    pool: str
    processes: int
    processed: int
    since: float
    last_beat: float
    is_answering: bool
    current: tuple[Current, ...]


class WorkerService:
    """
    Lists workers and commands them.

    All methods raise botocore's `ClientError` or `BotoCoreError` when the control table is out of reach.
    """

    def __init__(self, celery: Celery, beats: WorkerTable, *, clock: Callable[[], float] = time.time) -> None:
        self._celery = celery
        self._beats = beats
        self._clock = clock
        self._listed = Cached(self._ask, seconds=_CACHED_SECONDS)

    def listed(self) -> list[Worker]:
        """All workers, by name; those that are busy leaving or were killed do not answer any more."""
        return self._listed.get()

    def shutdown(self, name: str) -> None:
        """Let a worker finish its current jobs, and end."""
        self._known(name)
        self._celery.control.shutdown(destination=[name])
        self._listed.forget()

    def grow(self, name: str, processes: int) -> Worker:
        """Add processes to the pool of a worker."""
        worker = self._known(name)
        self._command(name, "pool_grow", processes)
        return self._resized(worker, processes)

    def shrink(self, name: str, processes: int) -> Worker:
        """Take processes from the pool of a worker, of which one must be left."""
        worker = self._known(name)
        if worker.processes - processes < 1:
            raise WorkerRefusedError(
                f"{name} has {worker.processes} processes, and one must be left; shutdown ends the worker."
            )
        self._command(name, "pool_shrink", processes)
        return self._resized(worker, -processes)

    def stop_task(self, task_id: str) -> None:
        """End the process that runs a task; workers that have only received it skip it."""
        self._celery.control.revoke(task_id, terminate=True)
        self._listed.forget()

    def _known(self, name: str) -> Worker:
        for worker in self.listed():
            if worker.name == name and worker.is_answering:
                return worker
        raise NoSuchWorkerError(f"There is no worker {name[:80]} that answers.")

    def _command(self, name: str, command: str, processes: int) -> None:
        replies: list[dict[str, Any]] | None = self._celery.control.broadcast(
            command, {"n": processes}, destination=[name], reply=True, timeout=_ANSWER_SECONDS
        )
        self._listed.forget()
        answer = next((reply[name] for reply in replies or [] if name in reply), None)
        if answer is None:
            raise SilentWorkerError(
                f"The worker {name[:80]} does not answer; the command may come through yet."
            )
        if "error" in answer:
            raise WorkerRefusedError(f"{name[:80]} cannot do that: {answer['error']}")

    def _resized(self, before: Worker, by: int) -> Worker:
        """The worker as it is to be; its own answer may be a moment behind."""
        return replace(before, processes=before.processes + by)

    def _ask(self) -> list[Worker]:
        known = {beat.name: _silent(beat) for beat in self._beats.beats(self._clock())}
        replies: list[dict[str, Any]] | None = self._celery.control.broadcast(
            ASK, reply=True, timeout=_ANSWER_SECONDS
        )
        now = self._clock()
        for reply in replies or []:
            known |= {
                name: _answering(name, answer, now) for name, answer in reply.items() if "pool" in answer
            }
        return sorted(known.values(), key=lambda worker: worker.name)


def _silent(beat: Beat) -> Worker:
    return Worker(
        name=beat.name,
        pool=beat.pool,
        processes=beat.processes,
        processed=beat.processed,
        since=beat.since,
        last_beat=beat.beat,
        is_answering=False,
        current=(),
    )


def _answering(name: str, answer: dict[str, Any], now: float) -> Worker:
    return Worker(
        name=name,
        pool=answer["pool"],
        processes=answer["processes"],
        processed=answer["processed"],
        since=answer["since"],
        last_beat=now,
        is_answering=True,
        current=tuple(
            Current(job_of_task(each["task_id"]), each["since"], each["process"])
            for each in sorted(answer["current"], key=lambda each: each["since"])
            if each["task_id"].startswith("job_")  # others move batches on
        ),
    )
