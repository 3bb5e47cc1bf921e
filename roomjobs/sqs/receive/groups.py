"""The order of messages within a group of a FIFO queue, kept while a worker runs many tasks at a time."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..messages import Delivery


class Groups:
    """
    Lets one message of each group begin, and the next one when that is settled.

    SQS gives several messages of a group in one receive, and none to anybody else until these are deleted or
    visible again. The order among them is left to the receiver.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: By queue and group, the messages held: the first has begun or may begin.
        self._lines: dict[tuple[str, str], deque[Delivery]] = {}

    def admit(self, deliveries: Iterable[Delivery]) -> list[Delivery]:
        """Note messages in the order of their receive; return those that may begin."""
        ready = []
        with self._lock:
            for delivery in deliveries:
                if delivery.group is None:
                    ready.append(delivery)
                    continue
                line = self._lines.setdefault(_key(delivery), deque())
                line.append(delivery)
                if len(line) == 1:
                    ready.append(delivery)
        return ready

    def leave(self, delivery: Delivery) -> Delivery | None:
        """Forget a message that is done; return the one that may begin now."""
        with self._lock:
            line = self._lines.get(_key(delivery))
            if line is None or delivery not in line:
                return None
            was_first = line[0] is delivery
            line.remove(delivery)
            if not line:
                del self._lines[_key(delivery)]
                return None
            return line[0] if was_first else None

    def leave_with_followers(self, delivery: Delivery) -> list[Delivery]:
        """Forget a message that goes back to its queue; return those behind, which must not overtake it."""
        with self._lock:
            line = self._lines.get(_key(delivery))
            if line is None or delivery not in line:
                return []
            index = line.index(delivery)
            behind = list(line)[index + 1 :]
            kept = list(line)[:index]
            if kept:
                self._lines[_key(delivery)] = deque(kept)
            else:
                del self._lines[_key(delivery)]
            return behind


def _key(delivery: Delivery) -> tuple[str, str]:
    return delivery.queue, delivery.group or ""
