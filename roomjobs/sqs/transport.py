"""The kombu transport: what the channels of one connection share, and how messages reach the consumer."""

from __future__ import annotations

import logging
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError
from kombu.transport import virtual

from .channel import Channel
from .clients import Clients
from .control.plane import ControlPlane
from .control.table import ControlTable
from .errors import OptionsError
from .options import Options
from .receive.health import Health
from .receive.inbox import Inbox
from .receive.settlement import Settlement
from .send.parking import Parking
from .send.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from kombu import Connection
    from kombu.asynchronous import Hub

    from .messages import Envelope

logger = logging.getLogger(__name__)

#: Messages given to the consumer, and seconds spent so, before the event loop may look at something else:
#: at acknowledgements for one. In a solo pool to give a message to its consumer is to run its task.
_BURST = 20
_BURST_SECONDS = 0.02


class Transport(virtual.Transport):
    """Celery's broker on SQS, its control plane on DynamoDB.

    Everything here is made when it is first needed: a publisher starts no thread and opens no pipe.
    """

    Channel = Channel
    driver_type = "sqs"
    driver_name = "sqs"
    connection_errors = (*virtual.Transport.connection_errors, BotoCoreError, OSError)
    channel_errors = (*virtual.Transport.channel_errors, BotoCoreError)

    def __init__(self, client: Connection, **kwargs: Any) -> None:  # noqa: ANN401 - kombu's signature
        super().__init__(client, **kwargs)
        self.options = Options.read(client.transport_options or {})
        exchange_types = {"direct", "topic", "fanout"} if self.options.control_table else {"direct"}
        self.implements = self.implements.extend(asynchronous=True, exchange_type=frozenset(exchange_types))
        self.clients = Clients(self.options)
        self.health = Health(self.options.health_file)
        self.in_event_loop = False

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """Nothing: the address comes from the AWS environment, so kombu need not miss one in the URL."""
        return {}

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox()

    @cached_property
    def settlement(self) -> Settlement:
        return Settlement(self.options, self.clients)

    @cached_property
    def sender(self) -> Sender:
        return Sender(self.options, self.clients, self.parking)

    @cached_property
    def table(self) -> ControlTable | None:
        name = self.options.control_table
        return ControlTable(self.clients, name) if name else None

    @cached_property
    def parking(self) -> Parking | None:
        return Parking(self.table, self.options, self.clients) if self.table else None

    @cached_property
    def control(self) -> ControlPlane:
        if self.table is None:
            raise OptionsError(
                "remote control and events need the option control_table, the name of a DynamoDB table"
            )
        return ControlPlane(self.table, self.clients, self.inbox, self.options.control_poll_seconds)

    def register_with_event_loop(self, connection: Transport, loop: Hub) -> None:  # noqa: ARG002 - kombu's signature
        self.in_event_loop = True
        loop.add_reader(self.inbox.fileno(), self._on_readable)

    def unregister_from_event_loop(self, connection: Transport, loop: Hub) -> None:  # noqa: ARG002 - kombu's signature
        loop.remove_reader(self.inbox.fileno())

    def drain_events(self, connection: Connection, timeout: float | None = None, **_: object) -> None:  # noqa: ARG002 - kombu's signature
        """Give one message to its consumer.

        Raises
        ------
        TimeoutError
            When none came within `timeout` seconds. A client that waits for the answers of workers is
            told so as soon as all of them are there.
        """
        source = self.control.next_message if self._made("control") else self.inbox.get
        handover = source(timeout)
        if handover is None:
            raise TimeoutError("no message in time")
        handover()

    def close_connection(self, connection: Connection) -> None:
        super().close_connection(connection)
        if self._made("settlement"):
            if not self.settlement.drain(self.options.close_timeout):
                logger.warning("some messages could not be settled, SQS redelivers them")
            self.settlement.close()
        if self._made("parking") and self.parking is not None:
            self.parking.close()
        if self._made("control"):
            self.control.close()
        if self._made("inbox"):
            self.inbox.close()

    def consumer_of(self, queue: str) -> Callable[[Envelope], None]:
        """The callback that kombu's ``basic_consume`` keeps for a queue."""
        consumer: Callable[[Envelope], None] = self._callbacks[queue]  # type: ignore[index] # set by kombu's constructor
        return consumer

    def _on_readable(self) -> None:
        until = monotonic() + _BURST_SECONDS
        for _ in range(_BURST):
            if (handover := self.inbox.get()) is None:
                return
            try:
                handover()
            except Exception:
                # Raised through the event loop it would end the worker.
                logger.exception("a message could not be delivered")
            if monotonic() > until:
                return

    def _made(self, name: str) -> bool:
        """Whether a part was needed so far."""
        return name in self.__dict__
