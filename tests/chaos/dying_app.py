"""
The real Celery app, whose processes are killed now and then between two steps of their task.

The seams are the calls by which a task touches the outer world: before and after each a process may die.
`CHAOS_SHARE` is the share of them at which it does, and each death is written down in `CHAOS_RECORD`.
"""

from __future__ import annotations

import functools
import os
import random
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roomjobs import app
from roomjobs.jobs.batches.table import BatchTable
from roomjobs.jobs.store.result_cache import ResultCache
from roomjobs.jobs.store.table import JobTable
from roomjobs.plans.store import PlanStore

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["app"]

SEAMS = (
    (JobTable, "claim"),
    (PlanStore, "read_plan"),
    (PlanStore, "put_result"),
    (JobTable, "complete"),
    (ResultCache, "remember"),
    (BatchTable, "count"),
    (BatchTable, "add_jobs"),
    (BatchTable, "run"),
    (PlanStore, "put_archive"),
    (BatchTable, "complete"),
)


def _maybe_die(seam: str) -> None:
    if random.random() < float(os.environ["CHAOS_SHARE"]):
        with Path(os.environ["CHAOS_RECORD"]).open("a") as record:
            record.write(f"{seam}\n")
        os.kill(os.getpid(), signal.SIGKILL)


def _dangerous(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(step)
    def run(*arguments: Any, **keywords: Any) -> Any:
        _maybe_die(f"before {name}")
        outcome = step(*arguments, **keywords)
        _maybe_die(f"after {name}")
        return outcome

    return run


for owner, step_name in SEAMS:
    setattr(owner, step_name, _dangerous(step_name, getattr(owner, step_name)))
