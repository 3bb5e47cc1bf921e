"""What the OpenAPI document says of tokens."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.openapi.parts import problems

SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "A token of the command `roomjobs tokens create`, or a JWT of the identity provider. Its scopes: "
            "submit (submit plans, cancel and retry), read (see jobs and results), operate (all of that for "
            "the jobs of everybody, and the fleet). `make run` makes one with all scopes for each run."
        ),
    }
}
METHODS = ("get", "post", "put", "patch", "delete")


def guarded(path: dict[str, Any]) -> dict[str, Any]:
    """A path with what it may answer because of the token, or of too many requests."""
    return _with(path, {"security": [{"token": []}]}, problems(400, 401, 403, 429))


def public(path: dict[str, Any]) -> dict[str, Any]:
    """A path as one that takes no token."""
    return _with(path, {"security": []}, {})


def _with(path: dict[str, Any], more: dict[str, Any], responses: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {**part, **more, "responses": {**responses, **part["responses"]}} if name in METHODS else part
        for name, part in path.items()
    }
