"""What every request goes through: its name, its body to the end, and the headers of every response."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, cast

from flask import Response, abort, g, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import LimitedStream

from roomjobs.jobs import request_id

if TYPE_CHECKING:
    from flask import Flask

_HEADERS = {  # unless a route has set its own
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PIECE = 2**16  # bytes
_MOST_PIECES = 1024  # 64 MB
_ONLY_BY_TLS = f"max-age={365 * 24 * 3600}"


def register(app: Flask) -> None:
    app.before_request(_name_request)
    app.before_request(_require_length)
    app.after_request(_add_headers)
    app.after_request(_read_on)


def require_json() -> None:
    """End a request whose body is not declared as JSON with 415."""
    if request.mimetype != "application/json":
        abort(415, "Send the plan as JSON, with the header Content-Type: application/json.")


def _name_request() -> None:
    g.request_id = request_id.accept(request.headers.get(request_id.HEADER, ""))
    request_id.current.set(g.request_id)


def _require_length() -> None:
    """Refuse chunked bodies: granian 2 ends one that was cut off like a whole one, so plans could be lost."""
    if "Transfer-Encoding" in request.headers:
        abort(411, "Send the body in one piece, with its Content-Length, not chunked.")


def _read_on(response: Response) -> Response:
    """
    Let a client that still sends come to its end, within bounds: it reads what was wrong only then.

    One that waits for a 100 is not told to send what nobody wants, and a stranger keeps no thread busy.
    """
    is_refused = response.status_code >= HTTPStatus.BAD_REQUEST
    if is_refused and "principal" in g and "Expect" not in request.headers:
        with suppress(ClientDisconnected):
            rest = _rest()
            for _ in range(_MOST_PIECES):
                if not rest.read(_PIECE):
                    break
    return response


def _rest() -> IO[bytes]:
    """What nobody has read of the body, as far as its length goes: behind it, a read may wait for ever."""
    try:
        return request.stream
    except RequestEntityTooLarge:
        return cast("IO[bytes]", LimitedStream(request.environ["wsgi.input"], request.content_length or 0))


def _add_headers(response: Response) -> Response:
    response.headers[request_id.HEADER] = g.request_id
    response.headers.setdefault("Cache-Control", "no-store")
    if response.status_code != 304:  # what the client has already, it has with its headers
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _ONLY_BY_TLS
    return response
