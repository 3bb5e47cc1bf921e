"""The kombu channel: maps queues to SQS or the control table, and implements publish, consume and ack."""
# ruff: noqa: A002, ANN401, ARG002, FBT001, FBT002 - the signatures are kombu's

from __future__ import annotations

import base64
import json
import logging
import uuid
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from amqp.protocol import queue_declare_ok_t
from kombu.transport import virtual
from kombu.transport.virtual.base import UndeliverableWarning

from .deliveries import Deliveries
from .errors import UnknownQueueError
from .exchanges import EXCHANGE_TYPES
from .messages import SEND_TOKEN, was_received
from .receive.qos import QoS
from .receive.receiver import receive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kombu import Queue

    from .messages import Delivery, Envelope
    from .options import QueueOptions
    from .parts import Parts

logger = logging.getLogger(__name__)

#: Celery's; a setting of Celery's could name another one, which would be a topic like any other.
EVENT_EXCHANGE = "celeryev"

#: Seconds until a message that its consumer could not accept is delivered again; twice as long each time, for
#: without a redrive policy a message that nobody can read would come for ever.
_UNDELIVERED_DELAY = 10
_MOST_UNDELIVERED_DELAY = 3600
#: Seconds until a rejected message is delivered again; SQS counts these until it is a dead letter.
_DEAD_LETTER_DELAY = 1
_JSON = (str, int, float, list, tuple, dict, type(None))
#: A client that gets one message after the other waits so long for those that it has returned.
_RETURN_SECONDS = 5.0


def is_control_queue(name: str) -> bool:
    """Whether a queue belongs to Celery's control plane: command and reply mailboxes, event receivers."""
    return name.endswith(".pidbox") or name.startswith("celeryev.")


def bindings_of(queue: Queue) -> list[tuple[Any, str]]:
    """Pairs of exchange and routing key by which a queue is reached."""
    more = [(each.exchange, each.routing_key) for each in queue.bindings or ()]
    own = [(queue.exchange, queue.routing_key)] if queue.exchange is not None else []
    return [(exchange, key or "") for exchange, key in own + more if exchange is not None]


