"""
Which pages may act by a browser's own means: a cookie, or that nobody is asked for a token.

A browser sends both along with requests of any page: of another site, or of another port of this machine,
which is the same site to a cookie. What a page sends as a bearer token, it had to know.
Source: Fetch Metadata Request Headers (W3C), section 2.4; OWASP Cross-Site Request Forgery Prevention.
"""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import Forbidden

_SAFE = ("GET", "HEAD")


class OtherOriginError(Forbidden):
    """A browser sent this for a page of another origin."""

    kind = "other-origin"


def refuse_other_pages(*, allowed: bool, needs_proof: bool) -> None:
    """
    End a request that comes from a page of another origin with 403.

    Parameters
    ----------
    allowed
        Whether that page's origin may use the API nevertheless.
    needs_proof
        Whether a change must prove that it comes from a page of ours. Programs cannot, and need not: they
        send a token.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if allowed or site in ("same-origin", "none"):
        return
    is_visit = request.method in _SAFE and request.headers.get("Sec-Fetch-Mode") == "navigate"
    if site is not None:  # same-site or cross-site
        is_other = not is_visit
    elif origin is not None:  # a browser that does not know Sec-Fetch-Site
        is_other = origin != request.host_url.rstrip("/")
    else:
        is_other = needs_proof and request.method not in _SAFE
    if is_other:
        raise OtherOriginError(
            "This request comes from a page of another origin, or does not say where it comes from. Programs "
            "send the token as Authorization: Bearer <token>.",
        )
