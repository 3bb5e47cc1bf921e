"""
Where clients find this API: the one place that knows of prefixes, stages and proxies.

What a client wrote into its request says nothing about it, unless proxies of ours have set it: how many there
are is a setting. Without one, only the root path that is set counts, and the stage of API Gateway.
Source: RFC 7239 (Forwarded); Werkzeug's ProxyFix for its older kin, X-Forwarded-*.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask

    from roomjobs.rest.http.settings import ApiSettings

    App = Callable[[dict[str, Any], Any], Iterable[bytes]]

_PAIR = re.compile(r'\s*(\w+)\s*=\s*("[^"]*"|[^";,\s]+)\s*')
_FORWARDED = {
    "for": "HTTP_X_FORWARDED_FOR",
    "proto": "HTTP_X_FORWARDED_PROTO",
    "host": "HTTP_X_FORWARDED_HOST",
}


def register(app: Flask, settings: ApiSettings) -> None:
    """Have requests say what clients see, before anything else looks at them."""
    inner: App = app.wsgi_app
    if proxies := settings.trusted_proxies:
        fixed = ProxyFix(inner, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=1)
        inner = _Rooted(fixed, settings.root_path, is_forwarded=True)
    else:
        inner = _Rooted(inner, settings.root_path, is_forwarded=False)
    app.wsgi_app = inner  # type: ignore[method-assign]  # as Flask's documentation has it


def client_address(environ: dict[str, Any], proxies: int) -> str:
    """
    The address of the client in front of `proxies` proxies of ours, before Flask has seen the request.

    Examples
    --------
    >>> environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 192.0.2.7"}
    >>> client_address(environ, 0), client_address(environ, 1)
    ('10.0.0.1', '192.0.2.7')
    """
    if proxies:
        told = dict(environ)
        if "HTTP_FORWARDED" in told:
            _translate(told)
        hops = [hop.strip() for hop in told.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(hops) >= proxies and hops[-proxies]:
            return str(hops[-proxies])
    return str(environ["REMOTE_ADDR"])


def address(path: str) -> str:
    """The path of something of this API, as clients reach it."""
    return request.script_root + path


class _Rooted:
    """Puts the part of the path that clients write, and the app does not know, into SCRIPT_NAME."""

    def __init__(self, app: App, root: str, *, is_forwarded: bool) -> None:
        self._app = app
        self._root = root
        self._is_forwarded = is_forwarded

    def __call__(self, environ: dict[str, Any], start_response: object) -> Iterable[bytes]:
        if (event := environ.get("apig_wsgi.full_event")) is not None:
            context = event.get("requestContext", {})
            environ["SCRIPT_NAME"] = _stage(event.get("path", ""), context.get("path", ""))
            if source := context.get("identity", {}).get("sourceIp"):
                environ["REMOTE_ADDR"] = source  # not what a client wrote into X-Forwarded-For
        elif self._root:
            environ["SCRIPT_NAME"] = self._root
            path = environ["PATH_INFO"]
            if path == self._root or path.startswith(self._root + "/"):  # the proxy has left it
                environ["PATH_INFO"] = path[len(self._root) :] or "/"
        if self._is_forwarded and "HTTP_FORWARDED" in environ:
            _translate(environ)
        return self._app(environ, start_response)


def _stage(path: str, full_path: str) -> str:
    """What API Gateway took from the path: its stage, or the base path of a domain."""
    return full_path.removesuffix(path).rstrip("/") if path != "/" and full_path.endswith(path) else ""


def _translate(environ: dict[str, Any]) -> None:
    """Write Forwarded as X-Forwarded-*, a value for each proxy."""
    found: dict[str, list[str]] = {}
    for hop in environ["HTTP_FORWARDED"].split(","):
        for name, value in _PAIR.findall(hop):
            found.setdefault(name.lower(), []).append(value.strip('"'))
    for name, header in _FORWARDED.items():
        if name in found:
            environ[header] = ",".join(map(_address_of, found[name]) if name == "for" else found[name])


def _address_of(node: str) -> str:
    """`[2001:db8::1]:4711` and `192.0.2.1:80` without their ports."""
    if node.startswith("["):
        return node[1:].partition("]")[0]
    return node.partition(":")[0]
