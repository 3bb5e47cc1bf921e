"""Remote control commands of Celery that need help on SQS; imported by workers only."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from celery.worker import control

from .clients import AWS_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from celery.utils.collections import AttributeDict

    from .parts import Parts


def handlers(parts: Parts) -> dict[str, Callable[..., Any]]:
    """Celery's commands for one worker; those of other apps in this process stay as they are."""
    known: Mapping[str, Callable[..., Any]] = control.Panel.data
    helped = {
        "time_limit": partial(time_limit, known["time_limit"]),
        "scheduled": partial(scheduled, known["scheduled"], parts),
        "dump_schedule": partial(scheduled, known["scheduled"], parts),
    }
    return {**known, **helped}


def time_limit(celerys: Callable[..., Any], state: AttributeDict, **arguments: Any) -> Any:  # noqa: ANN401 - Celery's
    """Change a task's time limits, also for what was prepared before.

    Celery copies a task's limits when it prepares to receive it, and its command changes the original
    alone: https://github.com/celery/celery/issues/3174. Preparing anew takes the new ones.
    """
    answer = celerys(state, **arguments)
    state.consumer.update_strategies()
    return answer


def scheduled(
    celerys: Callable[..., Any],
    parts: Parts,
    state: AttributeDict,
    **arguments: Any,  # noqa: ANN401 - Celery's
) -> list[Any]:
    """List what this worker holds until its time, and what waits in the control table for its queues."""
    found: list[Any] = list(celerys(state, **arguments))
    if parts.scheduled is None:
        return found
    try:
        waiting = parts.scheduled.waiting()
    except AWS_ERRORS as error:
        return [*found, {"eta": None, "priority": None, "request": {"error": repr(error)}}]
    for each in waiting:
        due = datetime.fromtimestamp(each.pop("due"), UTC).isoformat()
        request = {**each, "hostname": None, "delivery_info": {"routing_key": each["queue"]}}
        found.append({"eta": each.get("eta", due), "priority": None, "request": request})
    return found
