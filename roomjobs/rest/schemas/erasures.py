"""Schemas of deletions."""

from __future__ import annotations

from typing import Annotated

import msgspec


class Erased(msgspec.Struct):
    """The progress of a deletion; repeat the request to continue it."""

    deleted: Annotated[int, msgspec.Meta(ge=0, description="jobs and batches, by this request")]
    is_complete: Annotated[bool, msgspec.Meta(description="whether nothing is left")]
