"""
How many requests an owner may make (draft-ietf-httpapi-ratelimit-headers-10).

Counted in this process alone: cheap, and exact where one process serves. With several, each allows as much;
in AWS the usage plans of API Gateway count for all.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flask import Response, g, request
from werkzeug.exceptions import TooManyRequests

from roomjobs.rest.server.messages import PRINCIPAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

_WINDOW_SECONDS = 60
_MOST_OWNERS = 100_000  # remembered at once


class Standing(NamedTuple):
    """The count of an owner in the current window."""

    remaining: int  # below zero: number of requests over the limit
    resets_in: int  # seconds


@dataclass(slots=True)
class RateLimit:
    """Counts the requests of each owner in windows of a minute."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _window: int = field(default=-1, init=False)
    _counts: dict[str, int] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def count(self, owner: str) -> Standing:
        window, passed = divmod(self.clock(), _WINDOW_SECONDS)
        with self._lock:
            if window != self._window or len(self._counts) > _MOST_OWNERS:
                self._window = int(window)
                self._counts.clear()
            self._counts[owner] = self._counts.get(owner, 0) + 1
            return Standing(self.per_minute - self._counts[owner], max(1, round(_WINDOW_SECONDS - passed)))


def register(app: Flask, per_minute: int) -> None:
    """Refuse what is over the limit; 0 allows any number. Goes behind the check of who asks."""
    if not per_minute:
        return
    limit = RateLimit(per_minute)

    @app.before_request
    def check() -> None:
        if "principal" not in g or PRINCIPAL in request.environ:  # the latter: it was counted before its body
            return
        g.rate_standing = limit.count(g.principal.owner)
        if g.rate_standing.remaining < 0:
            raise TooManyRequests(
                f"More than {per_minute} requests a minute.", retry_after=g.rate_standing.resets_in
            )

    @app.after_request
    def add_headers(response: Response) -> Response:
        if "rate_standing" in g:
            remaining, resets_in = g.rate_standing
            response.headers["RateLimit-Policy"] = f'"owner";q={per_minute};w={_WINDOW_SECONDS}'
            response.headers["RateLimit"] = f'"owner";r={max(0, remaining)};t={resets_in}'
        return response
