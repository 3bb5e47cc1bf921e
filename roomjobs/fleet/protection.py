"""
Keeps ECS from taking away a worker that works.

Source: "Amazon ECS task scale-in protection endpoint", Amazon ECS developer guide. Reclaims of Fargate Spot
ignore the protection; then, as always at SIGTERM, a worker finishes or hands back.
"""

from __future__ import annotations

import logging
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
_TIMEOUT = urllib3.Timeout(connect=1, read=3)


@dataclass(slots=True)
class TaskProtection:
    """Tells the agent of the task whether the worker works."""

    agent: str  # address of the agent, $ECS_AGENT_URI
    is_busy: Callable[[], bool]
    clock: Callable[[], float] = time.monotonic
    _protected_at: float | None = field(default=None, init=False)
    _busy_at: float = field(default=0.0, init=False)
    _stop: threading.Event = field(default_factory=threading.Event, init=False)
    _http: urllib3.PoolManager = field(init=False)

    def __post_init__(self) -> None:
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def start(self) -> None:
        """Look once a second from now on, in a thread of its own."""
        threading.Thread(target=self._run, name="task-protection", daemon=True).start()

    def stop(self) -> None:
        """Look no more. The task ends, so its protection does not matter."""
        self._stop.set()

    def look(self) -> None:
        """Ask for protection, renew it or give it back, if that is due."""
        now = self.clock()
        if self.is_busy():
            self._busy_at = now
            if self._protected_at is None or now - self._protected_at >= _RENEW_SECONDS:
                self._tell(enabled=True)
                self._protected_at = now
        elif self._protected_at is not None and now - self._busy_at >= _LINGER_SECONDS:
            self._tell(enabled=False)
            self._protected_at = None

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            try:
                self.look()
            except Exception:  # noqa: BLE001 - without protection the worker still works, and it is asked for again
                _log.warning("the agent of ECS was not told that this worker works", exc_info=True)

    def _tell(self, *, enabled: bool) -> None:
        state: dict[str, object] = {"ProtectionEnabled": enabled}
        if enabled:
            state["ExpiresInMinutes"] = _EXPIRES_MINUTES
        answer = self._http.request("PUT", f"{self.agent}/task-protection/v1/state", json=state)
        if answer.status != 200 or "failure" in answer.json():
            raise RuntimeError(f"HTTP {answer.status}: {answer.data[:500].decode(errors='replace')}")
