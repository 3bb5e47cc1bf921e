"""
The figures for Prometheus, written by its own client library.

Counters have to grow for ever, and the minutes in the table expire; so a process adds up all whole minutes
since its own start. Each process of the API tells of the whole fleet: scrape one of them.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from roomjobs.fleet.telemetry.histogram import LAST, PER_DOUBLING, bound_of
from roomjobs.fleet.telemetry.minute_table import MINUTE, Minute, minute_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.core import HistogramMetricFamily, Metric

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
        """The metrics in Prometheus's text format."""
        # Imported by the first scrape: it costs 75 ms of CPU, which no other request has to pay.
        from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415

        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry).decode()

    def describe(self) -> list[Metric]:
        """Nothing, so that registering asks no store: `prometheus_client` calls `collect` otherwise."""
        return []

    def collect(self) -> Iterator[Metric]:
        """What a scrape gets, as `prometheus_client` wants it."""
        with self._lock:
            self._add_whole_minutes()
            yield from self._gauges()
            yield from self._counters()

    def _add_whole_minutes(self) -> None:
        now = self._clock()
        over = minute_of(now - _LATE) - MINUTE  # the last minute of which all is known
        if over > self._added_to:
            since = (minute_of(now) - self._added_to) // MINUTE
            for at, minute in self._report.minutes(since):
                if self._added_to < at <= over:
                    self._total.merge(minute)
            self._added_to = over

    def _gauges(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - as above

        queues = self._report.queues()
        workers = self._service.listed()
        answering = [each for each in workers if each.is_answering]
        messages = GaugeMetricFamily(
            "roomjobs_queue_messages", "Messages of tasks, approximately.", labels=["state"]
        )
        for state in ("visible", "in_flight", "delayed"):
            messages.add_metric([state], getattr(queues.tasks, state))
        yield messages
        for name, words, value in (
            ("queue_oldest_age_seconds", "Age of the oldest pending job.", queues.oldest_age or 0),
            ("dead_letters", "Messages in the dead-letter queue.", queues.dead_letters.visible),
            ("workers", "Workers that answer.", len(answering)),
            (
                "worker_processes",
                "Jobs that they can run at once.",
                sum(each.processes for each in answering),
            ),
            ("jobs_running", "Jobs that they run now.", sum(len(each.current) for each in workers)),
        ):
            yield GaugeMetricFamily(f"roomjobs_{name}", words, value)

    def _counters(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415 - as above

        jobs = CounterMetricFamily(
            "roomjobs_jobs",
            "What happened to jobs, in whole minutes since this process began.",
            labels=["event"],
        )
        for name in _COUNTS:
            jobs.add_metric([name], self._total.counts[name])
        yield jobs
        yield _histogram("wait_seconds", "Seconds from submit, retry or return to claim.", self._total.wait)
        yield _histogram("run_seconds", "Seconds from claim to end.", self._total.run)


def _histogram(name: str, words: str, histogram: Histogram) -> HistogramMetricFamily:
    """Cumulative buckets, two doublings apart."""
    from prometheus_client.core import HistogramMetricFamily  # noqa: PLC0415 - as above

    buckets = [
        (f"{bound_of(first):g}", float(sum(n for bucket, n in histogram.counts.items() if bucket <= first)))
        for first in range(0, LAST + 1, 2 * PER_DOUBLING)
    ]
    buckets.append(("+Inf", float(histogram.count)))
    return HistogramMetricFamily(f"roomjobs_{name}", words, buckets=buckets, sum_value=histogram.total())
