"""The control plane of one connection: what it reads, what it writes, who is expected to answer."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

from .clients import AWS_ERRORS
from .mailboxes import Mailboxes
from .outbox import Outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clients import Clients
    from .control_table import ControlTable
    from .inbox import Inbox
    from .messages import Envelope

logger = logging.getLogger(__name__)


class ControlPlane:
    """Mailboxes and outbox of a connection on the control table."""

    def __init__(self, table: ControlTable, clients: Clients, inbox: Inbox, poll_seconds: float) -> None:
        self.table = table
        self.mailboxes = Mailboxes(table, clients, inbox, poll_seconds)
        self.outbox = Outbox(table)
        #: Answers still expected, by reply queue.
        self._expected: dict[str, int] = {}
        self._answers: dict[str, Counter[str]] = {}

    def consume(self, queue: str, consumer: Callable[[Envelope], None]) -> None:
        """Read a queue from now on. For a reply queue, count who may answer."""
        if ".reply." in queue:
            self._answers[queue] = Counter()
            exchange = queue.partition(".reply.")[2]
            try:
                self._expected[queue] = len(self.table.bindings(exchange))
            except AWS_ERRORS as error:
                logger.warning("cannot tell how many workers will answer: %r", error)
        self.mailboxes.watch(queue, lambda envelope: self._receive(queue, consumer, envelope))

    def cancel(self, queue: str) -> None:
        self._expected.pop(queue, None)
        self._answers.pop(queue, None)
        self.mailboxes.drop(queue)

    def _receive(self, queue: str, consumer: Callable[[Envelope], None], envelope: Envelope) -> None:
        if (answers := self._answers.get(queue)) is not None:
            # Late answers to an earlier question carry another ticket.
            answers[str((envelope.get("headers") or {}).get("ticket"))] += 1
        consumer(envelope)

    def missing(self) -> int | None:
        """How many answers are still to come; None when nobody knows or nothing was asked."""
        if not self._expected:
            return None
        return sum(
            max(0, expected - max(self._answers[queue].values(), default=0))
            for queue, expected in self._expected.items()
        )

    def close(self) -> None:
        if not self.outbox.drain(timeout=3):
            logger.warning("some replies or events could not be written before the end")
        self.outbox.close()
        self.mailboxes.close()
