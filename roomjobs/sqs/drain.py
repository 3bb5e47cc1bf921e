"""Warm shutdown: returns prefetched messages at once and limits the time for running tasks."""

from __future__ import annotations

import logging
import os
import signal
import threading
import weakref
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from celery import bootsteps, signals
from celery.concurrency import prefork
from celery.worker import state
from celery.worker.consumer.control import Control

from .channel import Channel
from .commands import handlers

if TYPE_CHECKING:
    from celery.worker.consumer import Consumer
    from celery.worker.request import Request

logger = logging.getLogger(__name__)


class Drain(bootsteps.StartStopStep):
    """Returns messages that no process has begun, and limits the time of a warm shutdown.

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
        for step in getattr(parent, "steps", ()):
            box: Any = getattr(step, "box", None)  # unknown to the stubs
            if isinstance(step, Control) and (channel := self._channel()) is not None:
                box.node.handlers = handlers(channel.parts)
        if (channel := self._channel()) is not None:
            channel.parts.in_worker = True
        signals.task_received.connect(self._on_received, sender=parent)
        signals.worker_shutting_down.connect(self._on_shutting_down)

    def stop(self, parent: Consumer) -> None:  # noqa: ARG002 - celery's signature
        """Keep the messages of tasks in the pool, which finishes them, and return all others."""
        # Hub and channel are None until they are created, and missing in the stubs.
        hub = getattr(self._consumer, "hub", None)
        if hub is not None:
            # Acknowledgements of tasks that just ended wait there, but the event loop has stopped.
            run_ready_callbacks(hub)
        channel = self._channel()
        begun = {
            request.message.delivery_tag
            for request in list(self._requests)
            # Set when a request is given to the pool, which then also keeps it alive.
            if getattr(request, "_apply_result", None) is not None
        }
        if channel is not None and (count := channel.deliveries.return_to_queue_except(begun)):
            logger.info("returned %d prefetched messages to the queue", count)

    def _channel(self) -> Channel | None:
        channel = getattr(getattr(self._consumer, "task_consumer", None), "channel", None)
        return channel if isinstance(channel, Channel) else None

    def _on_received(self, request: Request, **_: object) -> None:
        self._requests.add(request)
        # Called when the request is passed to the pool, after any wait.
        request.revoked = partial(_is_revoked, weakref.ref(request))  # type: ignore[method-assign]

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
            self._consumer.app.conf.worker_soft_shutdown_timeout = 0.0  # the time limit is reached
            os.kill(os.getpid(), signal.SIGQUIT)  # Celery's cold shutdown kills the processes of the pool
            return
        if self._consumer.connection is not None:
            self._consumer.connection.close()
        channel = self._channel()
        if channel is not None and channel.parts.options.exit_at_limit:
            os._exit(1)  # threads cannot be stopped, and the interpreter would wait for them


def run_ready_callbacks(hub: Any) -> None:  # noqa: ANN401 - kombu's Hub, not whole in its stubs
    """Run what waits for the next turn of an event loop that has stopped; Celery 5.7 can do it itself."""
    run = vars(prefork).get("_run_ready_callbacks")
    if run is not None:
        run(hub)
        return
    for callback in vars(type(hub))["_pop_ready"](hub):
        callback()


def _is_revoked(request: weakref.ref[Request]) -> bool:
    """Whether a task must not begin: it is revoked, or another worker may have its message."""
    found = request()
    if found is None:
        return True
    channel, tag = found.message.channel, found.message.delivery_tag
    if isinstance(channel, Channel) and channel.deliveries.drop_if_lost(tag):
        state.task_ready(found)
        return True
    return bool(type(found).revoked(found))
