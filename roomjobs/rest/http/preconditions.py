"""
If-Match (RFC 9110, 13.1.1): a request that is to be carried out on one state of a thing, or not at all.

What deletes or changes a job compares the ETag of its state before it acts. Other changes have no state to
compare, and are refused: a client that asks for protection must not be left without it in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, request
from werkzeug.exceptions import PreconditionFailed

from roomjobs.rest.declarations import declaration_of
from roomjobs.rest.http.etags import is_among
from roomjobs.rest.http.problems import problem

if TYPE_CHECKING:
    from flask import Flask

_READS = frozenset({"GET", "HEAD"})
_CHANGED = "What is there has another ETag than If-Match names; read it again."
_WITHOUT = "What is there has no ETag that If-Match could name; send the request without If-Match."


def register(app: Flask) -> None:
    """Goes behind the check of who asks: a stranger is told nothing of what is there."""
    app.before_request(_refuse_unprotected)
    app.after_request(_compare)


def require_match(etag: str) -> None:
    """
    End a request whose If-Match names another state with 412; `etag` is that of the current one.

    Raises
    ------
    werkzeug.exceptions.PreconditionFailed
    """
    if _is_asked() and not is_among(etag, request.if_match):
        raise PreconditionFailed(_CHANGED)


def _is_asked() -> bool:
    return "If-Match" in request.headers and not request.if_match.star_tag


def _refuse_unprotected() -> None:
    """Refuse a change that compares nothing, and a stream, which has no end to take an ETag of."""
    if not _is_asked() or request.endpoint is None or request.method == "OPTIONS":
        return
    declaration = declaration_of(current_app.view_functions[request.endpoint])
    is_compared = declaration is not None and any(each.name == "If-Match" for each in declaration.takes)
    is_stream = declaration is not None and declaration.events is not None
    if is_stream or (request.method not in _READS and not is_compared):
        raise PreconditionFailed(_WITHOUT)


def _compare(response: Response) -> Response:
    """Hold what is read against If-Match; what would have been refused, or is elsewhere, stays as it is."""
    if request.method not in _READS or not _is_asked():
        return response
    if not (200 <= response.status_code < 300 or response.status_code == 304):
        return response
    etag, is_weak = response.get_etag()
    if etag is not None and not is_weak and is_among(etag, request.if_match):
        return response
    return problem("precondition-failed", _WITHOUT if etag is None else _CHANGED)
