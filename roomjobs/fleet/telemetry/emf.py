"""
Figures as log lines from which CloudWatch makes metrics: no call to AWS, no agent.

Source: "Specification: Embedded metric format", Amazon CloudWatch user guide.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import TYPE_CHECKING, TextIO

from roomjobs.fleet.telemetry.histogram import middle_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.fleet.telemetry.histogram import Histogram
    from roomjobs.fleet.telemetry.minute_table import Minute

#: Names in CloudWatch of what a minute counts.
COUNTS = {
    "submitted": "JobsSubmitted",
    "completed": "JobsCompleted",
    "failed": "JobsFailed",
    "cancelled": "JobsCancelled",
    "retried": "JobsRetried",
}
DURATIONS = {"wait": "WaitTime", "run": "ProcessingTime"}
_VALUES_AT_ONCE = 100  # in an array of one line


@dataclass(frozen=True, slots=True)
class EmfLog:
    """Writes to a stream that ends in CloudWatch Logs; a line of the log is one line here."""

    namespace: str
    # Celery replaces sys.stdout by its logger, which would put words before the JSON.
    stream: TextIO = field(default_factory=lambda: sys.__stdout__ or sys.stdout)

    def write(self, now: float, minute: Minute) -> None:
        for metrics in self._lines(minute):
            units = {name: "Seconds" if name in DURATIONS.values() else "Count" for name in metrics}
            line = {
                "_aws": {
                    "Timestamp": int(now * 1000),
                    "CloudWatchMetrics": [
                        {
                            "Namespace": self.namespace,
                            "Dimensions": [[]],
                            "Metrics": [{"Name": name, "Unit": unit} for name, unit in units.items()],
                        }
                    ],
                },
                **metrics,
            }
            self.stream.write(json.dumps(line) + "\n")
        self.stream.flush()

    def _lines(self, minute: Minute) -> Iterator[dict[str, int | list[float]]]:
        counts = {COUNTS[name]: count for name, count in minute.counts.items() if name in COUNTS}
        if counts:
            yield dict(counts)
        for name, metric in DURATIONS.items():
            values = list(_values(getattr(minute, name)))
            for first in range(0, len(values), _VALUES_AT_ONCE):
                yield {metric: values[first : first + _VALUES_AT_ONCE]}


def _values(histogram: Histogram) -> Iterator[float]:
    return chain.from_iterable(
        repeat(round(middle_of(bucket), 6), count) for bucket, count in sorted(histogram.counts.items())
    )
