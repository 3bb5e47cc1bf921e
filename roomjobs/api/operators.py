"""What the routes for operators have in common."""

from __future__ import annotations

from flask import abort, request


def refuse_other_sites() -> None:
    """A page of another site that is open in the same browser must not steer the fleet."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403, "Operators' routes answer to no page of another site.")
