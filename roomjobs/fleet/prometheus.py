"""
The figures in Prometheus's text format.

Counters have to grow for ever, and the minutes in the table expire; so a process adds up all whole minutes
since its own start. Each process of the API tells of the whole fleet: scrape one of them.

Source: "Exposition formats" and "Histogram", Prometheus documentation.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from roomjobs.fleet.telemetry.histogram import LAST, PER_DOUBLING, bound_of
from roomjobs.fleet.telemetry.minute_table import MINUTE, Minute, minute_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roomjobs.fleet.report import FleetReport
    from roomjobs.fleet.telemetry.histogram import Histogram
    from roomjobs.fleet.workers import WorkerService

_COUNTS = ("submitted", "completed", "failed", "cancelled", "retried")
_LATE = 15  # seconds that processes may take to write what they counted in a minute


class Exposition:
    """What a scrape gets; every call may raise botocore's errors."""

    def __init__(
        self, report: FleetReport, service: WorkerService, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._report = report
        self._service = service
        self._clock = clock
        self._lock = threading.Lock()
        self._total = Minute()
        self._added_to = minute_of(clock()) - MINUTE  # the last minute that is in the total

    def text(self) -> str:
        with self._lock:
            self._go_on()
            lines = [*self._gauges(), *self._counters()]
        return "\n".join(lines) + "\n"

    def _go_on(self) -> None:
        now = self._clock()
        over = minute_of(now - _LATE) - MINUTE  # the last minute of which all is known
        if over > self._added_to:
            since = (minute_of(now) - self._added_to) // MINUTE
            for at, minute in self._report.minutes(since):
                if self._added_to < at <= over:
                    self._total.merge(minute)
            self._added_to = over

    def _gauges(self) -> Iterator[str]:
        queues = self._report.queues()
        workers = self._service.listed()
        yield "# HELP roomjobs_queue_messages Messages of tasks, about."
        yield "# TYPE roomjobs_queue_messages gauge"
        for state in ("visible", "in_flight", "delayed"):
            yield f'roomjobs_queue_messages{{state="{state}"}} {getattr(queues.tasks, state)}'
        yield from _gauge(
            "queue_oldest_age_seconds",
            "For how long the oldest pending job has been waiting.",
            queues.oldest_age or 0,
        )
        yield from _gauge("dead_letters", "Messages that the queue gave up on.", queues.dead_letters.visible)
        yield from _gauge("workers", "Workers that answer.", sum(each.is_answering for each in workers))
        yield from _gauge(
            "worker_processes",
            "Jobs that they can do at once.",
            sum(each.processes for each in workers if each.is_answering),
        )
        yield from _gauge(
            "jobs_in_work", "Jobs that they have in work.", sum(len(each.current) for each in workers)
        )

    def _counters(self) -> Iterator[str]:
        yield "# HELP roomjobs_jobs_total What happened to jobs, in whole minutes since this process began."
        yield "# TYPE roomjobs_jobs_total counter"
        for name in _COUNTS:
            yield f'roomjobs_jobs_total{{event="{name}"}} {self._total.counts[name]}'
        yield from _histogram("wait_seconds", "From submit, retry or put-back to claim.", self._total.wait)
        yield from _histogram("run_seconds", "From claim to end.", self._total.run)


def _gauge(name: str, words: str, value: float) -> Iterator[str]:
    yield f"# HELP roomjobs_{name} {words}"
    yield f"# TYPE roomjobs_{name} gauge"
    yield f"roomjobs_{name} {value:g}"


def _histogram(name: str, words: str, histogram: Histogram) -> Iterator[str]:
    """Cumulative buckets, two doublings apart."""
    yield f"# HELP roomjobs_{name} {words}"
    yield f"# TYPE roomjobs_{name} histogram"
    for first in range(0, LAST + 1, 2 * PER_DOUBLING):
        below = sum(count for bucket, count in histogram.counts.items() if bucket <= first)
        yield f'roomjobs_{name}_bucket{{le="{bound_of(first):g}"}} {below}'
    yield f'roomjobs_{name}_bucket{{le="+Inf"}} {histogram.count}'
    yield f"roomjobs_{name}_sum {histogram.total():g}"
    yield f"roomjobs_{name}_count {histogram.count}"
