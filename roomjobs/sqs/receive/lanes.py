"""Which of several queues receives next, when there is not space for all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ..options import QueueOptions

#: A queue that was asked this long ago and has not answered is empty for now (seconds): a lower one may go.
LOOK_SECONDS = 0.1


class Lanes:
    """
    The order of queues: by priority, and by weight among those of one priority.

    A queue yields to better ones that wait for space or were asked a moment ago. Of queues that always have
    messages, those of the highest priority receive alone; among them, each gets messages in proportion to
    its weight. A queue that was empty for a while has saved nothing up.

    Not thread-safe: `PrefetchWindow` calls it under its own lock.

    Parameters
    ----------
    queues : mapping of str to QueueOptions
        The queues that have a priority or a weight; all others have priority 0 and weight 1.
    """

    def __init__(self, queues: Mapping[str, QueueOptions]) -> None:
        self._queues = queues
        self._waiting: Counter[str] = Counter()
        self._asked_at: dict[str, float] = {}
        #: Messages received so far, divided by the weight.
        self._received: defaultdict[str, float] = defaultdict(float)
        self._idle: set[str] = set()

    def wait(self, queue: str) -> None:
        """Note that a receiver of `queue` waits for space."""
        self._waiting[queue] += 1

    def go(self, queue: str, *, asks: bool) -> None:
        """Note that a receiver of `queue` waits no longer, and whether it asks SQS now."""
        self._waiting[queue] -= 1
        if asks:
            self._asked_at[queue] = monotonic()

    def got(self, queue: str, messages: int) -> None:
        """Note what an answer has brought."""
        self._asked_at.pop(queue, None)
        if not messages:
            self._idle.add(queue)
            return
        if queue in self._idle:
            self._idle.discard(queue)
            busy = [self._received[other] for other in self._received if other not in self._idle | {queue}]
            self._received[queue] = max(self._received[queue], min(busy, default=0))
        self._received[queue] += messages / self._weight(queue)

    def yields(self, queue: str, space: int, reserved: Mapping[str, int], full: Collection[str] = ()) -> bool:
        """
        Whether `queue` has to leave the space to better ones.

        Parameters
        ----------
        queue : str
            That wants to receive.
        space : int
            Messages that there is space for, if all other queues have none.
        reserved : mapping of str to int
            Space that queues have asked for and not yet got messages for.
        full : collection of str
            Queues that may hold no more, whatever space there is: nothing has to be left to them.
        """
        now, mine = monotonic(), self._rank(queue)
        claimed = 0
        for other in self._waiting.keys() | self._asked_at.keys():
            if other != queue and self._rank(other) < mine:
                claimed += 0 if other in full else self._waiting[other]
                if now - self._asked_at.get(other, float("-inf")) < LOOK_SECONDS:
                    claimed += reserved.get(other, 0)
        return claimed >= space

    def _rank(self, queue: str) -> tuple[float, float, str]:
        options = self._queues.get(queue)
        return -(options.priority if options else 0), self._received[queue], queue

    def _weight(self, queue: str) -> float:
        options = self._queues.get(queue)
        return options.weight if options else 1
