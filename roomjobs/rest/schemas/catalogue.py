"""
Every kind of error of this API: its code, its status, what it means, and what to do.

A problem document names the kind by `code`, and by `type`, the address of its page. Codes stay; a client may
tell kinds by them. What stands in `detail` is for people and may change.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of error."""

    status: int
    title: str
    meaning: str
    advice: str  # what the client is to do
    may_repeat: bool = False  # whether the same request may succeed later


KINDS: dict[str, Kind] = {
    "bad-request": Kind(
        400,
        "Bad Request",
        "A header, the encoding or the form of the request is wrong; detail says which.",
        "Correct it; the same request fails again.",
    ),
    "invalid-query": Kind(
        400,
        "Invalid query",
        "A parameter of the query is unknown, given twice, or out of range.",
        "Correct the parameter that detail names. A cursor goes with the filters that it was given out for.",
    ),
    "token-required": Kind(
        401,
        "Unauthorized",
        "There is no token, or none that is good: unknown, expired or revoked.",
        "Send a good token as Authorization: Bearer <token>; WWW-Authenticate says what was wrong.",
    ),
    "scope-missing": Kind(
        403,
        "Forbidden",
        "The token is good, but its scopes do not include this.",
        "Use a token with the scope that detail names.",
    ),
    "api-key-required": Kind(
        403,
        "Forbidden",
        "The gateway of this deployment takes requests with an API key only.",
        "Send the key as X-Api-Key, beside the token.",
    ),
    "other-origin": Kind(
        403,
        "Forbidden",
        "A browser sent this for a page of another origin, and nothing in it proves that its user meant it.",
        "Programs send a token; pages of other origins are named by ROOMJOBS_CORS_ORIGINS.",
    ),
    "not-found": Kind(
        404,
        "Not Found",
        "There is nothing of that address, or it belongs to another owner.",
        "Check the id. Jobs and batches are forgotten after their retention.",
    ),
    "method-not-allowed": Kind(
        405,
        "Method Not Allowed",
        "The address takes other methods.",
        "Use one of those that Allow lists.",
    ),
    "not-acceptable": Kind(
        406,
        "Not Acceptable",
        "None of the formats that the client accepts is there.",
        "Accept one of those that detail lists.",
    ),
    "body-too-slow": Kind(
        408,
        "Request Timeout",
        "The body came slower than the least rate.",
        "Send it over a better line, or upload it: POST /uploads gives an address for it.",
        may_repeat=True,
    ),
    "conflict": Kind(
        409,
        "Conflict",
        "The present state of the thing does not allow it.",
        "Ask for its state; detail says which states allow it.",
    ),
    "key-in-use": Kind(
        409,
        "Conflict",
        "A request with this Idempotency-Key is being processed.",
        "Repeat the same request after Retry-After; it gets the first one's answer.",
        may_repeat=True,
    ),
    "length-required": Kind(
        411,
        "Length Required",
        "This server takes no bodies in chunks.",
        "Send the body with its Content-Length.",
    ),
    "precondition-failed": Kind(
        412,
        "Precondition Failed",
        "The state is another one than the ETag in If-Match names, or there is none to compare.",
        "Read the state again, decide anew, and send its ETag; or leave If-Match out.",
    ),
    "content-too-large": Kind(
        413,
        "Content Too Large",
        "The body is larger than the service takes.",
        "Upload it: POST /uploads gives an address for it, and its upload_id goes into the request.",
    ),
    "unsupported-media-type": Kind(
        415,
        "Unsupported Media Type",
        "The body is of a type or encoding that the address does not take.",
        "Use one of those that detail lists.",
    ),
    "address-refused": Kind(
        422,
        "Address refused",
        "The address for a callback is none that this service calls.",
        "Give an https address at a host of the internet; detail says what is wrong with this one.",
    ),
    "invalid-body": Kind(
        422,
        "Invalid body",
        "The body has faults.",
        "Correct them; errors lists all, each with a JSON Pointer to its place.",
    ),
    "key-reused": Kind(
        422,
        "Idempotency-Key reused",
        "This Idempotency-Key was used for another request within a day.",
        "Take a new key for a new request.",
    ),
    "result-too-large": Kind(
        422,
        "Result too large",
        "The result is too large to be rendered in a request.",
        "Take it as JSON, and write what you need from it by python -m detection.",
    ),
    "units-no-length": Kind(
        422,
        "Units are no length",
        "The format is in metres, and the units of the plan are no length, or pixels.",
        "Submit the plan with its units, for example mm.",
    ),
    "too-many-requests": Kind(
        429,
        "Too Many Requests",
        "You have sent more requests, or have more open at once, than one owner may.",
        "Wait for Retry-After; RateLimit says how many are left.",
        may_repeat=True,
    ),
    "internal": Kind(
        500,
        "Internal Server Error",
        "This is a fault of the service.",
        "Report it with its request_id.",
        may_repeat=True,
    ),
    "not-offered": Kind(
        501,
        "Not Implemented",
        "This deployment does not offer it, or the server does not know this way of sending.",
        "detail says what to do instead.",
    ),
    "bad-gateway": Kind(
        502,
        "Bad Gateway",
        "The gateway before the API got no answer that it could pass on.",
        "Ask for the state before you repeat it; its log has the request_id.",
        may_repeat=True,
    ),
    "unavailable": Kind(
        503,
        "Service Unavailable",
        "A store, the queue or the keys of tokens are out of reach, or all seats are taken.",
        "Repeat the request after Retry-After. With an Idempotency-Key, a plan is taken in once.",
        may_repeat=True,
    ),
    "worker-silent": Kind(
        504,
        "Gateway Timeout",
        "The worker did not answer in time; the command may come through yet.",
        "Ask for the workers before you repeat it.",
    ),
    "gateway-timeout": Kind(
        504,
        "Gateway Timeout",
        "The API took longer than the gateway before it waits; the request may have taken effect.",
        "Ask for the state before you repeat it.",
        may_repeat=True,
    ),
}

_OF_STATUS = {kind.status: code for code, kind in reversed(KINDS.items())}


def code_of(status: int) -> str:
    """The code of an error of which nothing but its status is known."""
    return _OF_STATUS.get(status, "internal" if status >= 500 else "bad-request")
