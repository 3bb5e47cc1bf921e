"""The path of uploads."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.openapi.parts import json_content, problems
from roomjobs.rest.schemas.uploads import UploadedPlan, UploadOffered, UploadWanted

TYPES = (UploadWanted, UploadOffered, UploadedPlan)


def paths() -> dict[str, Any]:
    return {
        "/uploads": {
            "post": {
                "operationId": "createUpload",
                "summary": "Get an upload address for a file that is too large for a request",
                "requestBody": {"required": True, "content": json_content(UploadWanted)},
                "responses": {
                    "201": {
                        "description": "The address to PUT the file to, and its headers.",
                        "content": json_content(UploadOffered),
                    },
                    **problems(408, 413, 415, 422, 503),
                },
            }
        },
    }
