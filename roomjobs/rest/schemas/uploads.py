"""Schemas of uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from detection import Fault, InvalidPlanError
from detection.importers import FORMATS
from detection.plan.decode import pointer_step
from roomjobs.plans.importing import FORMAT_OF, LONGEST_NAME, MOST_LAYERS, MOST_PAGES

if TYPE_CHECKING:
    from roomjobs.plans.uploads import Offer

MOST_BYTES = 5_000_000_000  # that S3 takes in one PUT
CONTENT_TYPES = (
    "application/json",
    "application/x-ndjson",
    "application/zip",
    *FORMAT_OF,
    "application/octet-stream",
)


class UploadWanted(msgspec.Struct, forbid_unknown_fields=True):
    """The file that a client is about to upload."""

    size: Annotated[
        int, msgspec.Meta(ge=1, le=MOST_BYTES, description="bytes; a service may have a lower limit")
    ]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", description="of the file, hexadecimal")]
    content_type: Annotated[
        str,
        msgspec.Meta(
            description="application/json for a plan, application/x-ndjson or application/zip for plans, "
            "any other for a drawing",
            extra_json_schema={"enum": list(CONTENT_TYPES)},
        ),
    ] = CONTENT_TYPES[0]


class UploadOffered(msgspec.Struct):
    """Where to PUT the file, with these headers, by then."""

    upload_id: str
    url: Annotated[str, msgspec.Meta(description="presigned for this file and no other")]
    headers: dict[str, str]
    expires_at: Annotated[int, msgspec.Meta(description="Unix seconds")]


UploadId = Annotated[str, msgspec.Meta(pattern="^upload_[0-9a-f]{32}$")]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]


class DrawingChoice(msgspec.Struct, forbid_unknown_fields=True):
    """How to read a drawing."""

    format: (
        Annotated[
            str,
            msgspec.Meta(
                description="format of the drawing, if it differs from the upload's content type",
                extra_json_schema={"enum": list(FORMATS)},
            ),
        ]
        | None
    ) = None
    layers: (
        Annotated[
            list[_Text],
            msgspec.Meta(
                min_length=1,
                max_length=MOST_LAYERS,
                description="layers that contain the walls; default: the layers that probably do",
            ),
        ]
        | None
    ) = None
    units: (
        Annotated[
            _Text,
            msgspec.Meta(description="unit of length, if the drawing does not state it correctly"),
        ]
        | None
    ) = None
    scale: (
        Annotated[
            _Text,
            msgspec.Meta(description="1:100, or 350=4.2m where 350 units of the drawing are 4.2 metres"),
        ]
        | None
    ) = None
    page: (
        Annotated[
            int,
            msgspec.Meta(ge=1, le=MOST_PAGES, description="of a PDF; default: the page with most lines"),
        ]
        | None
    ) = None
    name: Annotated[_Text, msgspec.Meta(description="display name, shown in lists")] | None = None


class UploadedPlan(msgspec.Struct, forbid_unknown_fields=True):
    """A plan that was uploaded, or a drawing that a plan is made of."""

    upload_id: UploadId
    drawing: (
        Annotated[DrawingChoice, msgspec.Meta(description="needed if the content type names no format")]
        | None
    ) = None


def wanted(document: object, *, most_bytes: int) -> UploadWanted:
    """
    Read a request for an upload.

    Raises
    ------
    InvalidPlanError
        With every fault of the request.
    """
    if not isinstance(document, dict):
        raise InvalidPlanError((Fault("", "must be an object with size, sha256 and content_type"),))
    faults = [
        Fault(f"/{pointer_step(name)}", "is unknown; there are size, sha256 and content_type")
        for name in document
        if name not in UploadWanted.__struct_fields__
    ]
    size, sha256 = document.get("size"), document.get("sha256")
    if type(size) is float and size.is_integer():
        size = int(size)  # 260.0 is a whole number, too, for JSON Schema
    if type(size) is not int or not 1 <= size <= most_bytes:
        faults.append(Fault("/size", f"must be the size of the file in bytes, from 1 to {most_bytes}"))
    if not isinstance(sha256, str) or len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        faults.append(Fault("/sha256", "must be the SHA-256 of the file, 64 lower-case hexadecimal digits"))
    if document.get("content_type", CONTENT_TYPES[0]) not in CONTENT_TYPES:
        faults.append(Fault("/content_type", f"must be one of {', '.join(CONTENT_TYPES)}"))
    if faults:
        raise InvalidPlanError(tuple(faults))
    return msgspec.convert({**document, "size": size}, UploadWanted)


def offered(offer: Offer) -> UploadOffered:
    return UploadOffered(offer.upload_id, offer.url, dict(offer.headers), offer.expires_at)
