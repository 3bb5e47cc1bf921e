"""Which receivers are left alone for a while, so that slow ones keep nobody else waiting. No I/O."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

AT_ONCE = 8  # requests to services of owners
_MINUTE = 60
_SHARE = AT_ONCE * _MINUTE / 2  # seconds of requests that one owner has in a minute, half of what there are


@dataclass(frozen=True, slots=True)
class Patience:
    """
    Counts what hosts and owners take of the time of one process. Times are Unix seconds.

    A host that does not answer is left alone for a minute. An owner, who may have many hosts, waits for the
    end of the minute once they have taken half of the time. What is past is forgotten.
    """

    _slow_until: dict[str, float] = field(default_factory=dict)  # by host
    _spent: dict[str, tuple[float, float]] = field(
        default_factory=dict
    )  # by owner: end of the minute, seconds
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_until(self, host: str, owner: str) -> float:
        """When the next request to a host of an owner may begin; 0 if at once."""
        with self._lock:
            until, spent = self._spent.get(owner, (0.0, 0.0))
            return max(self._slow_until.get(host, 0.0), until if spent >= _SHARE else 0.0)

    def took(self, host: str, owner: str, seconds: float, *, answered: bool, now: float) -> None:
        """
        Count a request that has ended.

        Examples
        --------
        >>> patience = Patience()
        >>> patience.took("slow.example", "an owner", 10.0, answered=False, now=1000)
        >>> patience.wait_until("slow.example", "an owner"), patience.wait_until("b.example", "an owner")
        (1060, 0.0)
        """
        with self._lock:
            for name in [name for name, until in self._slow_until.items() if until <= now]:
                del self._slow_until[name]
            for name in [name for name, (until, _) in self._spent.items() if until <= now]:
                del self._spent[name]
            if answered:
                self._slow_until.pop(host, None)
            else:
                self._slow_until[host] = now + _MINUTE
            until, spent = self._spent.get(owner, (now + _MINUTE, 0.0))
            self._spent[owner] = until, spent + seconds
