"""A remote control command of Celery that needs help; imported by workers only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery.worker import control

if TYPE_CHECKING:
    from celery.utils.collections import AttributeDict

_celery_time_limit = control.Panel.data["time_limit"]


@control.control_command(
    name="time_limit",
    args=[("task_name", str), ("soft", float), ("hard", float)],
    signature="<task_name> <soft_secs> [hard_secs]",
)
def time_limit(
    state: AttributeDict,
    task_name: str | None = None,
    hard: float | None = None,
    soft: float | None = None,
    **_: object,
) -> dict[str, str]:
    """Tell worker(s) to modify the time limit for task by type."""
    answer: dict[str, str] = _celery_time_limit(state, task_name, hard, soft)
    # Celery copies a task's limits when it prepares to receive it, and its command changes the original
    # alone: https://github.com/celery/celery/issues/3174. Preparing anew takes the new ones.
    state.consumer.update_strategies()
    return answer
