"""What the API says of what was deleted."""

from __future__ import annotations

from typing import Annotated

import msgspec


class Erased(msgspec.Struct):
    """How far a deletion is; the same request again goes on with it."""

    deleted: Annotated[int, msgspec.Meta(ge=0, description="jobs and batches, by this request")]
    is_complete: Annotated[bool, msgspec.Meta(description="whether nothing is left")]
