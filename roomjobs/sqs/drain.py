"""How a worker leaves: prefetched messages go back at once, running tasks get the time they are given."""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from celery import bootsteps, signals
from celery.concurrency import prefork

from .channel import Channel
from .control import commands  # noqa: F401 - a worker gets these commands with this step

if TYPE_CHECKING:
    from celery.worker.consumer import Consumer
    from celery.worker.request import Request

logger = logging.getLogger(__name__)


class Drain(bootsteps.StartStopStep):
    """Hands back what no process has begun, and limits how long a warm shutdown may last.

    The limit is ``worker_soft_shutdown_timeout``. Celery itself uses that for cold shutdowns only, and
    then stands still for the whole time, even when the last task ends in a second.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Consumer, **kwargs: Any) -> None:  # noqa: ANN401 - celery's signature
        super().__init__(consumer, **kwargs)
        self._consumer = consumer
        self._requests: WeakSet[Request] = WeakSet()
        self._limit: threading.Timer | None = None

    def start(self, parent: Consumer) -> None:
        signals.task_received.connect(self._on_received, sender=parent)
        signals.worker_shutting_down.connect(self._on_shutting_down)

    def stop(self, parent: Consumer) -> None:  # noqa: ARG002 - celery's signature
        """Keep what the pool has, because it finishes that, and hand back all other messages."""
        # Hub and channel are None before they are there, and unknown to the stubs.
        hub = getattr(self._consumer, "hub", None)
        if hub is not None:
            # Acknowledgements of tasks that just ended wait there for a loop that does not turn any more.
            vars(prefork)["_run_ready_callbacks"](hub)
        channel = getattr(getattr(self._consumer, "task_consumer", None), "channel", None)
        begun = {
            request.message.delivery_tag
            for request in list(self._requests)
            # Set when a request is given to the pool, which then also keeps it alive.
            if getattr(request, "_apply_result", None) is not None
        }
        if isinstance(channel, Channel) and (count := channel.deliveries.return_to_queue_except(begun)):
            logger.info("%d prefetched messages handed back", count)

    def _on_received(self, request: Request, **_: object) -> None:
        self._requests.add(request)

    def _on_shutting_down(self, how: str = "", **_: object) -> None:
        seconds = self._consumer.app.conf.worker_soft_shutdown_timeout
        if how == "Warm" and seconds and self._limit is None:
            self._limit = threading.Timer(seconds, self._on_limit)
            self._limit.daemon = True
            self._limit.start()

    def _on_limit(self) -> None:
        logger.warning(
            "tasks still run after the time for a shutdown: they are stopped and their messages go back"
        )
        if isinstance(self._consumer.pool, prefork.TaskPool):
            self._consumer.app.conf.worker_soft_shutdown_timeout = 0.0  # the time is up
            os.kill(os.getpid(), signal.SIGQUIT)  # Celery's cold shutdown kills the processes of the pool
        else:
            # Threads cannot be stopped, and the interpreter would wait for them.
            if self._consumer.connection is not None:
                self._consumer.connection.close()
            os._exit(1)
