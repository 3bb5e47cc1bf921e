"""
What the head of a request must be like before anybody looks at what it says.

A request that two servers read in two ways lets its sender slip a second one past the first of them. So what
RFC 9110 and RFC 9112 leave no sender is refused, even where the server below would make something of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from werkzeug import exceptions
from werkzeug.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.exceptions import HTTPException

    from roomjobs.rest.server.messages import Scope

#: Fields with one value; of two, joined by a comma, one would be taken for part of the other.
ONCE = (
    "authorization",
    "content-type",
    "host",
    "idempotency-key",
    "last-event-id",
    "origin",
    "range",
    "sec-fetch-site",
    "x-request-id",
)
_HOST = re.compile(rb"[A-Za-z0-9._~!$&'()*+;=%-]*(:\d{0,5})?|\[[0-9A-Fa-f:.]+\](:\d{0,5})?")


def fault_of(scope: Scope) -> HTTPException | None:
    """Why the head of this request is refused, None if it is not."""
    values: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        values.setdefault(name, []).append(value)
    if (twice := given_twice(name.decode("latin-1") for name, _ in scope["headers"])) is not None:
        return BadRequest(twice)
    host = b"".join(values.get(b"host", []))  # granian gives a request without one an empty one
    if not host and scope["http_version"] == "1.1":
        return BadRequest("A request of HTTP/1.1 must name its server; send the header Host.")
    if not _HOST.fullmatch(host):
        return BadRequest(
            "Host must be a name or an address, and a port if need be, like rooms.example:8000."
        )
    if (method := scope["method"]) != method.upper():
        return exceptions.NotImplemented("Methods are written in capitals, as in GET (RFC 9110, 9.1).")
    if b",".join(values.get(b"transfer-encoding", [])).strip().lower() not in (b"", b"chunked"):
        # granian takes the chunks off and would hand on what the other coding has made
        return exceptions.NotImplemented(
            "Transfer-Encoding can be chunked only; compress the body by Content-Encoding: gzip instead."
        )
    return None


def given_twice(names: Iterable[str]) -> str | None:
    """What to answer if a field that has one value is among the names of the fields twice."""
    seen = set()
    for name in map(str.lower, names):
        if name in seen and name in ONCE:
            return f"The header {name.title()} came twice; send it once."
        seen.add(name)
    return None
