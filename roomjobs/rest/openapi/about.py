"""The paths that describe the API itself."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.openapi.parts import problems
from roomjobs.rest.schemas.catalogue import KINDS

_PAGE = {
    "description": "A page that loads nothing else.",
    "content": {"text/html": {"schema": {"type": "string"}}},
}


def paths() -> dict[str, Any]:
    return {
        "/openapi.json": {
            "get": {
                "operationId": "getOpenapi",
                "summary": "This document",
                "responses": {
                    "200": {
                        "description": "OpenAPI 3.1.",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    }
                },
            }
        },
        "/docs": {
            "get": {
                "operationId": "getDocs",
                "summary": "This document, for people",
                "responses": {
                    "200": _PAGE,
                },
            }
        },
        "/problems": {
            "get": {
                "operationId": "listProblems",
                "summary": "Every kind of error, as a page for people",
                "responses": {"200": _PAGE},
            }
        },
        "/problems/{code}": {
            "get": {
                "operationId": "getProblem",
                "summary": "One kind of error, as a page for people",
                "parameters": [
                    {
                        "name": "code",
                        "in": "path",
                        "required": True,
                        "description": "the code of a problem document",
                        "schema": {"type": "string", "enum": list(KINDS)},
                    }
                ],
                "responses": {"200": _PAGE, **problems(404)},
            }
        },
    }
