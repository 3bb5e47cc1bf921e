"""Which pages of other origins may use the API (the Fetch standard's CORS protocol); by default none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from roomjobs.rest.http.requests import METHODS

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask import Flask

_SENT = (
    "Accept, Authorization, Cache-Control, Content-Encoding, Content-Type, Idempotency-Key, If-Match, "
    "If-None-Match, Last-Event-ID, Prefer, X-Request-Id"
)
_SHOWN = (
    "Allow, Content-Location, ETag, Idempotency-Replayed, Location, Preference-Applied, RateLimit, "
    "RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id"
)
_ASK_AGAIN_SECONDS = "600"


def register(app: Flask, origins: Collection[str]) -> None:
    """Let pages of these origins in; "*" means all. Tokens go in a header, so cookies are never allowed."""
    if not origins:
        return

    @app.after_request
    def add_headers(response: Response) -> Response:
        if "*" not in origins:
            response.vary.add("Origin")
        if not is_allowed(origins):
            return response
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in origins else request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = _SHOWN
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = _SENT
            response.headers["Access-Control-Max-Age"] = _ASK_AGAIN_SECONDS
        return response


def is_allowed(origins: Collection[str]) -> bool:
    """Whether the page that asks is one of them."""
    origin = request.headers.get("Origin")
    return origin is not None and ("*" in origins or origin in origins)
