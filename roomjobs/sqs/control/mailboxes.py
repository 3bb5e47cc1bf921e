"""Reads the control plane's queues for one connection."""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from ..backoff import Backoff
from ..messages import Envelope, stamp

if TYPE_CHECKING:
    from ..clients import Clients
    from ..receive.inbox import Inbox
    from .letters import Letter
    from .table import ControlTable

logger = logging.getLogger(__name__)

#: Gives a message to its consumer.
Reader = Callable[[Envelope], None]

#: A read right after a delete may still show the item: keys seen lately are passed over.
_REMEMBERED_KEYS = 10_000
#: A binding is written again after this time, or after three looks of a reader that looks less often, and
#: lives three times as long (seconds).
_REFRESH_SECONDS = 20.0
#: Between two tries to reach a table that is down: commands are answered within ten seconds of its return.
_MOST_PAUSE_SECONDS = 8.0
#: How long closing waits for a read or write in flight.
_CLOSE_SECONDS = 3.0


class Pace:
    """How long to wait between two reads: short while something happens, longer and longer after."""

    def __init__(self, first: float, growth: float) -> None:
        self._first = first
        self._growth = growth
        self._wait = first

    def next(self, most: float) -> float:
        wait = min(most, self._wait)
        self._wait = wait * self._growth
        return wait

    def reset(self) -> None:
        self._wait = self._first


class Mailboxes:
    """A thread that binds, reads and empties the queues this connection consumes."""

    def __init__(self, table: ControlTable, clients: Clients, inbox: Inbox, poll_seconds: float) -> None:
        self._table = table
        self._clients = clients
        self._inbox = inbox
        self._poll_seconds = poll_seconds
        self._refresh_seconds = max(_REFRESH_SECONDS, 3 * poll_seconds)
        # From 50 ms up: nine reads in the first second of a command, twelve in two.
        self._pace = Pace(first=0.05, growth=1.2)
        self._changed = threading.Condition()
        #: Readers by queue, each with the longest time between two looks.
        self._watched: dict[str, tuple[Reader, float]] = {}
        #: Monotonic times of the last write by exchange and queue.
        self._bindings: dict[tuple[str, str], float] = {}
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._closed = False
        self._thread: threading.Thread | None = None

    def bind(self, exchange: str, queue: str) -> None:
        """Bind soon, and again and again until `drop`: a table that is down must not stop a worker."""
        with self._changed:
            self._bindings.setdefault((exchange, queue), float("-inf"))

    def watch(self, queue: str, reader: Reader, most_wait: float) -> None:
        """Look into a queue from now on, less and less often down to once in `most_wait` seconds."""
        with self._changed:
            self._watched[queue] = reader, most_wait
            self._pace.reset()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="control-plane", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def drop(self, queue: str) -> None:
        """Stop reading a queue, unbind it and delete what is in it."""
        with self._changed:
            self._watched.pop(queue, None)
            bound = [key for key in self._bindings if key[1] == queue]
            for key in bound:
                del self._bindings[key]
        try:
            for exchange, _ in bound:
                self._table.unbind(exchange, queue)
            self._table.purge(queue)
        except Exception as error:  # noqa: BLE001 - the items expire by themselves
            logger.warning("cannot delete the control queue %s, it expires: %r", queue, error)

    def close(self) -> None:
        """End the thread, and wait for what it is writing: a binding must not come after its removal."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        backoff = Backoff(first=0.5, most=_MOST_PAUSE_SECONDS)
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._watched or self._closed)
                if self._closed:
                    return
                watched = dict(self._watched)
            wait = self._look(watched, backoff)
            with self._changed:
                # A queue that comes meanwhile is looked at once.
                self._changed.wait_for(partial(self._differs, watched), wait)

    def _differs(self, watched: dict[str, tuple[Reader, float]]) -> bool:
        return self._closed or not self._watched.keys() <= watched.keys()

    def _look(self, watched: dict[str, tuple[Reader, float]], backoff: Backoff) -> float:
        """Look into all queues once and say how long to wait then."""
        try:
            self._refresh_bindings()
            for queue, (reader, _) in watched.items():
                self._empty(queue, reader)
        except Exception as error:  # noqa: BLE001 - the control plane never takes the worker down
            self._clients.renew_after(error)
            wait = backoff.next()
            if backoff.failures == 1:
                logger.warning("the control table cannot be reached, trying on: %r", error)
            return wait
        if backoff.failures:
            logger.info("the control table answers again after %d failures", backoff.failures)
        backoff.reset()
        return self._pace.next(min(most_wait for _, most_wait in watched.values()))

    def _empty(self, queue: str, reader: Reader) -> None:
        letters = [letter for letter in self._table.fetch(queue) if letter.key not in self._seen]
        if letters:
            self._pace.reset()
            self._remember(letters)
            envelopes = [envelope for letter in letters if (envelope := _open(letter)) is not None]
            self._inbox.put([partial(reader, envelope) for envelope in envelopes])
            self._table.remove(queue, letters)

    def _refresh_bindings(self) -> None:
        with self._changed:
            now = monotonic()
            due = [key for key, written in self._bindings.items() if now - written >= self._refresh_seconds]
            fresh = [key for key in due if self._bindings[key] == float("-inf")]
        for exchange, queue in due:
            if (exchange, queue) in fresh:
                # What a namesake left behind, a shutdown command for one, is not meant for us.
                self._table.purge(queue)
            lifetime = 3 * self._refresh_seconds
            self._table.bind(exchange, queue, seconds=lifetime, looks_every=self._poll_seconds)
            with self._changed:
                gone = (exchange, queue) not in self._bindings
                if not gone:
                    self._bindings[exchange, queue] = monotonic()
            if gone:  # dropped while we wrote
                self._table.unbind(exchange, queue)

    def _remember(self, letters: list[Letter]) -> None:
        self._seen.update((letter.key, None) for letter in letters)
        while len(self._seen) > _REMEMBERED_KEYS:
            self._seen.popitem(last=False)


def _open(letter: Letter) -> Envelope | None:
    """Read a letter; one that is no envelope must not keep back the others."""
    try:
        envelope: Envelope = json.loads(letter.body)
        stamp(envelope, tag=f"letter-{letter.key}", receive_count=1)
    except (ValueError, TypeError, KeyError) as error:
        logger.warning("letter %s in the control table is thrown away: %r", letter.key, error)
        return None
    return envelope
