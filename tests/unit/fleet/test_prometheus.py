"""Counters that grow over minutes that come and go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from roomjobs.fleet.prometheus import Exposition
from roomjobs.fleet.report import FleetReport, Queues
from roomjobs.fleet.telemetry.minute_table import MINUTE, Minute, minute_of
from roomjobs.jobs.store.task_queue import Depth

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.fleet.workers import WorkerService


class Report:
    """Ten jobs of a second in each minute; stands for the tables, which the test of the fleet reads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def queues(self) -> Queues:
        return Queues("q", Depth(1, 2, 3), Depth(4, 0, 0), 5.5)

    def minutes(self, count: int) -> list[tuple[int, Minute]]:
        last = minute_of(self._clock())
        found = []
        for at in range(last - (count - 1) * MINUTE, last + 1, MINUTE):
            minute = Minute()
            minute.counts["completed"] = 10
            for _ in range(10):
                minute.run.add(1)
            found.append((at, minute))
        return found


class Desk:
    def listed(self) -> list[object]:
        return []


def completed(text: str) -> int:
    found = re.search(r'jobs_total{event="completed"} (\d+)', text)
    assert found
    return int(found[1])


def test_each_minute_that_is_over_is_added_once() -> None:
    now = 1_800_000_030.0
    exposition = Exposition(
        cast("FleetReport", Report(lambda: now)), cast("WorkerService", Desk()), clock=lambda: now
    )
    assert completed(exposition.text()) == 0
    now += 10  # the minute of the start is not over
    assert completed(exposition.text()) == 0
    now += 60
    assert completed(exposition.text()) == 10
    assert completed(exposition.text()) == 10
    now += 180
    text = exposition.text()
    assert completed(text) == 40
    assert 'roomjobs_run_seconds_bucket{le="+Inf"} 40' in text
    buckets = [int(found) for found in re.findall(r'run_seconds_bucket{le="[^"]+"} (\d+)', text)]
    assert buckets == sorted(buckets)


def test_a_minute_counts_once_all_have_written_it() -> None:
    now = 1_800_000_000.0
    exposition = Exposition(
        cast("FleetReport", Report(lambda: now)), cast("WorkerService", Desk()), clock=lambda: now
    )
    now += 65
    assert completed(exposition.text()) == 0
    now += 10
    assert completed(exposition.text()) == 10
