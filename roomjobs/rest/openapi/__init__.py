"""
The OpenAPI 3.1 document, made from the structs of `schemas`; a module per kind of route.

`python -m roomjobs.rest.openapi` prints it; the page's client is made from the copy in `docs/openapi.json`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from roomjobs import __version__
from roomjobs.rest.openapi import about, batches, dead_letters, fleet, health, jobs, plans, uploads
from roomjobs.rest.openapi.access import SCHEMES, guarded, public
from roomjobs.rest.schemas.problems import Problem

_GUARDED = (jobs, plans, uploads, batches, dead_letters, fleet)
_PUBLIC = (health, about)


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
        },
        "paths": {
            **{path: guarded(item) for each in _GUARDED for path, item in each.paths().items()},
            **{path: public(item) for each in _PUBLIC for path, item in each.paths().items()},
        },
        "components": {"schemas": components, "securitySchemes": SCHEMES},
    }
