"""Sets the id of every request and the headers of every response."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, g, request

from roomjobs.jobs import request_id

if TYPE_CHECKING:
    from flask import Flask

METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
_ALWAYS = (("Cache-Control", "no-store"),)  # unless a route has set its own, like all of these
_HEADERS = (
    *_ALWAYS,
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_ONLY_BY_TLS = f"max-age={365 * 24 * 3600}"


def register(app: Flask) -> None:
    app.before_request(_name_request)
    app.before_request(_require_length)
    app.before_request(_tell_methods)
    app.after_request(_add_headers)


def require_json() -> None:
    """End a request whose body is not declared as JSON with 415."""
    if request.mimetype != "application/json":
        abort(415, "Send the plan as JSON, with the header Content-Type: application/json.")


def _name_request() -> None:
    g.request_id = request_id.accept(request.headers.get(request_id.HEADER, ""))
    request_id.current.set(g.request_id)


def _require_length() -> None:
    """Refuse a body in chunks that our server has not read: in WSGI, half of one looks like a whole one."""
    if "Transfer-Encoding" in request.headers:
        abort(411, "This server takes a body in one piece only, with its Content-Length.")


def _tell_methods() -> Response | None:
    """Answer `OPTIONS *`, which asks what the server as a whole can do (RFC 9110, 9.3.7)."""
    if request.method != "OPTIONS" or request.environ["PATH_INFO"] != "*":
        return None
    return Response(status=HTTPStatus.NO_CONTENT, headers={"Allow": METHODS})


def _add_headers(response: Response) -> Response:
    response.headers[request_id.HEADER] = g.request_id
    if response.status_code == HTTPStatus.NO_CONTENT:  # Flask's would say that nothing is HTML
        response.headers.pop("Content-Type", None)
    there = {name.lower() for name, _ in response.headers}
    # What the client has already, it has with its headers.
    wanted = _ALWAYS if response.status_code == 304 else _HEADERS
    response.headers.extend([each for each in wanted if each[0].lower() not in there])
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _ONLY_BY_TLS
    return response
