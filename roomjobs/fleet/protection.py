"""
Keeps ECS from ending a worker that works, and lets it end one whose time has come.

Source: "Amazon ECS task scale-in protection endpoint", Amazon ECS developer guide. Reclaims of Fargate Spot
ignore the protection; then, as always at SIGTERM, a worker finishes or hands back.

Protection is bounded. A worker that is not of its service's primary deployment stops receiving, and gives its
protection back when the jobs that it has are done. Where ECS cannot be asked, because a private network has
no way to it, a worker that is busy without a break does the same every ten minutes, and goes on
if ECS lets it.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import urllib3

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0
#: Between short jobs the protection stays, so that it is not asked for once per job.
_LINGER_SECONDS = 30.0
_EXPIRES_MINUTES = 15
_RENEW_SECONDS = 300.0
#: An agent that refuses is asked again after 1, 2, 4 ... seconds, at most a minute.
_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 60.0
#: How often a protected worker asks whether it is outdated. 1,000 workers then ask 17 times a second at most;
#: ECS takes 20. Source: Amazon ECS API reference, "Request throttling".
_ASK_SECONDS = 60.0
#: How long a worker that cannot ask stays protected without a break, and how long it then waits for its end.
_UNASKED_SECONDS = 600.0
_BREAK_SECONDS = 20.0
_TIMEOUT = urllib3.Timeout(connect=1, read=3)


def _unknown() -> bool | None:
    return None


@dataclass(slots=True)
class TaskProtection:
    """Tells the agent of the task whether the worker works."""

    agent: str  # address of the agent, $ECS_AGENT_URI
    is_busy: Callable[[], bool]
    pause: Callable[[bool], None] = lambda _paused: None  # receive no more messages, or again
    is_outdated: Callable[[], bool | None] = _unknown  # None: nobody knows
    clock: Callable[[], float] = time.monotonic
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=_TIMEOUT, retries=False)
    )
    chance: random.Random = field(default_factory=random.Random)
    _protected_at: float | None = field(default=None, init=False)  # of the last success
    _busy_at: float = field(default=0.0, init=False)
    _leaving: bool = field(default=False, init=False)  # receives no more, and wants to be ended
    _given_back_at: float | None = field(default=None, init=False)  # by a worker that leaves
    _ask_at: float | None = field(default=None, init=False)
    _known_at: float = field(
        default=0.0, init=False
    )  # when ECS last let this worker stay, or a session began
    _retry_at: float = field(default=float("-inf"), init=False)
    _retry_seconds: float = field(default=_FIRST_RETRY_SECONDS, init=False)
    _stop: threading.Event = field(default_factory=threading.Event, init=False)

    def start(self) -> None:
        """Look once a second from now on, in a thread of its own."""
        threading.Thread(target=self._run, name="task-protection", daemon=True).start()

    def stop(self) -> None:
        """Look no more. The task ends, so its protection does not matter."""
        self._stop.set()

    def look(self) -> None:
        """
        Ask for protection, renew it or give it back, if that is due.

        Raises
        ------
        RuntimeError
            The agent refuses; it is asked again later.
        urllib3.exceptions.HTTPError
            The agent is out of reach.
        """
        now = self.clock()
        busy = self.is_busy()
        if busy:
            self._busy_at = now
        self._decide_whether_to_leave(now)
        if self._leaving:
            self.pause(True)  # again and again: a new connection to the queue knows nothing of it
            if not busy and self._protected_at is not None:
                self._tell(now, enabled=False)
            if not busy and self._given_back_at is None:
                self._given_back_at = now
        if busy and self._given_back_at is None:
            if self._protected_at is None or now - self._protected_at >= _RENEW_SECONDS:
                if self._protected_at is None and not self._leaving:
                    self._known_at = now
                self._tell(now, enabled=True)
        elif not busy and self._protected_at is not None and now - self._busy_at >= _LINGER_SECONDS:
            self._tell(now, enabled=False)

    def _decide_whether_to_leave(self, now: float) -> None:
        """Find out about the service now and then, while this worker is protected or about to leave."""
        if self._protected_at is None and not self._leaving:
            self._ask_at = None
            return
        if self._ask_at is None:  # at random, so that a fleet that began at once does not ask at once
            self._ask_at = now + self.chance.uniform(0.5, 1) * _ASK_SECONDS
        if now >= self._ask_at:
            self._ask_at = now + _ASK_SECONDS
            outdated = self.is_outdated()
            if outdated is not None:
                self._known_at = now
                self._leave(outdated, "the service has a newer deployment")
                return
        if not self._leaving and now - self._known_at >= _UNASKED_SECONDS:
            self._leave(True, "ECS may want to end it, and cannot be asked")
        rested = self._given_back_at is not None and now - self._given_back_at >= _BREAK_SECONDS
        if rested and now - self._known_at >= _UNASKED_SECONDS:
            self._known_at = now
            self._leave(False, "")

    def _leave(self, leaving: bool, why: str) -> None:  # noqa: FBT001 - what was found out
        if leaving == self._leaving:
            return
        self._leaving = leaving
        self._given_back_at = None
        self.pause(leaving)
        if leaving:
            _log.info("this worker receives no more: %s", why)
        else:
            _log.info("this worker receives again")

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - without protection the worker still works, and it is asked for again
                _log.warning("the agent of ECS was not told whether this worker works: %r", error)

    def _tell(self, now: float, *, enabled: bool) -> None:
        if now < self._retry_at:
            return
        state: dict[str, object] = {"ProtectionEnabled": enabled}
        if enabled:
            state["ExpiresInMinutes"] = _EXPIRES_MINUTES
        self._retry_at = now + self._retry_seconds
        self._retry_seconds = min(_LONGEST_RETRY_SECONDS, 2 * self._retry_seconds)
        answer = self.http.request("PUT", f"{self.agent}/task-protection/v1/state", json=state)
        if answer.status != 200 or "failure" in answer.json():
            raise RuntimeError(f"HTTP {answer.status}: {answer.data[:500].decode(errors='replace')}")
        self._retry_at, self._retry_seconds = float("-inf"), _FIRST_RETRY_SECONDS
        self._protected_at = now if enabled else None
