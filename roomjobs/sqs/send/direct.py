"""Sends a single task without what kombu has for other brokers: pools, exchanges, declarations, retries."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any

from celery import signals
from kombu.serialization import dumps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from celery import Celery

    from ..channel import Channel

_SIGNALS = (signals.before_task_publish, signals.after_task_publish, signals.task_sent)
_DIRECT = 2  # kombu's delivery mode of what is to survive a broker's restart


class DirectSender:
    """Sends tasks of one app; thread-safe.

    Parameters
    ----------
    app : Celery
        Its broker is this transport, or another one: then, and where signals, routes or a running task have
        a say in the message, `Celery.send_task` sends it.
    """

    def __init__(self, app: Celery) -> None:
        self._app = weakref.ref(app)
        self._channels: dict[str, Channel | None] = {}  # by queue; None: send_task is to send
        self._process = 0

    def send(
        self, task: str, args: Sequence[object], *, task_id: str, queue: str, headers: Mapping[str, object]
    ) -> None:
        """Send the message that `send_task` would send, once: calls to SQS are repeated below."""
        app = self._app()
        assert app is not None  # noqa: S101 - who calls this has it
        channel = self._channel(app, queue)
        has_say = any(each.receivers for each in _SIGNALS) or app.current_worker_task
        if channel is None or has_say or _has_options(app, task):
            app.send_task(task, args=list(args), task_id=task_id, queue=queue, headers=dict(headers))
            return
        made = app.amqp.create_task_message(
            task_id, task, args=list(args), kwargs={}, reply_to=app.thread_oid, ignore_result=None
        )
        content_type, encoding, body = dumps(made.body, serializer=app.conf.task_serializer)
        properties = {**made.properties, "delivery_mode": _DIRECT}
        message = channel.prepare_message(
            body, 0, content_type, encoding, {**made.headers, **headers}, properties
        )
        channel.basic_publish(message, exchange="", routing_key=queue)

    def _channel(self, app: Celery, queue: str) -> Channel | None:
        """Any channel of this process: publishing uses nothing of it that another thread may change."""
        if self._process != os.getpid():
            self._channels, self._process = {}, os.getpid()
        if queue not in self._channels:
            from ..channel import Channel  # noqa: PLC0415 - most requests send nothing

            with app.amqp.producer_pool.acquire(block=True) as producer:
                channel: Any = producer.channel
            is_plain = isinstance(channel, Channel) and _is_plain(app, queue)
            self._channels[queue] = channel if is_plain else None
        return self._channels[queue]


def _is_plain(app: Celery, queue: str) -> bool:
    """Whether settings leave the message as it is made, and the queue is addressed by its name."""
    conf = app.conf
    altering = (conf.task_always_eager, conf.task_send_sent_event, conf.task_compression, conf.task_routes)
    exchange = app.amqp.queues[queue].exchange
    mode = exchange.delivery_mode or conf.task_default_delivery_mode
    is_as_sent = exchange.type == "direct" and mode in {_DIRECT, "persistent"}
    return not any(altering) and conf.task_protocol == 2 and is_as_sent


def _has_options(app: Any, task: str) -> bool:  # noqa: ANN401 - what send_task reads is private
    """Whether the task is one of this app and has options of its own that go with its messages."""
    there = app._tasks.get(task)  # noqa: SLF001 - `tasks` would finalize the app
    options = {} if there is None else there._get_exec_options()  # noqa: SLF001
    usual = {"serializer": app.conf.task_serializer}
    return any(value is not None and value != usual.get(name) for name, value in options.items())


_senders: weakref.WeakKeyDictionary[Celery, DirectSender] = weakref.WeakKeyDictionary()


def sender_of(app: Celery) -> DirectSender:
    """The one sender of an app in this process."""
    found = _senders.get(app)
    if found is None:
        found = _senders.setdefault(app, DirectSender(app))
    return found
