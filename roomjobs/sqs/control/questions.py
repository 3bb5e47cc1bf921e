"""What a client of remote control has asked, and how long it is worth waiting for the answers."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..messages import Envelope

#: Seconds that an answer may follow on the one before it, though the time for answers is over.
_GAP = 0.3
#: Seconds more for a worker that has fetched the question and not answered yet.
_GRACE = 1.0
#: Seconds from a worker's look to its answer.
_ROUND_TRIP = 0.5
#: Questions whose answers nobody collected are forgotten, the oldest first.
_REMEMBERED = 100


@dataclass(slots=True)
class Question:
    """A command that was written to some mailboxes."""

    ticket: str
    exchange: str
    #: Mailboxes whose workers have not answered, and the key of the letter in each.
    waiting: dict[str, str]
    asked_at: float
    #: By mailbox, how often its worker looks into it (seconds): one that seldom does is waited for as long.
    looks_every: Mapping[str, float] = field(default_factory=dict)
    answered_at: float = float("-inf")
    #: The time was up, and somebody was alive who had not answered.
    extended: bool = False

    def answer(self, envelope: Envelope) -> None:
        """Note who has answered; late answers to an earlier question carry another ticket."""
        if (envelope.get("headers") or {}).get("ticket") == self.ticket:
            self.answered_at = monotonic()
            for host in content(envelope):
                self.waiting.pop(f"{host}.{self.exchange}", None)

    def seconds_left(self, timeout: float) -> float:
        """Seconds to wait for the next answer, from now on.

        Celery means `timeout` for each answer. Counted like that, a worker that was killed would be waited
        for that much longer, so it counts from the question.
        """
        if not self.waiting:
            return 0.0
        return max(self._due(timeout), self.answered_at + _GAP) - monotonic()

    def seconds_of_grace(self, timeout: float) -> float:
        """Seconds to wait for workers that are alive but slow."""
        return self._due(timeout) + _GRACE - monotonic()

    def _due(self, timeout: float) -> float:
        """When all answers have to be there: no worker can answer before it has looked."""
        slowest = max((self.looks_every.get(name, 0.0) for name in self.waiting), default=0.0)
        return self.asked_at + (timeout if slowest <= timeout else slowest + _ROUND_TRIP)


class Questions:
    """
    The open questions of this process by reply queue.

    Shared by all connections, because kombu asks over one and collects the answers over another.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[str, Question] = OrderedDict()

    def ask(self, reply_queue: str, question: Question) -> None:
        with self._lock:
            self._open[reply_queue] = question
            while len(self._open) > _REMEMBERED:
                self._open.popitem(last=False)

    def get(self, reply_queue: str) -> Question | None:
        with self._lock:
            return self._open.get(reply_queue)

    def forget(self, reply_queue: str) -> None:
        with self._lock:
            self._open.pop(reply_queue, None)


def content(envelope: Envelope) -> Mapping[str, Any]:
    """Read the body of a command or an answer, if it is JSON: of others nothing is known."""
    if envelope.get("content-type") != "application/json":
        return {}
    try:
        found = json.loads(envelope["body"])
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
