"""The control plane of one connection: what it reads, what it writes, who is expected to answer."""

from __future__ import annotations

import json
import logging
from time import monotonic
from typing import TYPE_CHECKING

from ..clients import AWS_ERRORS
from .mailboxes import Mailboxes
from .outbox import Outbox
from .questions import Question, Questions, content

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..clients import Clients
    from ..messages import Envelope
    from ..receive.inbox import Inbox
    from .table import ControlTable

logger = logging.getLogger(__name__)

#: A client that was told to wait for long looks less and less often, down to that many seconds.
_CLIENT_WAIT = 3.0
#: A monitor looks for events that often at least, whatever its workers do for commands.
_MONITOR_WAIT = 1.0
#: Letters looked up to tell whether workers that do not answer are alive: a client reads little.
_LOOK_UPS = 5


class ControlPlane:
    """Mailboxes and outbox of a connection on the control table."""

    def __init__(
        self,
        table: ControlTable,
        clients: Clients,
        inbox: Inbox,
        poll_seconds: float,
        questions: Questions,
    ) -> None:
        self.table = table
        self._inbox = inbox
        self._poll_seconds = poll_seconds
        self._questions = questions
        self.mailboxes = Mailboxes(table, clients, inbox, poll_seconds)
        self.outbox = Outbox(table, poll_seconds)
        self._reply_queues: set[str] = set()

    def command(self, exchange: str, envelope: Envelope) -> None:
        """Write a command to all workers it is meant for before returning."""
        question = content(envelope)
        bound = self.table.bindings(exchange)
        mailboxes = list(bound)
        if wanted := question.get("destination"):
            mailboxes = [name for name in bound if name.removesuffix(f".{exchange}") in wanted]
        body = json.dumps(envelope).encode()
        keys = self.table.post([(mailbox, body) for mailbox in mailboxes])
        if ticket := question.get("ticket"):
            reply_to = question["reply_to"]
            waiting = dict(zip(mailboxes, keys, strict=True))
            self._questions.ask(
                f"{reply_to['routing_key']}.{reply_to['exchange']}",
                Question(ticket, exchange, waiting, asked_at=monotonic(), looks_every=bound),
            )

    def consume(self, queue: str, consumer: Callable[[Envelope], None]) -> None:
        """Read a queue from now on."""
        most_wait = self._poll_seconds
        if is_reply_queue(queue):
            self._reply_queues.add(queue)
            most_wait = _CLIENT_WAIT
        elif not is_command_queue(queue):  # of events, which somebody watches
            most_wait = min(most_wait, _MONITOR_WAIT)
        self.mailboxes.watch(queue, lambda envelope: self._receive(queue, consumer, envelope), most_wait)

    def cancel(self, queue: str) -> None:
        self._reply_queues.discard(queue)
        self._questions.forget(queue)
        self.mailboxes.drop(queue)

    def next_message(self, timeout: float | None) -> Callable[[], None] | None:
        """Wait for a message, given as the function that hands it over, or None if there is none in time.

        A client that collects answers waits no longer once nobody is left who may answer.
        """
        question = next(filter(None, map(self._questions.get, self._reply_queues)), None)
        if question is None or timeout is None:
            return self._inbox.get(timeout)
        handover = self._inbox.get(question.seconds_left(timeout))
        if handover is None and (question.extended or self._somebody_works_on(question)):
            question.extended = True
            handover = self._inbox.get(question.seconds_of_grace(timeout))
        return handover

    def close(self) -> None:
        if not self.outbox.drain(timeout=3):
            logger.warning("some replies or events could not be written before the end")
        self.outbox.close()
        self.mailboxes.close()

    def _receive(self, queue: str, consumer: Callable[[Envelope], None], envelope: Envelope) -> None:
        if (question := self._questions.get(queue)) is not None:
            question.answer(envelope)
        consumer(envelope)

    def _somebody_works_on(self, question: Question) -> bool:
        """Whether a worker that has not answered has fetched the question: one that was killed has not."""
        try:
            return any(
                all(letter.key != key for letter in self.table.fetch(mailbox, consistent=True))
                for mailbox, key in list(question.waiting.items())[:_LOOK_UPS]
            )
        except AWS_ERRORS as error:
            logger.warning("cannot tell who else will answer: %r", error)
            return False


def is_reply_queue(name: str) -> bool:
    return ".reply." in name


def is_command_queue(name: str) -> bool:
    return name.endswith(".pidbox") and not is_reply_queue(name)
