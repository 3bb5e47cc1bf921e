"""
Whether a client already has what it asks for, or means the state that there is (RFC 9110, 13.1).

A tag may have two parts with a point between them: of the record that a request may change, and of what is
shown around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from werkzeug.datastructures import ETags

#: What proxies that compress put behind the tag of what they compressed: Apache `-gzip`, Jetty `--gzip`,
#: Caddy `-br`, Varnish and others `;gzip`, Flask-Compress `:gzip`. They do not always take it off again.
_OF_PROXIES = re.compile(r"(--?|[;:+])(gzip|br|zstd|deflate)$")


def is_known(etag: str) -> bool:
    """
    Whether the client has the state or the document of this tag, perhaps compressed by a proxy.

    A proxy that compresses makes the tag weak, or writes its coding behind it. A client that got such a tag
    and waits for news would otherwise be answered at once, again and again.
    """
    given = request.if_none_match
    return given.contains_weak(etag) or any(_bare(tag) == etag for tag in given.as_set(include_weak=True))


def is_among(etag: str, given: ETags) -> bool:
    """
    Whether the record of a tag is named by If-Match, which takes strong tags only.

    A record is not changed by what is shown around it: a job is the same while others go before it.
    """
    return any(_record(_bare(tag)) == _record(etag) for tag in given.as_set())


def _record(tag: str) -> str:
    return tag.partition(".")[0]


def _bare(tag: str | None) -> str:
    """Take off what a proxy has put behind a tag; Werkzeug gives the empty tag as None."""
    return _OF_PROXIES.sub("", tag or "")
