"""Writes replies and events to the control plane from a thread."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING

from ..batcher import Batcher
from ..clients import AWS_ERRORS

if TYPE_CHECKING:
    from .table import ControlTable

logger = logging.getLogger(__name__)

#: Seconds for which "nobody is bound" is believed, or longer where commands are looked for less often.
#: A worker that nobody watches reads the table so often.
_BINDINGS_SECONDS = 3.0
#: Replies and events older than that help nobody.
_STALE_SECONDS = 20.0

#: (monotonic time, exchange or None, queue, body)
_Post = tuple[float, str | None, str, bytes]


class Outbox:
    """Sends to queues of the control plane without ever holding up a worker."""

    def __init__(self, table: ControlTable, poll_seconds: float) -> None:
        self._table = table
        self._believed_seconds = max(_BINDINGS_SECONDS, poll_seconds)
        self._bindings: dict[str, tuple[float, list[str]]] = {}
        self._later: Batcher[_Post] = Batcher("control-plane-outbox", self._send, linger=0.01)

    def broadcast_later(self, exchange: str, body: bytes) -> None:
        """Write to every queue bound to `exchange` soon, nothing if nobody is bound."""
        self._later.add((monotonic(), exchange, "", body))

    def post_later(self, queue: str, body: bytes) -> None:
        self._later.add((monotonic(), None, queue, body))

    def drain(self, timeout: float) -> bool:
        return self._later.drain(timeout)

    def close(self) -> None:
        self._later.close()

    def _send(self, posts: list[_Post]) -> list[_Post]:
        oldest = monotonic() - _STALE_SECONDS
        fresh = [post for post in posts if post[0] > oldest]
        if len(fresh) < len(posts):
            logger.warning(
                "dropped %d replies or events that could not be written in time", len(posts) - len(fresh)
            )
        letters: list[tuple[str, bytes]] = []
        try:
            for _, exchange, queue, body in fresh:
                queues = [queue] if exchange is None else self._bound(exchange)
                letters.extend((name, body) for name in queues)
            if letters:
                self._table.post(letters)
        except AWS_ERRORS as error:
            logger.debug("the control table refused %d posts: %r", len(fresh), error)
            return fresh
        return []

    def _bound(self, exchange: str) -> list[str]:
        read_at, queues = self._bindings.get(exchange, (float("-inf"), []))
        if monotonic() - read_at > self._believed_seconds:
            queues = list(self._table.bindings(exchange, consistent=False))
            self._bindings[exchange] = (monotonic(), queues)
        return queues
