"""
Server-sent events: a client is told of changes instead of asking.

A stream takes a thread of the server for as long as it is open. So it ends after a while, and the client
comes back by itself with the id of the last event that it got; and there are only so many at once.

Source: "Server-sent events", HTML Living Standard, section 9.2.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from flask import Response, abort, request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)

_COME_BACK_MS = 1000
_HEARTBEAT_SECONDS = 15  # proxies give up on connections that are silent for longer


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be seen now."""

    id: str  # another one when something has changed
    data: bytes  # JSON
    is_last: bool = False  # nothing will change any more


class Streams:
    """Gives out streams, to `at_most` clients of this process at once, each for some `seconds`."""

    def __init__(self, *, at_most: int, seconds: float) -> None:
        self._at_most = at_most
        self._seconds = seconds
        self._free = threading.Semaphore(at_most)

    def response(self, name: str, look: Callable[[], Event], *, every: float) -> Response:
        """
        A stream of what `look` sees, which is called every so many seconds.

        A client that has seen the last event gets 204, which tells it not to come back.
        """
        if not self._at_most:
            abort(501, "This service sends no events; ask for the state instead, every 500 ms or slower.")
        known = request.headers.get("Last-Event-ID", "")
        first = look()
        if first.is_last and first.id == known:
            return Response(status=204)
        if not self._free.acquire(blocking=False):
            abort(503, "All streams are taken; ask for the state instead, or come back later.")
        response = Response(self._stream(name, first, known, look, every), content_type="text/event-stream")
        response.call_on_close(self._free.release)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"  # nginx would collect events
        return response

    def _stream(
        self, name: str, event: Event, known: str, look: Callable[[], Event], every: float
    ) -> Iterator[bytes]:
        began = spoke = time.monotonic()
        yield f"retry: {_COME_BACK_MS}\n\n".encode()
        while True:
            if event.id != known:
                known, spoke = event.id, time.monotonic()
                yield b"event: %b\nid: %b\ndata: %b\n\n" % (name.encode(), event.id.encode(), event.data)
            elif time.monotonic() - spoke > _HEARTBEAT_SECONDS:
                spoke = time.monotonic()
                yield b": still here\n\n"
            if event.is_last or time.monotonic() - began > self._seconds:
                return
            time.sleep(every)
            try:
                event = look()
            except (BotoCoreError, ClientError) as error:
                _log.warning("a stream of events ends, its client comes back: %r", error)
                return
