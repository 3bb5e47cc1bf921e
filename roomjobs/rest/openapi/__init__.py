"""
The OpenAPI 3.1 document, made from the structs of `schemas`; a module per kind of route.

`python -m roomjobs.rest.openapi` prints it; the page's client is made from the copy in `docs/openapi.json`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from roomjobs import __version__
from roomjobs.rest.openapi import about, batches, dead_letters, erasures, fleet, health, jobs, plans, uploads
from roomjobs.rest.openapi.access import METHODS, SCHEMES, guarded, public
from roomjobs.rest.schemas.problems import Problem

_GUARDED = (jobs, plans, uploads, batches, erasures, dead_letters, fleet)
_PUBLIC = (health, about)


TAGS = {
    "jobs": "Submit plans, and follow, cancel and retry their jobs.",
    "plans": "Check and import plans without a job.",
    "uploads": "Addresses for files that are too large for a request.",
    "batches": "Many plans in one request, and one archive of results.",
    "erasures": "Delete for good.",
    "dead letters": "For operators: tasks that the queue gave up on.",
    "fleet": "For operators: workers, queues and figures.",
    "health": "Whether the service works.",
    "about": "The API itself.",
}


def document() -> dict[str, Any]:
    """The whole document, JSON-ready."""
    _, components = msgspec.json.schema_components(
        [*(type_ for each in _GUARDED for type_ in each.TYPES), Problem],
        ref_template="#/components/schemas/{name}",
    )
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
        "paths": _paths(),
        "components": {"schemas": components, "securitySchemes": SCHEMES},
    }


def _paths() -> dict[str, Any]:
    """The operations of all modules, together where they have one path."""
    found: dict[str, Any] = {}
    for modules, access in ((_GUARDED, guarded), (_PUBLIC, public)):
        for each in modules:
            tag = each.__name__.rpartition(".")[2].replace("_", " ")
            for path, item in each.paths().items():
                for name, part in access(item).items():
                    told = {"tags": [tag], "description": part["summary"] + "."} if name in METHODS else None
                    found.setdefault(path, {})[name] = part if told is None else {**told, **part}
    return found
