"""
The OpenAPI 3.1 document, made of what the routes of an app declare and of the structs of `schemas`.

`python -m roomjobs.api` prints it; the page's client is made from the copy in `docs/openapi.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from roomjobs import __version__
from roomjobs.rest.declarations import declaration_of
from roomjobs.rest.openapi.operations import operation, path_of, structs_of
from roomjobs.rest.schemas.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.routing import Rule

    from roomjobs.rest.declarations import Declaration

TAGS = {
    "jobs": "Submit plans, and follow, cancel and retry their jobs.",
    "plans": "Check and import plans without a job.",
    "uploads": "Addresses for files that are too large for a request.",
    "batches": "Many plans in one request, and one archive of results.",
    "callbacks": "What was told of the ends of jobs and batches, and what signs it.",
    "erasures": "Delete for good.",
    "dead letters": "For operators: tasks that the queue gave up on.",
    "fleet": "For operators: workers, queues and figures.",
    "lanes": "For operators: what waits in each lane of jobs, and a pause.",
    "health": "Whether the service works.",
    "about": "The API itself.",
}
_SCHEMES = {
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
_TYPES = {str: "string", int: "integer", bool: "boolean", float: "number", type(None): "null"}
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def document(app: Flask) -> dict[str, Any]:
    """The whole document of an app, JSON-ready."""
    paths: dict[str, Any] = {}
    structs: dict[type, None] = {Problem: None}
    for rule, view, declaration in _declared(app):
        structs |= dict.fromkeys(structs_of(declaration))
        for method in _METHODS:
            if method in (rule.methods or ()):
                described = operation(rule, view, declaration)
                paths.setdefault(path_of(rule), {})[method.lower()] = described
    _, components = msgspec.json.schema_components(structs, ref_template="#/components/schemas/{name}")
    _add_types(components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Room Jobs",
            "version": __version__,
            "description": "Finds the rooms of a floor plan given as wall segments.",
            "license": {"name": "MIT", "identifier": "MIT"},
            "contact": {"name": "Room Jobs"},
        },
        "servers": [{"url": "/", "description": "The host that gave this document"}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": dict(sorted(paths.items(), key=_place)),
        "components": {"schemas": components, "securitySchemes": _SCHEMES},
    }


def _add_types(schema: object) -> None:
    """State the type of each enumeration; without it, openapi-generator makes Java that does not compile."""
    if isinstance(schema, list):
        for each in schema:
            _add_types(each)
    elif isinstance(schema, dict):
        values = schema.get("enum")
        if isinstance(values, list) and "type" not in schema:
            types = {_TYPES[type(value)] for value in values}
            if len(types) == 1:
                schema["type"] = types.pop()
        for each in schema.values():
            _add_types(each)


def _place(item: tuple[str, dict[str, Any]]) -> tuple[int, str]:
    """Where a path stands: by the first of its tags, then by name."""
    path, operations = item
    return min(list(TAGS).index(tag) for each in operations.values() for tag in each["tags"]), path


def _declared(app: Flask) -> Iterator[tuple[Rule, object, Declaration]]:
    """The routes that are part of the API, in the order of their registration; the page's declare nothing."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if (declaration := declaration_of(view)) is not None:
            yield rule, view, declaration
