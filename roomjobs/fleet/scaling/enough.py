"""How many tasks it takes for all jobs to start in time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roomjobs.fleet.scaling.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roomjobs.fleet.scaling.policy import Policy
    from roomjobs.fleet.scaling.simulate import World

GOAL = 90.0  # seconds from submission to start
MOST = 1024  # more than the steps of the template ask for


def enough_tasks(
    policy: Policy,
    arrivals: Sequence[float],
    world: World,
    seconds: float = GOAL,
    work: Sequence[float] | None = None,
) -> int | None:
    """
    The least limit of tasks with which every job starts within so many seconds; None if no limit does it.

    More tasks never let a job wait longer, so the limit is found by halving.
    """

    def suffices(tasks: int) -> bool:
        limited = replace(policy, max_tasks=tasks)
        return simulate(limited, arrivals, world, work).quantile(1.0) <= seconds

    if not suffices(MOST):
        return None
    too_few, enough = 0, MOST
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if suffices(middle):
            enough = middle
        else:
            too_few = middle
    return enough
