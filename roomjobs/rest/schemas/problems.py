"""How the API says that something is wrong."""

from __future__ import annotations

from typing import Annotated

import msgspec

from roomjobs.rest.schemas.catalogue import KINDS


class FaultOut(msgspec.Struct):
    """One thing that is wrong with a request."""

    pointer: Annotated[str, msgspec.Meta(description="JSON Pointer (RFC 6901) into the body")]
    detail: str


class Problem(msgspec.Struct, omit_defaults=True):
    """A problem detail (RFC 9457)."""

    title: str
    status: int
    detail: str
    request_id: str
    type: Annotated[str, msgspec.Meta(description="address of the page of this kind of error")] = (
        "about:blank"
    )
    code: (
        Annotated[
            str,
            msgspec.Meta(
                description="the kind of error, for programs; a gateway before the API gives none",
                extra_json_schema={"enum": list(KINDS)},
            ),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    errors: list[FaultOut] = []
