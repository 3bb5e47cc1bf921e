"""A request of ASGI as one of WSGI, whose body is there as a whole, and the app's answer to it."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from roomjobs.rest.server.messages import Environ, Scope

_NOT_FOR_THE_APP = ("transfer-encoding", "expect", "connection")  # the server's own business


class Answer(NamedTuple):
    """What the app answered."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


def environ_of(scope: Scope) -> Environ:
    """The environment of a request without its body (PEP 3333)."""
    server, client = scope.get("server") or ("", 80), scope.get("client") or ("", 0)
    root = scope.get("root_path", "")
    path = unquote_to_bytes(scope["raw_path"]).decode("latin-1")
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root,
        "PATH_INFO": path.removeprefix(root) if root else path,
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name in _NOT_FOR_THE_APP or "_" in name:  # x_forwarded_for would pass for X-Forwarded-For
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
        if key in environ:
            value = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + value
        environ[key] = value
    return environ


def with_body(environ: Environ, body: bytes, **more: object) -> Environ:
    """The same with a body, of which nothing has been read, and with entries of our own."""
    return {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), **more}


def call(app: Callable[[Environ, Any], Iterable[bytes]], environ: Environ) -> Answer:
    """Have the app answer; it takes the thread for as long as the app needs."""
    told: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        told[:] = [int(status[:3]), headers]

    parts = app(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told[1]]
    return Answer(told[0], headers, body)
