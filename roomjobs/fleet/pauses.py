"""Has a worker keep to the pauses of lanes from its first receive on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from celery import bootsteps

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery.worker.consumer import Consumer

_log = logging.getLogger(__name__)


def before_receives(obey: Callable[[Consumer], None]) -> type[bootsteps.StartStopStep]:
    """
    A step that has a worker obey on each connection to the broker, before it receives from it.

    Heartbeats, which come after the first receives, do the same again: without the table, work goes on.
    """

    class Pauses(bootsteps.StartStopStep):
        requires = ("celery.worker.consumer.tasks:Tasks",)

        def start(self, parent: Consumer) -> None:
            try:
                obey(parent)
            except Exception as error:  # noqa: BLE001 - the next heartbeat may succeed
                _log.warning("the pauses of lanes could not be read: %r", error)

    return Pauses
