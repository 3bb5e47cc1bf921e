"""Celery on Amazon SQS with inspection, events and monitors, and receives that survive; see README.md."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kombu.transport import TRANSPORT_ALIASES

from .clients import Clients
from .control.letters import PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE
from .control.table import ControlTable
from .errors import (
    BatchSendError,
    MessageFieldError,
    MessageTooLargeError,
    NotSentError,
    OptionsError,
    SendError,
    SqsError,
    UnknownQueueError,
)
from .http.bounded_clients import keep_time_budget
from .http.calls import QuickCalls
from .http.objects import QuickObjects
from .http.time_budget import TimeBudgetError, allow, bounded, carried, charge, open_reserve, time_budget
from .messages import Delivery, Envelope
from .messages import decode as decode_message
from .options import Options
from .queues import Queues
from .receive.health import seconds_since_success
from .return_to_queue import ReturnToQueue, receive_count
from .send.direct import sender_of
from .send.scheduled import ScheduledMessages
from .session import open_session
from .shared import connect_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from celery import Celery
    from celery.worker.consumer import Consumer
    from kombu import Producer

    from .transport import Transport

__all__ = [
    "PARTITION_KEY",
    "SORT_KEY",
    "TTL_ATTRIBUTE",
    "BatchSendError",
    "Delivery",
    "Envelope",
    "MessageFieldError",
    "MessageTooLargeError",
    "NotSentError",
    "OptionsError",
    "QuickCalls",
    "QuickObjects",
    "ReturnToQueue",
    "SendError",
    "SqsError",
    "TimeBudgetError",
    "Transport",
    "UnknownQueueError",
    "allow",
    "batch",
    "bounded",
    "carried",
    "charge",
    "decode_message",
    "install",
    "keep_time_budget",
    "open_reserve",
    "open_session",
    "pause_queues",
    "pause_receiving",
    "receive_count",
    "register",
    "release_scheduled",
    "remove_expired",
    "seconds_since_success",
    "send_task",
    "time_budget",
]

#: The scheme of the broker URL after `install`: ``celery-sqs://``.
SCHEME = "celery-sqs"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any attribute of a module
    """Load the transport when it is asked for: a process that only sends tasks, or answers, needs none."""
    if name != "Transport":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .transport import Transport  # noqa: PLC0415

    return Transport


def register() -> None:
    """
    Make ``celery-sqs://`` known to kombu, for programs that use kombu without a Celery app.

    Examples
    --------
    >>> import kombu
    >>> register()
    >>> kombu.Connection("celery-sqs://").transport_cls
    'celery-sqs'
    """
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}.transport:Transport"


def install(app: Celery) -> None:
    """
    Let a Celery app use ``celery-sqs://``, and register the shutdown step of its workers.

    Parameters
    ----------
    app : celery.Celery
        Its workers return messages that they have not begun when they shut down.

    Examples
    --------
    >>> import celery
    >>> app = celery.Celery("shop", broker="celery-sqs://", set_as_current=False)
    >>> install(app)
    >>> app.connection().transport_cls
    'celery-sqs'
    """
    register()
    # By name: a process that only sends messages does not need to load the worker's modules.
    app.steps["consumer"].add(f"{__name__}.drain:Drain")
    connect_as(app)


def pause_receiving(consumer: Consumer, *, paused: bool) -> None:
    """
    Have a worker receive no more task messages, or receive again.

    Control commands are still answered, and received tasks are still run. A new connection to the broker
    begins without a pause. May be called from any thread.

    Parameters
    ----------
    consumer : celery.worker.consumer.Consumer
        That of the worker; a worker on another transport is left as it is.
    paused : bool
        False lets the worker receive again.

    Examples
    --------
    >>> from celery.signals import worker_ready
    >>> def begin_paused(sender, **_):
    ...     pause_receiving(sender, paused=True)
    >>> _ = worker_ready.connect(begin_paused)
    >>> _ = worker_ready.disconnect(begin_paused)
    """
    from .channel import Channel  # noqa: PLC0415 - a worker has it

    channel = getattr(getattr(consumer, "task_consumer", None), "channel", None)
    if isinstance(channel, Channel):
        channel.deliveries.window.paused = paused


def pause_queues(consumer: Consumer, queues: Iterable[str]) -> None:
    """
    Have a worker receive from all its queues but these.

    Messages that a long poll in flight still brings from them are returned; received tasks are still run. A
    new connection to the broker begins without a pause. May be called from any thread.

    Parameters
    ----------
    consumer : celery.worker.consumer.Consumer
        That of the worker; a worker on another transport is left as it is.
    queues : iterable of str
        Names of queues; those that were paused before and are not among them are received from again.

    Examples
    --------
    >>> from celery.signals import worker_ready
    >>> def begin(sender, **_):
    ...     pause_queues(sender, ["mail"])
    >>> _ = worker_ready.connect(begin)
    >>> _ = worker_ready.disconnect(begin)
    """
    from .channel import Channel  # noqa: PLC0415 - a worker has it

    channel = getattr(getattr(consumer, "task_consumer", None), "channel", None)
    if isinstance(channel, Channel):
        channel.deliveries.window.pause_queues(queues)


@contextmanager
def batch(app: Celery) -> Iterator[Producer]:
    """
    Publish many tasks with few requests: ten messages in each.

    Parameters
    ----------
    app : celery.Celery
        An app whose broker is this transport.

    Yields
    ------
    kombu.Producer
        For the argument ``producer`` of ``apply_async``.

    Raises
    ------
    BatchSendError
        On leaving, if some messages were not accepted; it names their tasks.

    Examples
    --------
    >>> import celery
    >>> app = celery.Celery("shop", broker="celery-sqs://", set_as_current=False)
    >>> def ship(orders, task):
    ...     with batch(app) as producer:
    ...         for order in orders:
    ...             task.apply_async([order], producer=producer)
    """
    with app.amqp.producer_pool.acquire(block=True) as producer:
        channel: Any = producer.channel  # `Channel`, if the application uses this transport
        with channel.batch():
            yield producer


def send_task(
    app: Celery,
    task: str,
    args: Sequence[object],
    *,
    task_id: str,
    queue: str,
    headers: Mapping[str, object],
) -> None:
    """
    Send one task as ``app.send_task`` does, in half of the processor time.

    Parameters
    ----------
    app : celery.Celery
        Where its signals of publishing are listened to, its settings or options of the task change messages,
        or its broker is another one, ``app.send_task`` itself is called.
    task : str
        Name of the task.
    args : sequence
        Its positional arguments.
    task_id : str
        Its id.
    queue : str
        Name of its queue.
    headers : mapping
        More headers of the message.

    Raises
    ------
    SendError
        SQS is busy or broken, after some tries.
    botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        SQS refuses, or is unreachable.

    Examples
    --------
    >>> import celery
    >>> app = celery.Celery("shop", broker="memory://", set_as_current=False)
    >>> send_task(app, "ship", ["order-1"], task_id="1", queue="celery", headers={})
    """
    sender_of(app).send(task, args, task_id=task_id, queue=queue, headers=headers)


def release_scheduled(transport_options: Mapping[str, Any]) -> int:
    """
    Send the scheduled messages that are due within five minutes.

    Every worker does so about once a minute; call it from another process if there may be no worker.

    Parameters
    ----------
    transport_options : mapping
        Those of the app, ``control_table`` among them.

    Returns
    -------
    int
        How many messages were sent.

    Raises
    ------
    OptionsError
        There is no control table.

    Examples
    --------
    >>> release_scheduled({})
    Traceback (most recent call last):
    roomjobs.sqs.errors.OptionsError: there is no control table: set the option control_table
    """
    options, clients, table = _control_table(transport_options)
    return ScheduledMessages(table, Queues(options, clients), clients).release_due()


def remove_expired(transport_options: Mapping[str, Any], *, at_most: int = 1000) -> int:
    """
    Remove expired items of the control table.

    Each call continues where the last one stopped. DynamoDB's TTL removes them, too, but up to days later.

    Parameters
    ----------
    transport_options : mapping
        Those of the app, ``control_table`` among them.
    at_most : int
        Items that are read.

    Returns
    -------
    int
        How many items were removed.

    Raises
    ------
    OptionsError
        There is no control table.

    Examples
    --------
    >>> remove_expired({})
    Traceback (most recent call last):
    roomjobs.sqs.errors.OptionsError: there is no control table: set the option control_table
    """
    _, _, table = _control_table(transport_options)
    return table.remove_expired(at_most=at_most)


def _control_table(transport_options: Mapping[str, Any]) -> tuple[Options, Clients, ControlTable]:
    options = Options.read(transport_options)
    if options.control_table is None:
        raise OptionsError("there is no control table: set the option control_table")
    clients = Clients(options)
    return options, clients, ControlTable(clients, options.control_table)
