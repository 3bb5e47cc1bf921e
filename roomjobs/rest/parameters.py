"""Parameters and headers that several routes declare."""

from __future__ import annotations

from roomjobs.rest.declarations import answers, header, query, text
from roomjobs.rest.http.queries import DEFAULT_LIMIT, MOST_OF_A_PAGE

PAGE = (
    query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST_OF_A_PAGE, "default": DEFAULT_LIMIT},
        "largest number of items in the page",
    ),
    query("cursor", {"type": "string", "minLength": 1}, "next_cursor of the page before, same filters"),
)
KEY = header(
    "Idempotency-Key",
    "a name for this request: repeated within a day, it is carried out once and answered alike",
    pattern='^"?[!-~]{1,255}"?$',
)
WAIT = header(
    "Prefer",
    "wait=N: answer when the job has ended (with If-None-Match: has changed), after N seconds at the latest",
)
IF_NONE_MATCH = header("If-None-Match", "the ETag of what is known")
IF_MATCH = header("If-Match", "the ETag of the job's state: do it to this state, or answer 412")
LAST_EVENT_ID = header("Last-Event-ID", "id of the last event received; it is not sent again")

# Headers of answers: type and meaning.
APPLIED = ("string", "wait=N, if it was waited for")
JOB_ADDRESS = ("string", "Address of the job")
FIRST_POLL = ("integer", "Seconds after which to ask for the first time")
IN_S3 = ("string", "Presigned address in S3")
TO_S3 = "Redirect to a presigned address."

EVENTS = answers(200, text("text/event-stream"), "Server-sent events.")
