"""
The commands by which a worker tells what it does in this moment, and pauses lanes.

Importing this makes them known to the worker of this process, as Celery has it for commands.
"""

from __future__ import annotations

import time
from typing import Any

from celery.worker import state as worker_state
from celery.worker.control import control_command, inspect_command

from roomjobs import sqs
from roomjobs.fleet.lanes import PAUSE
from roomjobs.fleet.telemetry.worker_table import Beat

COMMAND = "roomjobs_worker"


@inspect_command(name=COMMAND)
def describe(state: Any) -> dict[str, Any]:  # noqa: ANN401 - Celery's own panel state
    beat = look(state.consumer)
    return {
        "pool": beat.pool,
        "processes": beat.processes,
        "processed": beat.processed,
        "since": beat.since,
        "current": [
            {"task_id": request.id, "since": request.time_start, "process": request.worker_pid}
            for request in list(worker_state.active_requests)
            if request.time_start is not None
        ],
    }


@control_command(name=PAUSE)
def pause(state: Any, queues: list[str]) -> dict[str, str]:  # noqa: ANN401 - Celery's own panel state
    """Receive from all queues but these."""
    sqs.pause_queues(state.consumer, queues)
    return {"ok": f"receives from all queues but {queues}"}


def look(consumer: Any) -> Beat:  # noqa: ANN401 - celery-types leaves out most of a `Consumer`
    """The state of the worker of this process."""
    stats = consumer.controller.stats()
    now = int(time.time())
    return Beat(
        name=consumer.hostname,
        pool=type(consumer.pool).__module__.rpartition(".")[2],
        processes=consumer.pool.num_processes,
        processed=sum(worker_state.total_count.values()),
        since=now - int(stats["uptime"]),
        beat=now,
    )
