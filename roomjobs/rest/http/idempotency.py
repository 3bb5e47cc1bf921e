"""
The Idempotency-Key of a request (draft-ietf-httpapi-idempotency-key-header-07).

A route that honours it is written as a function of the `Operation`, or None without a key; all that it makes
has ids that follow from the operation's name.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from flask import Response, abort, g, request
from werkzeug.exceptions import HTTPException

from detection import InvalidPlanError
from detection.importers import MissingLibraryError
from roomjobs import sqs
from roomjobs.jobs.callbacks.addresses import AddressRefusedError
from roomjobs.rest.http.access import current_owner
from roomjobs.rest.http.idempotency_table import Answer, Operation, Operations
from roomjobs.rest.http.queries import InvalidQueryError

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)

_KEY = re.compile(r'"?([!-~]{1,255}?)"?', re.ASCII)  # in quotes by the draft; most send it without
_REFUSALS = (  # before any write
    InvalidPlanError, InvalidQueryError, AddressRefusedError, MissingLibraryError, HTTPException,
)  # fmt: skip
_KEPT_HEADERS = ("Content-Type", "Location", "Retry-After")


def once(operations: Operations, act: Callable[[Operation | None], Response]) -> Response:
    """
    The response of `act`, or the one that an earlier request with the same key got.

    Raises
    ------
    roomjobs.rest.http.idempotency_table.InWorkError, roomjobs.rest.http.idempotency_table.KeyReusedError
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return act(None)
    match = _KEY.fullmatch(given)
    if match is None:
        abort(400, "Idempotency-Key must be 1 to 255 printable characters of ASCII without spaces.")
    begun = operations.begin(current_owner(), match[1], _identity())
    if isinstance(begun, Answer):
        response = Response(begun.body, begun.status, begun.headers)
        response.headers["Idempotency-Replayed"] = "true"
        return response
    try:
        response = act(begun)
    except _REFUSALS:
        _note(lambda: operations.forget(begun))
        raise
    except Exception:  # something may have been written: the next request continues
        _note(lambda: operations.leave_open(begun))
        raise
    kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    answer = Answer(response.status_code, kept, response.get_data())
    _note(lambda: operations.finish(begun, answer))
    return response


def _note(write: Callable[[], None]) -> None:
    """Store the answer; if that fails, the next request with the key finds the created job or batch."""
    sqs.open_reserve()
    try:
        write()
    except (BotoCoreError, ClientError) as error:
        _log.warning("request %s: its end is not noted under its key: %r", g.request_id, error)


def _identity() -> bytes:
    """A hash of the request without Cache-Control, which browsers add to repeated requests."""
    head = (request.method, request.full_path, request.mimetype)
    return "\n".join(head).encode() + b"\n" + request.get_data()
