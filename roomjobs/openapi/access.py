"""What the OpenAPI document says of tokens."""

from __future__ import annotations

from typing import Any

from roomjobs.openapi.parts import problems

SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "A token of the command `roomjobs tokens create`, or a JWT of the identity provider. Its scopes: "
            "submit (submit plans, cancel and retry), read (see jobs and results), operate (all of that for "
            "the jobs of everybody, and the fleet). On the service's own machine none is asked for."
        ),
    }
}
_METHODS = ("get", "post", "put", "patch", "delete")


def guarded(paths: dict[str, Any]) -> dict[str, Any]:
    """The paths with what each may answer because of the token, or of too many requests."""
    return _with(paths, {"security": [{"token": []}]}, problems(401, 403, 429))


def public(paths: dict[str, Any]) -> dict[str, Any]:
    """The paths as ones that take no token."""
    return _with(paths, {"security": []}, {})


def _with(paths: dict[str, Any], more: dict[str, Any], responses: dict[str, Any]) -> dict[str, Any]:
    return {
        path: {
            name: {**part, **more, "responses": {**responses, **part["responses"]}}
            if name in _METHODS
            else part
            for name, part in parts.items()
        }
        for path, parts in paths.items()
    }
