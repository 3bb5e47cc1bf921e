"""
Server-sent events: the API sends changes, so that clients need not poll.

The server waits between two events, in a task of its event loop. A stream ends after a while, and the client
comes back by itself with the id of the last event that it got; and there are only so many at once, since each
asks the stores again and again.

Source: "Server-sent events", HTML Living Standard, section 9.2.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from flask import Response, abort, request

from roomjobs import sqs
from roomjobs.rest.http.access import current_owner
from roomjobs.rest.server.messages import EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)

_COME_BACK_MS = 1000
_HEARTBEAT_SECONDS = 15  # proxies close connections that are silent for longer


@dataclass(frozen=True, slots=True)
class Event:
    """The current state as an event."""

    id: str  # changes with the data
    data: bytes  # JSON
    is_last: bool = False  # nothing will change any more


@dataclass(slots=True)
class Stream:
    """The events of one client, part by part; between two of them pass `every` seconds."""

    name: str
    event: Event  # what was seen last
    known: str  # id of the last event that the client has
    look: Callable[[], Event]
    every: float
    seconds: float  # duration of the stream
    close: Callable[[], None]
    store_seconds: float  # that one look may wait for stores
    _began: float = field(default_factory=time.monotonic, init=False)
    _spoke: float = field(default_factory=time.monotonic, init=False)
    _has_begun: bool = field(default=False, init=False)

    def next_part(self) -> bytes | None:
        """Read the stores; return the bytes to send now, possibly none, or None at the end."""
        now = time.monotonic()
        if not self._has_begun:
            self._has_begun = True
            return f"retry: {_COME_BACK_MS}\n\n".encode() + self._news(now)
        if self.event.is_last or now - self._began > self.seconds:
            return None
        try:
            with sqs.time_budget(self.store_seconds):
                self.event = self.look()
        except (BotoCoreError, ClientError) as error:
            _log.warning("a stream of events ends, its client comes back: %r", error)
            return None
        return self._news(now)

    def _news(self, now: float) -> bytes:
        if self.event.id != self.known:
            self.known, self._spoke = self.event.id, now
            name, id_ = self.name.encode(), self.event.id.encode()
            return b"event: %b\nid: %b\ndata: %b\n\n" % (name, id_, self.event.data)
        if now - self._spoke > _HEARTBEAT_SECONDS:
            self._spoke = now
            return b": still here\n\n"
        return b""


class Streams:
    """
    Gives out streams, each for some `seconds`: to `at_most` clients of this process at once.

    One owner gets half of them, so that nobody takes all.
    """

    def __init__(self, *, at_most: int, seconds: float, store_seconds: float) -> None:
        self._at_most = at_most
        self._of_one = -(-at_most // 2)
        self._seconds = seconds
        self._store_seconds = store_seconds
        self._open: Counter[str] = Counter()  # by owner
        self._lock = threading.Lock()

    def response(self, name: str, look: Callable[[], Event], *, every: float) -> Response:
        """
        A stream of what `look` sees, which is called every `every` seconds.

        A client that has seen the last event gets 204, which tells it not to come back.
        """
        if not self._at_most:
            abort(501, "This service sends no events; ask for the state instead, every 500 ms or slower.")
        known = request.headers.get("Last-Event-ID", "")
        first = look()
        if first.is_last and first.id == known:
            return Response(status=204)
        owner = current_owner()
        self._take(owner)
        close = partial(self._give_back, owner)
        stream = Stream(name, first, known, look, every, self._seconds, close, self._store_seconds)
        relayed = request.environ.get(EVENTS)
        if relayed is None:
            response = Response(_parts(stream), content_type="text/event-stream")
            response.call_on_close(stream.close)
        else:
            relayed.append(stream)
            response = Response(iter(()), content_type="text/event-stream")  # of no known length
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"  # nginx would collect events
        return response

    def _take(self, owner: str) -> None:
        with self._lock:
            if self._open.total() >= self._at_most:
                abort(503, "All streams are taken; ask for the state instead, or come back later.")
            if self._open[owner] >= self._of_one:
                abort(429, f"You have {self._of_one} streams open, the most that one owner gets; close one.")
            self._open[owner] += 1

    def _give_back(self, owner: str) -> None:
        with self._lock:
            self._open[owner] -= 1
            if not self._open[owner]:
                del self._open[owner]


def _parts(stream: Stream) -> Iterator[bytes]:
    """The stream for a server that cannot wait itself; it uses a thread."""
    while (part := stream.next_part()) is not None:
        if part:
            yield part
        if stream.event.is_last:
            return
        time.sleep(stream.every)
