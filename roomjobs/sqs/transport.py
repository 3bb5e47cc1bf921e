"""The kombu transport: one connection that passes messages to its consumers."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError
from kombu.transport import virtual

from .channel import Channel
from .http.time_budget import has_time_budget
from .options import Options, from_url
from .parts import Parts
from .shared import shared_by

if TYPE_CHECKING:
    from kombu import Connection
    from kombu.asynchronous import Hub

    from .receive.inbox import Handover

logger = logging.getLogger(__name__)

#: Maximum messages, and seconds, per turn of the event loop, so that it also handles acknowledgements. In a
#: solo pool, passing a message to its consumer runs the task.
_BURST = 20
_BURST_SECONDS = 0.02


#: For a sign of life of SQS.
_CONNECT_SECONDS = 5.0


class Transport(virtual.Transport):
    """Celery's broker on SQS, its control plane on DynamoDB."""

    Channel = Channel
    driver_type = "sqs"
    driver_name = "sqs"
    connection_errors = (*virtual.Transport.connection_errors, BotoCoreError, OSError)
    channel_errors = (*virtual.Transport.channel_errors, BotoCoreError)

    def __init__(self, client: Connection, **kwargs: Any) -> None:  # noqa: ANN401 - kombu's signature
        super().__init__(client, **kwargs)
        shared = shared_by(client.transport_options or {})
        self.state = shared.state
        self.parts = Parts(Options.read(from_url(client.transport_options or {}, client)), shared)
        exchange_types = {"direct", "topic", "fanout"} if self.parts.options.control_table else {"direct"}
        self.implements = self.implements.extend(asynchronous=True, exchange_type=frozenset(exchange_types))

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """Nothing: the address comes from the AWS environment, so kombu need not miss one in the URL."""
        return {}

    def establish_connection(self) -> Transport:
        """Check that SQS can be reached, so that kombu's and Celery's ways to wait for a broker work.

        Raises
        ------
        botocore.exceptions.BotoCoreError
            If nobody answers at the endpoint.
        """
        if not has_time_budget():  # else the calls tell, and kombu must not wait beyond the budget
            self.parts.clients.sqs().reach(_CONNECT_SECONDS)
        established: Transport = super().establish_connection()
        return established

    def register_with_event_loop(self, connection: Transport, loop: Hub) -> None:  # noqa: ARG002 - kombu's signature
        self.parts.in_worker = True
        loop.add_reader(self.parts.inbox.fileno(), self._on_readable)

    def unregister_from_event_loop(self, connection: Transport, loop: Hub) -> None:  # noqa: ARG002 - kombu's signature
        loop.remove_reader(self.parts.inbox.fileno())

    def drain_events(self, connection: Connection, timeout: float | None = None, **_: object) -> None:  # noqa: ARG002 - kombu's signature
        """Pass one message to its consumer.

        Raises
        ------
        TimeoutError
            When none came within `timeout` seconds. A client that waits for the answers of workers is
            told so as soon as all of them are there.
        """
        parts = self.parts
        source = parts.control.next_message if parts.is_made("control") else parts.inbox.get
        handover = source(timeout)
        if handover is None:
            raise TimeoutError("no message in time")
        if parts.in_worker:  # of a pool without an event loop
            _pass_on(handover)
        else:
            handover()

    def close_connection(self, connection: Connection) -> None:
        super().close_connection(connection)
        self.parts.close()

    def _on_readable(self) -> None:
        until = monotonic() + _BURST_SECONDS
        for _ in range(_BURST):
            if (handover := self.parts.inbox.get()) is None:
                return
            _pass_on(handover)
            if monotonic() > until:
                return


def _pass_on(handover: Handover) -> None:
    """Pass a message to its consumer in a worker, which an error would end."""
    try:
        handover()
    except Exception:
        logger.exception("a message could not be delivered")
