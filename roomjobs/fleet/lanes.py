"""The lanes of jobs: how much waits in each, and a pause for those that nobody shall receive from."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.fleet.lane_table import Pause
from roomjobs.jobs.ttl_cache import Cached

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from celery import Celery

    from roomjobs.fleet.lane_table import LaneTable
    from roomjobs.jobs.lanes import Lane
    from roomjobs.jobs.store.task_queue import Depth, TaskQueue

PAUSE = "roomjobs_pause"  # the command of `telemetry.panel`
_CACHED_SECONDS = 2
_ANSWER_SECONDS = 1.5  # an idle worker looks for commands every 0.4 s


@dataclass(frozen=True, slots=True)
class LaneState:
    """A lane with a queue of its own."""

    lane: Lane
    queue: str
    depth: Depth
    pause: Pause | None


class LaneService:
    """
    Lists lanes, pauses and resumes them.

    The pause is an item of the control table, which each worker reads at its start and with each of its
    heartbeats; a command has those that run do so at once. Jobs are still accepted, and wait.

    All methods raise botocore's `ClientError` or `BotoCoreError` when SQS or the table is out of reach.
    """

    def __init__(
        self,
        celery: Celery,
        table: LaneTable,
        queues: Mapping[Lane, TaskQueue],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._celery = celery
        self._table = table
        self._queues = queues
        self._clock = clock
        self._depths = Cached(self._read_depths, seconds=_CACHED_SECONDS)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes that have a queue of their own."""
        return tuple(self._queues)

    def listed(self) -> list[LaneState]:
        """All lanes that have a queue of their own, with their pauses: any process may make one."""
        depths = self._depths.get()
        pauses = self._table.paused()
        return [
            LaneState(lane, queue.name, depths[lane], pauses.get(lane))
            for lane, queue in self._queues.items()
        ]

    def pause(self, lane: Lane, by: str) -> LaneState:
        """Have no worker receive from a lane; what workers have received is still done."""
        self._table.pause(lane, Pause(int(self._clock()), by))
        return self._tell(lane)

    def resume(self, lane: Lane) -> LaneState:
        """Have workers receive from a lane again."""
        self._table.resume(lane)
        return self._tell(lane)

    def _tell(self, changed: Lane) -> LaneState:
        states = self.listed()
        paused = [each.queue for each in states if each.pause]
        self._celery.control.broadcast(PAUSE, {"queues": paused}, reply=True, timeout=_ANSWER_SECONDS)
        return next(each for each in states if each.lane is changed)

    def _read_depths(self) -> dict[Lane, Depth]:
        return {lane: queue.depth() for lane, queue in self._queues.items()}


def paused_queues(table: LaneTable, queues: Mapping[Lane, str]) -> list[str]:
    """
    The names of the queues from which a worker shall not receive.

    Parameters
    ----------
    table
        The pauses.
    queues
        The name of the queue of each lane that has one of its own.
    """
    return [queues[lane] for lane in table.paused() if lane in queues]
