"""Every error of the API as a problem document (RFC 9457) that says what to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import BotoCoreError, ClientError
from flask import Response, g, request
from kombu.exceptions import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from detection import Fault, InvalidPlanError
from detection.importers import MissingLibraryError
from roomjobs import sqs
from roomjobs.jobs.acceptance import NotAcceptedError, OutcomeUnknownError
from roomjobs.jobs.batches.batch import BatchMovedError
from roomjobs.jobs.callbacks.addresses import AddressRefusedError
from roomjobs.jobs.job import TransitionRefusedError
from roomjobs.jobs.limits import LimitReachedError
from roomjobs.rest.access.authenticator import GUESS_SECONDS, TooManyGuessesError
from roomjobs.rest.access.key_set import KeysUnavailableError
from roomjobs.rest.http.addresses import address
from roomjobs.rest.http.idempotency_table import InWorkError, KeyReusedError
from roomjobs.rest.http.queries import InvalidQueryError
from roomjobs.rest.schemas.catalogue import KINDS, code_of
from roomjobs.rest.schemas.problems import FaultOut, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

_log = logging.getLogger(__name__)

_UNAVAILABLE = (
    BotoCoreError,
    ClientError,
    KeysUnavailableError,
    OperationalError,  # what kombu makes of the first where it connects
    sqs.BatchSendError,
    sqs.NotSentError,
    sqs.SendError,
)
_RETRY_SECONDS = 2
_SAFE = "Send the request again with the same Idempotency-Key; it will not be carried out twice."


def register(app: Flask) -> None:
    """Turn every exception of a route into a problem document."""
    app.register_error_handler(InvalidPlanError, _invalid_plan)
    app.register_error_handler(MissingLibraryError, _not_here)
    app.register_error_handler(InvalidQueryError, _invalid_query)
    app.register_error_handler(AddressRefusedError, _address_refused)
    app.register_error_handler(TransitionRefusedError, _refused)
    app.register_error_handler(LimitReachedError, _limit_reached)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(NotFound, _no_route)
    app.register_error_handler(MethodNotAllowed, _no_method)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InWorkError, _in_work)
    app.register_error_handler(KeyReusedError, _key_reused)
    app.register_error_handler(TooManyGuessesError, _too_many_guesses)
    app.register_error_handler(BatchMovedError, _batch_moved)
    app.register_error_handler(NotAcceptedError, _not_accepted)
    app.register_error_handler(OutcomeUnknownError, _outcome_unknown)
    for unavailable in _UNAVAILABLE:
        app.register_error_handler(unavailable, _unavailable)
    app.register_error_handler(Exception, _unexpected)


def problem(code: str, detail: str, faults: Iterable[Fault] = ()) -> Response:
    """The response for a request that failed with the kind of error `code`."""
    kind = KINDS[code]
    document = Problem(
        type=address(f"/problems/{code}"),
        code=code,
        title=kind.title,
        status=kind.status,
        detail=detail,
        request_id=g.request_id,
        errors=[FaultOut(pointer=fault.pointer, detail=fault.detail) for fault in faults],
    )
    return Response(msgspec.json.encode(document), kind.status, content_type="application/problem+json")


def _invalid_plan(error: InvalidPlanError) -> Response:
    count = len(error.faults)
    return problem(
        "invalid-body",
        f"The body has {count} fault{'s' if count > 1 else ''}.",
        error.faults,
    )


def _address_refused(error: AddressRefusedError) -> Response:
    return problem("address-refused", f"The parameter callback_url {error}")


def _not_here(error: MissingLibraryError) -> Response:
    return problem(
        "not-offered",
        f"This installation does not read drawings of this kind. {error}, where the API runs; or upload the "
        "drawing (POST /uploads) and submit it as a job, whose worker reads it; or turn it into a plan on "
        "your side: python -m detection reads it, too.",
    )


def _invalid_query(error: InvalidQueryError) -> Response:
    return problem("invalid-query", f"The parameter {error.name} {error.detail}")


def _in_work(_error: InWorkError) -> Response:
    words = (
        f"A request with this Idempotency-Key is still being processed; retry in {_RETRY_SECONDS} seconds."
    )
    response = problem("key-in-use", words)
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _key_reused(_error: KeyReusedError) -> Response:
    words = "This Idempotency-Key was used for another request; use a new key for a new request."
    return problem("key-reused", words)


def _too_many_guesses(_error: TooManyGuessesError) -> Response:
    words = "Your address has sent too many unknown tokens; check the token and retry after Retry-After."
    response = problem("too-many-requests", words)
    response.headers["Retry-After"] = str(GUESS_SECONDS)
    return response


def _limit_reached(error: LimitReachedError) -> Response:
    response = problem("too-many-requests", f"{error} Ask again after Retry-After.")
    response.headers["Retry-After"] = str(error.retry_after)
    response.headers["RateLimit"] = f'"jobs";r={error.left};t={error.retry_after}'
    return response


def _refused(error: TransitionRefusedError) -> Response:
    standing = "does not exist" if error.job is None else f"is {error.job.status}"
    return problem("conflict", f"The job {standing}: {_ALLOWED[error.wanted]}")


def _batch_moved(error: BatchMovedError) -> Response:
    standing = "does not exist" if error.batch is None else f"is {error.batch.status}"
    return problem(
        "conflict",
        f"The batch {standing}: no job of a cancelled batch can be retried; submit the plan again.",
    )


_ALLOWED = {
    "cancel": "only a pending or processing job can be cancelled.",
    "retry": "only a failed job can be retried.",
    "retry once more": "it has had as many attempts as a job may have; submit the plan again.",
}


def _too_large(_error: RequestEntityTooLarge) -> Response:
    return problem(
        "content-too-large",
        f"The request body is limited to {request.max_content_length} bytes. Upload a larger plan: "
        "POST /uploads with its size and SHA-256 gives an address to PUT it to, then "
        'POST /jobs {"upload_id": …}.',
    )


def _no_route(error: NotFound) -> Response:
    if error.description == NotFound.description:  # werkzeug's default; routes give more detail
        error.description = "This address does not exist; GET /docs lists all addresses."
    return _http(error)


def _no_method(error: MethodNotAllowed) -> Response:
    error.description = f"This address allows the methods {', '.join(sorted(error.valid_methods or ()))}."
    return _http(error)


def _http(error: HTTPException) -> Response:
    code = getattr(error, "kind", None) or code_of(error.code or 500)
    response = problem(code, error.description or error.name)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):  # Allow, Retry-After and the like stay
            response.headers[name] = value
    return response


def _unavailable(error: Exception) -> Response:
    _log.error("request %s: a store, the queue or the token keys are unreachable: %r", g.request_id, error)
    words = "A store, the queue or the keys of tokens are unreachable. "
    if request.method in {"GET", "HEAD"}:
        return _later(words + f"Try again in {_RETRY_SECONDS} seconds.")
    if "Idempotency-Key" in request.headers:
        return _later(words + _SAFE)
    return _later(words + "The request may have taken effect: read the state before you send it again.")


def _not_accepted(error: NotAcceptedError) -> Response:
    _log.error("request %s: nothing was accepted: %r", g.request_id, error.__cause__)
    return _later(
        f"A store is unreachable; nothing was accepted. Send the request again in {_RETRY_SECONDS} seconds."
    )


def _outcome_unknown(error: OutcomeUnknownError) -> Response:
    _log.error("request %s: %s: %r", g.request_id, error, error.__cause__)
    kind = "batches" if error.subject.startswith("batch_") else "jobs"
    place = address(f"/{kind}/{error.subject}")
    again = (
        _SAFE
        if "Idempotency-Key" in request.headers
        else f"GET {place} shows it once the table answers. An Idempotency-Key makes repeating safe."
    )
    response = _later(f"The table did not answer, so it is unknown whether the request was accepted. {again}")
    response.headers["Location"] = place
    return response


def _later(detail: str) -> Response:
    response = problem("unavailable", detail)
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _unexpected(error: Exception) -> Response:
    _log.error("request %s failed", g.request_id, exc_info=error)
    return problem("internal", "This is a fault of the service. Please report it with the request_id.")
