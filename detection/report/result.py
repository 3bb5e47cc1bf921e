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
    """Disable garbage collection while many objects are made, few of which are garbage."""
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
        document: dict[str, Any] = msgspec.json.decode(self.to_json())
        return document

    def to_json(self) -> bytes:
        """The result as JSON: the text of :meth:`to_document`.

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
        return b"".join(self.parts())

    def parts(self) -> Iterator[bytes]:
        """The result as JSON in parts, so that a large one can be written without being in memory as a whole.

        Yields
        ------
        bytes
            Joined, they are :meth:`to_json`.

        Examples
        --------
        >>> from detection import detect_rooms
        >>> corners = [[0, 0], [4, 0], [4, 3], [0, 3]]
        >>> result = detect_rooms({"walls": [{"type": "polyline", "points": corners, "closed": True}]})
        >>> b"".join(result.parts()) == result.to_json()
        True
        """
        with _no_collection():
            yield from document_of(self)
