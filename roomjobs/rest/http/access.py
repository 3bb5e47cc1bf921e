"""
Who may do what. Each route names the scope that it takes; one that names none is for operators.

A request is let in by a token of ours, by a JWT, or, if so configured, because it comes from this machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from roomjobs.rest.access.principals import LOCAL, Principal, Scope
from roomjobs.rest.http import cors
from roomjobs.rest.http.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from roomjobs.rest.http.settings import ApiSettings

View = TypeVar("View", bound="Callable[..., object]")

_PUBLIC = "public"
_ATTRIBUTE = "needed_scope"


def require(scope: Scope) -> Callable[[View], View]:
    """Mark a route as one that takes this scope; it goes below the decorator that makes it a route."""
    return lambda view: _mark(view, scope)


def public(view: View) -> View:
    """Mark a route as one that answers to everybody."""
    return _mark(view, _PUBLIC)


def needed(view: object) -> Scope | None:
    """The scope that a route takes, None when it is public."""
    marked = getattr(view, _ATTRIBUTE, Scope.OPERATE)
    return None if marked == _PUBLIC else Scope(marked)


def is_marked(view: object) -> bool:
    return hasattr(view, _ATTRIBUTE)


def _mark(view: View, needs: str) -> View:
    setattr(view, _ATTRIBUTE, needs)
    return view


def current_principal() -> Principal:
    """Whoever the request comes from; there is one in every route that is not public."""
    principal: Principal = g.principal
    return principal


def current_owner() -> str:
    """The owner of what this request submits."""
    return current_principal().owner


def register(app: Flask, settings: ApiSettings, principal_of: Callable[[str], Principal | None]) -> None:
    """Check every request; `principal_of` tells whom a bearer token stands for, None when it is not good."""

    @app.before_request
    def check() -> None:
        if request.endpoint is None or request.method == "OPTIONS":
            return  # no such address, or a browser's question before its request, which carries no token
        scope = needed(current_app.view_functions[request.endpoint])
        if scope is None:
            return
        g.principal = _by_token(principal_of) if "Authorization" in request.headers else _by_place(settings)
        if not g.principal.may(scope):
            raise MissingScopeError(scope)


class MissingScopeError(Forbidden):
    """The token is good, but for other things."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This takes a token with the scope {scope}.")
        self.scope = scope

    def get_headers(self, *args: Any, **more: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - as werkzeug has it
        challenge = _challenge(error="insufficient_scope", scope=self.scope)
        return [*super().get_headers(*args, **more), ("WWW-Authenticate", str(challenge))]


def _by_token(principal_of: Callable[[str], Principal | None]) -> Principal:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        _unauthorized("Send the token as Authorization: Bearer <token>.", error="invalid_request")
    principal = principal_of(given.token)
    if principal is None:
        _unauthorized("The token is not good: unknown, expired or revoked.", error="invalid_token")
    return principal


def _by_place(settings: ApiSettings) -> Principal:
    """Let in without a token who asks from here, and not by way of a page of another site."""
    if settings.auth == "required" or (settings.auth == "local" and not _comes_from_here()):
        _unauthorized("This takes a token: Authorization: Bearer <token>.")
    is_visit = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    is_invited = is_visit or cors.is_allowed(settings.cors_origins)
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and not is_invited:
        abort(403, "Without a token, this answers to no page of another site.")
    return LOCAL


def _comes_from_here() -> bool:
    """Also by name: a page elsewhere may have its own name resolve to this machine (DNS rebinding)."""
    was_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if was_forwarded or not is_loopback(request.remote_addr or ""):
        return False
    try:
        return is_loopback(urlsplit(f"//{request.host}").hostname or "")
    except ValueError:
        return False


def _unauthorized(words: str, **error: str) -> NoReturn:
    raise Unauthorized(words, www_authenticate=_challenge(**error))


def _challenge(**error: str) -> WWWAuthenticate:
    return WWWAuthenticate("bearer", {"realm": "Room Jobs", **error})
