"""The paths that say whether the service works."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.openapi.parts import problems

TYPES = ()


def paths() -> dict[str, Any]:
    return {
        "/healthz": {"get": _probe("healthz", "Whether the process answers")},
        "/readyz": {"get": _probe("readyz", "Whether the stores answer, too", 503)},
    }


def _probe(name: str, summary: str, *failures: int) -> dict[str, Any]:
    ok = {
        "type": "object",
        "required": ["status"],
        "properties": {"status": {"type": "string"}},
    }
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "Yes.", "content": {"application/json": {"schema": ok}}},
            **problems(*failures),
        },
    }
