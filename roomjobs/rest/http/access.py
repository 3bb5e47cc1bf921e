"""
Who may do what. Each route names the scope that it takes; one that names none is for operators.

A request is let in by a token of ours, by a JWT, or by the secret of a run on one machine. Nothing is trusted
because of the address it comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from urllib.parse import urlencode

from flask import Response, current_app, g, redirect, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from roomjobs.rest.access.local_secret import PREFIX, LocalSecret
from roomjobs.rest.access.principals import LOCAL, Principal, Scope
from roomjobs.rest.http import cors
from roomjobs.rest.http.addresses import address
from roomjobs.rest.http.pages import refuse_other_pages
from roomjobs.rest.server.messages import PRINCIPAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from roomjobs.rest.http.settings import ApiSettings

View = TypeVar("View", bound="Callable[..., object]")

_PUBLIC = "public"
_ATTRIBUTE = "needed_scope"


def require(scope: Scope) -> Callable[[View], View]:
    """Require a scope for a route; put this below the decorator of the route."""
    return lambda view: _mark(view, scope)


def public(view: View) -> View:
    """Mark a route as public: it needs no token."""
    return _mark(view, _PUBLIC)


def needed(view: object) -> Scope | None:
    """The scope that a route requires, None if it is public."""
    marked = getattr(view, _ATTRIBUTE, Scope.OPERATE)
    return None if marked == _PUBLIC else Scope(marked)


def is_marked(view: object) -> bool:
    return hasattr(view, _ATTRIBUTE)


def _mark(view: View, needs: str) -> View:
    setattr(view, _ATTRIBUTE, needs)
    return view


def current_principal() -> Principal:
    """The principal of the request; every route that is not public has one."""
    principal: Principal = g.principal
    return principal


def current_owner() -> str:
    """The owner of what this request submits."""
    return current_principal().owner


def register(app: Flask, settings: ApiSettings, principal_of: Callable[[str, str], Principal | None]) -> None:
    """Check every request; `principal_of` maps a bearer token to its principal, or None."""
    secret = _secret(settings)

    @app.before_request
    def check() -> None:
        if request.endpoint is None or request.method == "OPTIONS":
            return  # no such address, or a browser's question before its request, which carries no token
        scope = needed(current_app.view_functions[request.endpoint])
        if scope is None:
            return
        known: Principal | None = request.environ.get(PRINCIPAL)  # let in before the body was read
        g.principal = known or (
            _by_token(principal_of, secret)
            if "Authorization" in request.headers
            else _by_browser(settings, secret)
        )
        if not g.principal.may(scope):
            raise MissingScopeError(scope)


def register_entrance(app: Flask, settings: ApiSettings) -> None:
    """Let the printed address in; it goes before the page, which answers to everybody."""
    if (secret := _secret(settings)) is not None:
        app.before_request(lambda: _enter(secret))


def _secret(settings: ApiSettings) -> LocalSecret | None:
    """The secret that lets in; one that is there, but not chosen, lets in nobody."""
    is_chosen = settings.auth == "local" and settings.local_secret
    return LocalSecret(settings.local_secret or "") if is_chosen else None


class MissingScopeError(Forbidden):
    """The token is valid, but lacks the scope of the route."""

    kind = "scope-missing"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This request needs a token with the scope {scope}.")
        self.scope = scope

    def get_headers(self, *args: Any, **more: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - as werkzeug has it
        challenge = _challenge(error="insufficient_scope", scope=self.scope)
        return [*super().get_headers(*args, **more), ("WWW-Authenticate", str(challenge))]


def _by_token(principal_of: Callable[[str, str], Principal | None], secret: LocalSecret | None) -> Principal:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        _unauthorized("Send the token as Authorization: Bearer <token>.", error="invalid_request")
    if secret is not None and secret.is_equal(given.token):
        return LOCAL
    principal = principal_of(given.token, request.remote_addr or "")
    if principal is None:
        _unauthorized("The token is not good: unknown, expired or revoked.", error="invalid_token")
    return principal


def _by_browser(settings: ApiSettings, secret: LocalSecret | None) -> Principal:
    """The principal of a request without a token: by the cookie of this run, or if none is required."""
    if settings.auth == "none":
        refuse_other_pages(allowed=cors.is_allowed(settings.cors_origins), needs_proof=False)
    elif secret is not None and secret.is_in(request.cookies):
        refuse_other_pages(allowed=False, needs_proof=True)
    else:
        _unauthorized("This request needs a token: Authorization: Bearer <token>.")
    return LOCAL


def _enter(secret: LocalSecret) -> Response | None:
    """Turn the secret in the printed address into a cookie, and lead to the address without it."""
    given = request.args.get("token")
    if given is None or request.method != "GET" or not given.startswith(PREFIX):
        return None
    if not secret.is_equal(given):
        _unauthorized("This address is of an earlier run; open the one that `make run` has printed last.")
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "token"]
    response = redirect(address(request.path) + (f"?{urlencode(others)}" if others else ""), 303)
    response.set_cookie(secret.cookie, secret.text, httponly=True, samesite="Strict", path="/")
    return Response(response.response, 303, response.headers)


def _unauthorized(words: str, **error: str) -> NoReturn:
    raise Unauthorized(words, www_authenticate=_challenge(**error))


def _challenge(**error: str) -> WWWAuthenticate:
    return WWWAuthenticate("bearer", {"realm": "Room Jobs", **error})
