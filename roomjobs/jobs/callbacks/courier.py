"""Delivers callbacks from a thread of a worker, a second or two after the end that they tell."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)

_EVERY = 2.0  # seconds between two looks at what is due, each half a read unit of DynamoDB
_EVERY_AFTER_FAULT = 20.0
_LEAVE_SECONDS = 15  # for requests under way; what is not noted then is repeated by another


class Courier:
    """A thread that delivers what is due until `stop`; what goes wrong harms nothing else."""

    def __init__(
        self,
        deliver_due: Callable[[Callable[[], bool]], int],  # begins no request once its argument is true
        *,
        every: float = _EVERY,
    ) -> None:
        self._deliver_due = deliver_due
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def leave(self) -> None:
        """Attempt no further callback; those under way go on."""
        self._stop.set()

    def stop(self, seconds: float = _LEAVE_SECONDS) -> None:
        """Attempt no further callback, and wait for those under way."""
        self.leave()
        self._thread.join(timeout=max(0.0, seconds))

    def _run(self) -> None:
        pause = self._every
        while not self._stop.wait(pause):
            try:
                self._deliver_due(self._stop.is_set)
                pause = self._every
            except Exception as error:  # noqa: BLE001 - the next turn may succeed
                _log.warning("callbacks are attempted again in %s s: %r", _EVERY_AFTER_FAULT, error)
                pause = _EVERY_AFTER_FAULT


def stop_together(couriers: Sequence[Courier]) -> None:
    """Stop couriers, which all have the same seconds for what is under way: the worker has few to end."""
    for courier in couriers:
        courier.leave()
    until = time.monotonic() + _LEAVE_SECONDS
    for courier in couriers:
        courier.stop(until - time.monotonic())