class Channel(virtual.Channel):
    """Task queues on SQS, everything named by `is_control_queue` in the control table."""

    QoS = QoS  # type: ignore[assignment] # replaces, does not extend, kombu's
    exchange_types = EXCHANGE_TYPES

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        # Kept here: kombu takes `connection` away when it closes, and late receives still need them.
        self.parts: Parts = connection.parts
        self.deliveries = Deliveries(self.parts)
        self._consumers_of: dict[str, Callable[[Envelope], None]] = {}
        self._queues_of_tags: dict[str | None, str] = {}
        self._no_ack: set[str] = set()
        self._declared: list[Queue] = []
        super().__init__(connection, **kwargs)

    # Declaring and binding: nothing is created in SQS, ever.

    def exchange_declare(self, exchange: str | None = None, type: str = "direct", **kwargs: Any) -> None:  # type: ignore[override]
        # Celery declares its event exchange as a topic; every receiver of it binds "#" or filters by itself.
        super().exchange_declare(exchange, "fanout" if exchange == EVENT_EXCHANGE else type, **kwargs)

    def queue_declare(
        self, queue: str | None = None, passive: bool = False, **kwargs: Any
    ) -> queue_declare_ok_t:
        """Check that the queue is known; only a passive declaration asks SQS how long it is."""
        name = queue or ""
        if not is_control_queue(name) and not self._added_by_mistake(name):
            self._queue(name)
        return queue_declare_ok_t(name, self._length(name) if passive else 0, 0)

    def queue_bind(
        self,
        queue: str,
        exchange: str | None = None,
        routing_key: str = "",
        arguments: Any = None,
        **kwargs: Any,
    ) -> None:
        """Bind a queue in this process; a control queue also in the control table, for all processes."""
        super().queue_bind(queue, exchange, routing_key, arguments, **kwargs)
        if is_control_queue(queue) and exchange is not None and self.typeof(exchange).type == "fanout":
            self.parts.control.mailboxes.bind(exchange, queue)

    def queue_delete(
        self, queue: str, if_unused: bool = False, if_empty: bool = False, **kwargs: Any
    ) -> None:
        """Delete a control queue. Task queues are not deleted: this transport does not own them."""
        if is_control_queue(queue):
            self.parts.control.mailboxes.drop(queue)
            self.state.queue_bindings_delete(queue)

    def queues_for(self, exchange: str, routing_key: str) -> list[str]:
        """
        Name the queues that a message goes to.

        Raises
        ------
        UnknownQueueError
            If there are none, unless the option `unroutable` is ``"discard"``.
        """
        if exchange.startswith("reply.") and exchange.endswith(".pidbox"):
            # Bound in the process that asked, which is not the one that answers.
            return [f"{routing_key}.{exchange}"]
        found = self._bound(exchange, routing_key)
        if not found and self._declare_queues_of_app():
            found = self._bound(exchange, routing_key)
        if not found and self.typeof(exchange).type == "direct" and routing_key in self.parts.options.queues:
            return [routing_key]
        if not found and self.parts.options.unroutable == "discard":
            text = f"no queue is bound to exchange {exchange!r} for {routing_key!r}: discarded"
            warnings.warn(UndeliverableWarning(text), stacklevel=2)
        elif not found:
            raise UnknownQueueError(
                f"no queue is bound to exchange {exchange!r} with routing key {routing_key!r}: "
                "bind one, among the app's task_queues for one, where the message is published"
            )
        return found

    def _bound(self, exchange: str, routing_key: str) -> list[str]:
        if exchange not in (self.state.exchanges or {}):
            return []
        kind: Any = self.typeof(exchange)
        return list(kind.lookup(self.get_table(exchange), exchange, routing_key, None))

    def _declare_queues_of_app(self) -> bool:
        """Bind the app's ``task_queues`` in this process, which may not consume them; True the first time."""
        queues = self.parts.shared.queues()
        if self._declared == queues:
            return False
        self._declared = queues
        for queue in queues:
            for exchange, routing_key in bindings_of(queue):
                if exchange.name:
                    exchange.declare(channel=self)
                    self.queue_bind(queue.name, exchange.name, routing_key)
        return True

    # Publishing.

    def encode_body(self, body: str | bytes, encoding: str | None = None) -> tuple[str, str]:
        """Leave text as it is and write only other bytes in base64; kombu writes everything so."""
        if isinstance(body, str):
            return body, "utf-8"
        try:
            return body.decode(), "utf-8"
        except UnicodeDecodeError:
            return base64.b64encode(body).decode(), "base64"

    def _put(self, queue: str, message: Envelope, **kwargs: Any) -> None:
        """Send a message to one queue: kombu calls it for the anonymous exchange."""
        if is_control_queue(queue):
            self.parts.control.outbox.post_later(queue, json.dumps(message).encode())
        else:
            self.parts.sender.send(queue, self._queue(queue), message)

    def deliver(self, exchange: str, routing_key: str, message: Envelope) -> None:
        """Send a message to the queues of a direct or a topic exchange."""
        for queue in self.queues_for(exchange, routing_key):
            self._put(queue, message)

    def deliver_to_all(self, exchange: str, routing_key: str, message: Envelope) -> None:
        """Send a command or an event to its listeners, and any other message to each bound queue."""
        if exchange.endswith(".pidbox"):
            self.parts.control.command(exchange, message)
        elif exchange == EVENT_EXCHANGE:
            if self.parts.options.control_table:  # without it there are no listeners of events
                self.parts.control.outbox.broadcast_later(exchange, json.dumps(message).encode())
        else:
            self.deliver(exchange, routing_key, message)

    def prepare_message(self, body: Any, priority: int | None = None, content_type: str | None = None,
                        content_encoding: str | None = None, headers: dict[str, Any] | None = None,
                        properties: dict[str, Any] | None = None) -> Any:  # fmt: skip
        """Add a token to the message that repetitions of the send keep, and leave out what is no JSON.

        Some programs hand on all that Celery's signal `before_task_publish` gives them; AMQP drops properties
        that it does not know.
        """
        properties = {} if properties is None else properties  # the same mapping in each try of a send
        for name in [name for name, value in properties.items() if not isinstance(value, _JSON)]:
            del properties[name]
        if was_received(properties):  # and is sent on, by `celery migrate` for one: no copy of that send
            properties.pop(SEND_TOKEN, None)
            properties["delivery_info"] = {}
        properties.setdefault(SEND_TOKEN, uuid.uuid4().hex)
        return super().prepare_message(body, priority, content_type, content_encoding, headers, properties)

    # Consuming.

    def basic_consume(
        self,
        queue: str,
        no_ack: bool,
        callback: Callable[..., Any] | None,
        consumer_tag: str | None,
        **kwargs: Any,
    ) -> str:
        if self._added_by_mistake(queue):
            return consumer_tag or ""
        super().basic_consume(queue, no_ack, callback, consumer_tag, **kwargs)
        if callback is not None:
            self._consumers_of[queue] = lambda envelope: callback(self.Message(envelope, channel=self))
        self._queues_of_tags[consumer_tag] = queue
        if is_control_queue(queue):
            self.parts.control.consume(queue, self._consumers_of[queue])
            return consumer_tag or ""
        if no_ack:
            self._no_ack.add(queue)
        self.deliveries.start_receiving(queue, self._queue(queue), self.dispatch)
        if self.parts.scheduled is not None:
            self.parts.scheduled.start()
        return consumer_tag or ""

    def basic_cancel(self, consumer_tag: str) -> None:
        queue = self._queues_of_tags.pop(consumer_tag, None)
        super().basic_cancel(consumer_tag)
        if queue is None:
            return
        self._consumers_of.pop(queue, None)
        if is_control_queue(queue):
            self.parts.control.cancel(queue)
        else:
            self.deliveries.stop_receiving(queue)

    def dispatch(self, delivery: Delivery) -> None:
        """Pass one message from the inbox to its consumer."""
        if not self.deliveries.begin(delivery):
            return
        try:
            self._consumers_of[delivery.queue](delivery.envelope)
        except Exception:
            if self.parts.in_worker:  # elsewhere the caller decides what happens to it
                doublings = min(delivery.receive_count - 1, 20)
                delay = min(_UNDELIVERED_DELAY * 2**doublings, _MOST_UNDELIVERED_DELAY)
                logger.warning(
                    "message %s of %s cannot be delivered: it is visible again in %d s",
                    delivery.message_id, delivery.queue, delay,
                )  # fmt: skip
                self.deliveries.return_to_queue([delivery.tag], delay)
            raise
        if delivery.queue in self._no_ack:
            self.basic_ack(delivery.tag)

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        self.deliveries.delete(delivery_tag)

    def basic_reject(self, delivery_tag: str, requeue: bool | int = False) -> None:
        """Return a message to the queue, after `requeue` seconds if that is a number, or discard it.

        A message nobody wants goes back until SQS moves it if its queue has dead letters, and is deleted
        otherwise.
        """
        delivery = self.deliveries.get(delivery_tag)
        if requeue:
            self.deliveries.return_to_queue([delivery_tag], 0 if requeue is True else requeue)
        elif delivery is not None and self._queue(delivery.queue).dead_letters:
            self.deliveries.return_to_queue([delivery_tag], _DEAD_LETTER_DELAY)
        else:
            self.basic_ack(delivery_tag)

    def close(self) -> None:
        """Stop receiving and return all unsettled messages to the queue."""
        if not self.closed:
            self.deliveries.return_to_queue_all()
        super().close()

    def basic_recover(self, requeue: bool = False) -> None:
        self.deliveries.return_to_queue_all()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Send what is published inside in batches of ten."""
        with self.parts.sender.batch():
            yield

    # One message at a time, for kombu's simple queues.

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> virtual.Message | None:
        """Receive one message without a wait; None if SQS has none to give."""
        if is_control_queue(queue):
            return None
        url = self._queue(queue).url
        if self.parts.is_made("settlement"):  # what this client has just returned, it may want next
            self.parts.settlement.drain_returns(_RETURN_SECONDS)
        messages = receive(self.parts.clients, self.parts.options, url, 1, wait=0)
        self.deliveries.window.commit_reservation(queue, 0, len(messages))
        for delivery in self.deliveries.take(queue, url, messages):
            self.deliveries.begin(delivery)
            if no_ack:
                self.basic_ack(delivery.tag)
            return self.Message(delivery.envelope, channel=self)
        return None

    def queue_purge(self, queue: str, **kwargs: Any) -> int:
        """Delete what is in a queue, and what is scheduled for it; return about how much that was."""
        if is_control_queue(queue):
            return self.parts.control.table.purge(queue)
        size = self._length(queue)
        url = self._queue(queue).url
        self.parts.clients.sqs(url).call("PurgeQueue", {"QueueUrl": url})
        return size + (self.parts.scheduled.purge(queue) if self.parts.scheduled else 0)

    def _length(self, queue: str) -> int:
        if is_control_queue(queue):
            return 0
        url = self._queue(queue).url
        asked = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]}
        answer = self.parts.clients.sqs(url).call("GetQueueAttributes", asked)
        return int(answer.get("Attributes", {}).get("ApproximateNumberOfMessages", 0))

    def _added_by_mistake(self, queue: str) -> bool:
        """
        Whether a running worker was told to consume an unknown queue.

        Celery carries out ``add_consumer`` in its event loop, where an error would end the worker.
        """
        known = self.parts.queues.knows(queue) or is_control_queue(queue)
        if known or not self.parts.in_worker or not self.deliveries.receiving:
            return False
        logger.error("queue %r is not among predefined_queues and is not consumed", queue)
        return True

    def _queue(self, name: str) -> QueueOptions:
        return self.parts.queues.get(name)
