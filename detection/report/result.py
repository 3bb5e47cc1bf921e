"""The result of detection, and its document for JSON."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from detection.report.document import document_of
from detection.rooms.rooms import Rooms


@contextmanager
def _no_collection() -> Iterator[None]:
    """Disable garbage collection while many objects are made, none of which is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(frozen=True)
class DetectionResult(Rooms):
    """The rooms of a plan, which can be written down."""

    def to_document(self) -> dict[str, Any]:
        """The result as plain lists, numbers and texts, as `docs/use/api.md` describes it.

        Returns
        -------
        dict
            Lengths are in the plan's unit, areas in its square; `units` names it.

        Examples
        --------
        >>> from detection import detect_rooms
        >>> corners = [[0, 0], [4, 0], [4, 3], [0, 3]]
        >>> result = detect_rooms({"walls": [{"type": "polyline", "points": corners, "closed": True}]})
        >>> [room["area"] for room in result.to_document()["rooms"]]
        [12.0]
        """
        document: dict[str, Any] = msgspec.to_builtins(document_of(self))
        return document

    def to_json(self) -> bytes:
        """The result as JSON: the same as :meth:`to_document`, without making its dictionaries.

        Returns
        -------
        bytes
            UTF-8.

        Examples
        --------
        >>> from detection import detect_rooms
        >>> corners = [[0, 0], [4, 0], [4, 3], [0, 3]]
        >>> result = detect_rooms({"walls": [{"type": "polyline", "points": corners, "closed": True}]})
        >>> result.to_json()[:1]
        b'{'
        """
        with _no_collection():
            return msgspec.json.encode(document_of(self))
