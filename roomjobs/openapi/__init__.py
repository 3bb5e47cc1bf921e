"""
The OpenAPI 3.1 document, made from the structs of `schemas`; a module per kind of route.

`python -m roomjobs.openapi` prints it; the page's client is made from the copy in `docs/openapi.json`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from roomjobs import __version__
from roomjobs.openapi import about, dead_letters, health, jobs, plans
from roomjobs.openapi.access import SCHEMES, guarded, public
from roomjobs.schemas.problems import Problem

_TYPES = (*jobs.TYPES, *plans.TYPES, *dead_letters.TYPES, Problem)


def document() -> dict[str, Any]:
    """The whole document, JSON-ready."""
    _, components = msgspec.json.schema_components(_TYPES, ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Room Jobs",
            "version": __version__,
            "description": "Finds the rooms of a floor plan given as wall segments.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            **guarded({**jobs.paths(), **plans.paths(), **dead_letters.paths()}),
            **public({**health.paths(), **about.paths()}),
        },
        "components": {"schemas": components, "securitySchemes": SCHEMES},
    }
