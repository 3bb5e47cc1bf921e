"""How the API says that something is wrong."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec


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
    type: Literal["about:blank"] = "about:blank"
    errors: list[FaultOut] = []
