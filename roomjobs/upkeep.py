"""
Time passes: what has to be done every few minutes.

`python -m roomjobs.upkeep` does it on a timer; in the cloud the Lambdas `sweep`, `dead_letters`, `wake` do.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from math import fsum
from typing import TYPE_CHECKING, Any

from roomjobs import services, sqs, tasks
from roomjobs.config import Settings, settings_or_exit
from roomjobs.fleet.capacity import expected_seconds
from roomjobs.fleet.telemetry import logs
from roomjobs.fleet.telemetry.recount import Recount
from roomjobs.jobs import task_sender
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.line_correction import LineCorrection
from roomjobs.jobs.store.task_queue import TaskQueue
from roomjobs.jobs.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from roomjobs.fleet.wake import Waker
    from roomjobs.jobs.batches.recovery import BatchRecovery
    from roomjobs.jobs.dead_letters import DeadLetterService
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.task_queue import Depth
    from roomjobs.services import Stores

_log = logging.getLogger(__name__)

PENDING = JobStatus.PENDING
_SAMPLE = 8  # jobs of each partition of the index, the oldest, whose plans tell how much work waits


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Moves whatever nothing else moves any more. Two runs at once are safe."""

    sweep: Sweep
    batches: BatchRecovery
    release_scheduled: Callable[[], int]
    remove_expired: Callable[[], int]  # of the fleet's items
    call_back: Callable[[], int]
    recount: Callable[[], int]

    def run(self) -> dict[str, int | bool]:
        """
        Do one round of bounded work, and give its figures.

        Raises
        ------
        ExceptionGroup
            Some parts failed; each of the others was done all the same.
        """
        parts: dict[str, Callable[[], Any]] = {
            "sweep": self.sweep.run,
            "batches_sent": self.batches.sweep,
            "parked_released": self.release_scheduled,
            "expired_removed": self.remove_expired,
            "callbacks_delivered": self.call_back,
            "counts_raised": self.recount,
        }
        figures: dict[str, Any] = {}
        errors = []
        for name, part in parts.items():
            try:
                figures[name] = part()
            except Exception as error:  # noqa: BLE001 - raised below, after the other parts
                errors.append(error)
        if errors:
            raise ExceptionGroup("parts of the upkeep failed", errors)
        return {**asdict(figures.pop("sweep")), **figures}


def create_upkeep(settings: Settings, *, is_over: Callable[[], bool] = lambda: False) -> Upkeep:
    """Once `is_over`, receivers of callbacks, of which each may take ten seconds, are left to others."""
    stores = services.connect(settings)
    celery = tasks.create_celery(settings)
    batches = services.batch_service(settings, stores, celery)
    sweep = Sweep(
        table=stores.table,
        index=stores.index,
        send_task=partial(task_sender.send, celery),
        backlog=lambda lane: TaskQueue(stores.queue.sqs, settings.lanes[lane]).backlog(),
        resend_seconds=settings.resend_seconds,
        job_changed=batches.notify_safely,
        correct_lines=LineCorrection(batches.lines, stores.index.open_jobs, stores.batches.unfinished).run,
    )
    options = celery.conf.broker_transport_options
    return Upkeep(
        sweep,
        services.batch_recovery(settings, stores, celery),
        release_scheduled=partial(sqs.release_scheduled, options),
        remove_expired=partial(sqs.remove_expired, options),
        call_back=partial(batches.callbacks.sweep, is_over),
        recount=Recount(stores.listing, stores.minutes).run,
    )


def create_dead_letter_service(settings: Settings) -> DeadLetterService:
    stores = services.connect(settings)
    return services.dead_letter_service(settings, stores, tasks.create_celery(settings))


def repeat(runs: Sequence[Callable[[], object]], *, every: float, stop: threading.Event) -> None:
    """Run all, now and then `every` seconds until `stop` is set; after a fault the next turn tries again."""
    while not stop.is_set():
        for run in runs:
            try:
                _log.info("%s", run())
            except Exception:  # noqa: BLE001 - whatever was out of reach may be back the next time
                _log.exception("failed, and will be tried again in %s s", every)
        stop.wait(every)


def main() -> None:
    settings = settings_or_exit()
    if settings.json_logs:
        logs.configure()
    else:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    upkeep = create_upkeep(settings, is_over=stop.is_set)
    runs = (create_dead_letter_service(settings).fail_jobs, upkeep.run)
    repeat(runs, every=settings.sweep_seconds, stop=stop)


def sweep(_event: object, _context: object) -> dict[str, Any]:
    """Move what nothing else moves any more. Gives the figures of the run."""
    return _upkeep().run()


def dead_letters(_event: object, _context: object) -> dict[str, Any]:
    """Fail the jobs of dead letters, which stay where they are. Gives the figures of the run."""
    return asdict(_dead_letter_service().fail_jobs())


def wake(_event: object, _context: object) -> dict[str, Any]:
    """Bring the number of workers of each service to what its work needs, once a minute."""
    waiting = [job for jobs, _ in _stores().index.oldest_of_each_partition(PENDING, _SAMPLE) for job in jobs]
    figures = _adjusted(_waker(), [job for job in waiting if not _is_for_large_workers(job)])
    if _settings().has_large_workers:
        large = _adjusted(_large_waker(), [job for job in waiting if _is_for_large_workers(job)])
        figures |= {f"large_{name}": value for name, value in large.items()}
    return figures


def _is_for_large_workers(job: Job) -> bool:
    return job.lane is Lane.LARGE and _settings().has_large_workers


def _adjusted(waker: Waker, waiting: Sequence[Job]) -> dict[str, Any]:
    """Bring one service to what its work needs, of which `waiting` is a sample."""
    seconds = [expected_seconds(job.wall_count) for job in waiting] or [expected_seconds(None)]
    mean = fsum(seconds) / len(seconds)
    needed, wanted = waker.adjust(mean)
    return {"seconds_a_job": round(mean, 3), "needed": needed, "wanted": wanted}


# Made on the first call and kept while Lambda keeps the process.


@cache
def _settings() -> Settings:
    return Settings.from_environment(os.environ)


@cache
def _dead_letter_service() -> DeadLetterService:
    return create_dead_letter_service(_settings())


@cache
def _upkeep() -> Upkeep:
    return create_upkeep(_settings())


@cache
def _stores() -> Stores:
    return services.connect(_settings())


@cache
def _waker() -> Waker:
    elsewhere = {Lane.LARGE} if _settings().has_large_workers else set()
    return _with_held_jobs(services.waker(_settings(), _stores().queue), [*set(Lane) - elsewhere])


@cache
def _large_waker() -> Waker:
    return _with_held_jobs(services.large_waker(_settings(), _stores().queue), [Lane.LARGE])


def _with_held_jobs(waker: Waker, lanes: Collection[Lane]) -> Waker:
    """Have held jobs, which have no message, count as visible in the queues of these lanes, too."""
    of_queues = waker.depth

    def depth() -> Depth:
        found = of_queues()
        return replace(found, visible=max(found.visible, _stores().index.count(PENDING, lanes)))

    waker.depth = depth
    return waker


if __name__ == "__main__":
    main()
