"""What the API says of uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from detection import Fault, InvalidPlanError

if TYPE_CHECKING:
    from roomjobs.uploads import Offer

CONTENT_TYPES = ("application/json", "application/x-ndjson", "application/zip")


class UploadWanted(msgspec.Struct, forbid_unknown_fields=True):
    """The file that a client is about to upload."""

    size: Annotated[int, msgspec.Meta(ge=1, description="bytes")]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", description="of the file, hexadecimal")]
    content_type: Literal["application/json", "application/x-ndjson", "application/zip"] = "application/json"


class UploadOffered(msgspec.Struct):
    """Where to PUT the file, with these headers, by then."""

    upload_id: str
    url: Annotated[str, msgspec.Meta(description="presigned for this file and no other")]
    headers: dict[str, str]
    expires_at: Annotated[int, msgspec.Meta(description="Unix seconds")]


class UploadedPlan(msgspec.Struct, forbid_unknown_fields=True):
    """A plan that was uploaded."""

    upload_id: Annotated[str, msgspec.Meta(pattern="^upload_[0-9a-f]{32}$")]


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
        Fault(f"/{name[:100]}", "is unknown; there are size, sha256 and content_type")
        for name in document
        if name not in UploadWanted.__struct_fields__
    ]
    size, sha256 = document.get("size"), document.get("sha256")
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= most_bytes:
        faults.append(Fault("/size", f"must be the size of the file in bytes, from 1 to {most_bytes}"))
    if not isinstance(sha256, str) or len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        faults.append(Fault("/sha256", "must be the SHA-256 of the file, 64 lower-case hexadecimal digits"))
    if document.get("content_type", CONTENT_TYPES[0]) not in CONTENT_TYPES:
        faults.append(Fault("/content_type", f"must be one of {', '.join(CONTENT_TYPES)}"))
    if faults:
        raise InvalidPlanError(tuple(faults))
    return msgspec.convert(document, UploadWanted)


def offered(offer: Offer) -> UploadOffered:
    return UploadOffered(offer.upload_id, offer.url, dict(offer.headers), offer.expires_at)
